import { growth } from "./fanout/growth.ts";
import { hostile } from "./fanout/hostile.ts";
import { idle } from "./fanout/idle.ts";
import { soak } from "./fanout/soak.ts";
import { table } from "./fanout/table.ts";

export const usage = "fanout [table] [growth [plot=FILE.svg]] [idle] [hostile] [soak [minutes=10]]";

type Print = (line: object) => void;
type Settings = ReadonlyMap<string, string>;

const PARTS: Readonly<Record<string, (print: Print, settings: Settings) => Promise<void>>> = {
  table: (print) => table(print),
  growth: (print, settings) => growth(print, settings.get("plot") ?? null),
  idle: (print) => idle(print),
  hostile: (print) => hostile(print),
  soak: (print, settings) => soak(print, Number(settings.get("minutes") ?? 10)),
};
const SETTINGS = new Set(["plot", "minutes"]);
/** All but the soak, which takes ten minutes and is asked for by name. */
const USUAL = ["table", "growth", "hostile"];

/**
 * What fan-out costs, and beside what: server, load and probes are processes of their own. JSON lines go to stdout, the
 * same for people to stderr.
 */
export async function run(print: Print, args: readonly string[] = []): Promise<void> {
  const settings = new Map(args.filter((arg) => arg.includes("=")).map((arg) => arg.split("=", 2) as [string, string]));
  const parts = args.filter((arg) => !arg.includes("="));
  const unknown = [
    ...parts.filter((part) => !(part in PARTS)),
    ...[...settings.keys()].filter((key) => !SETTINGS.has(key)),
  ];
  if (unknown.length > 0) throw new Error(`${unknown.join(", ")}? ${usage}`);
  for (const part of parts.length > 0 ? parts : USUAL) await PARTS[part]!(print, settings);
}
