import { readdirSync } from "node:fs";

/**
 * `bun run bench [name ...] [--option=value ...]`: runs the benches of this folder (all of them without a name) and prints JSON lines.
 * A bench is a file that exports `run(print)`, and knows its own options; a line with `pass: false` makes the whole run fail.
 */
const NOT_BENCHES = new Set(["run.ts", "measure.ts"]);

const names = readdirSync(import.meta.dir)
  .filter((file) => file.endsWith(".ts") && !NOT_BENCHES.has(file))
  .map((file) => file.slice(0, -3));
const asked = Bun.argv.slice(2).filter((argument) => !argument.startsWith("--"));
const unknown = asked.filter((name) => !names.includes(name));
if (unknown.length > 0) {
  console.error(`no bench is called ${unknown.join(", ")}; there are: ${names.join(", ")}`);
  process.exit(1);
}

let hasFailed = false;
for (const name of asked.length > 0 ? asked : names) {
  const { run }: { run(print: (line: object) => void): Promise<void> } = await import(`./${name}.ts`);
  await run((line) => {
    if ("pass" in line && line.pass === false) hasFailed = true;
    console.log(JSON.stringify(line));
  });
}
process.exit(hasFailed ? 1 : 0);
