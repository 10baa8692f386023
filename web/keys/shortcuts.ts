import { COMMANDS, type Command } from "./commands.ts";

/** How long after the first key of two the second may come. */
const SECOND_KEY_WITHIN_MS = 1_000;

export interface KeyPress {
  /** As `KeyboardEvent.key` has it; `mod+k` with Ctrl or Cmd held. */
  key: string;
  /** Milliseconds on any clock that only goes forward. */
  at: number;
}

/** Does it; `false` leaves it to whoever asked for the command before. */
type Run = (press: KeyPress) => unknown;

/** From keys to what views do at them. Whoever asked for a command last gets it: the innermost view that is there. */
export class Shortcuts {
  readonly #runs = new Map<Command, Run[]>();
  #first: KeyPress | null = null;

  /** @returns takes it back. */
  on(command: Command, run: Run): () => void {
    this.#runs.set(command, [...(this.#runs.get(command) ?? []), run]);
    return () => {
      this.#runs.set(
        command,
        this.#runs.get(command)!.filter((other) => other !== run),
      );
    };
  }

  /** @returns whether the key did something, or begins what may. */
  press(press: KeyPress): boolean {
    const first = this.#first;
    this.#first = null;
    if (first !== null && press.at - first.at <= SECOND_KEY_WITHIN_MS) {
      return this.#runAt(`${first.key} ${press.key}`, press);
    }
    if (FIRST_KEYS.has(press.key)) {
      this.#first = press;
      return true;
    }
    return this.#runAt(press.key, press);
  }

  #runAt(keys: string, press: KeyPress): boolean {
    const command = COMMAND_OF.get(keys);
    return command !== undefined && this.run(command, press);
  }

  /** Does what a command's keys would do. */
  run(command: Command, press: KeyPress = { key: "", at: 0 }): boolean {
    const runs = this.#runs.get(command) ?? [];
    return runs.toReversed().some((run) => run(press) !== false);
  }
}

const COMMAND_OF = new Map<string, Command>(
  Object.entries(COMMANDS).flatMap(([command, { keys }]) => keys.map((key) => [key, command as Command] as const)),
);
const FIRST_KEYS = new Set(
  [...COMMAND_OF.keys()].filter((keys) => keys.includes(" ")).map((keys) => keys.split(" ")[0]!),
);
