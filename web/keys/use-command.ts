import { useEffect, useRef } from "react";
import { useMarket } from "../market.ts";
import type { Command } from "./commands.ts";
import type { KeyPress } from "./shortcuts.ts";

/** Does something at a command's keys while mounted; `false` leaves it to whoever asked for the command before. */
export function useCommand(command: Command, run: (press: KeyPress) => unknown): void {
  const { shortcuts } = useMarket();
  const latest = useRef(run);
  useEffect(() => {
    latest.current = run;
  });
  useEffect(() => shortcuts.on(command, (press) => latest.current(press)), [shortcuts, command]);
}
