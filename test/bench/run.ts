import { readdirSync } from "node:fs";

/**
 * `bun run bench [name ...]`: runs the benches of this folder (all of them without a name) and prints JSON lines.
 * A bench is a file that exports `run(print)`; a line with `pass: false` makes the whole run fail. What follows a name and
 * is none itself goes to a bench that exports `usage`, as run's second argument.
 */
interface Bench {
  run(print: (line: object) => void, args: readonly string[]): Promise<void>;
  usage?: string;
}

const NOT_BENCHES = new Set(["run.ts", "measure.ts"]);

const names = readdirSync(import.meta.dir)
  .filter((file) => file.endsWith(".ts") && !NOT_BENCHES.has(file))
  .map((file) => file.slice(0, -3));
const asked: { name: string; args: string[] }[] = [];
for (const word of Bun.argv.slice(2)) {
  const last = asked.at(-1);
  if (names.includes(word)) asked.push({ name: word, args: [] });
  else if (last !== undefined) last.args.push(word);
  else fail(`no bench is called ${word}; there are: ${names.join(", ")}`);
}

let hasFailed = false;
for (const { name, args } of asked.length > 0 ? asked : names.map((name) => ({ name, args: [] }))) {
  const { run, usage }: Bench = await import(`./${name}.ts`);
  if (args.length > 0 && usage === undefined)
    fail(`the bench ${name} takes no arguments, and was given ${args.join(" ")}`);
  await run((line) => {
    if ("pass" in line && line.pass === false) hasFailed = true;
    console.log(JSON.stringify(line));
  }, args);
}
process.exit(hasFailed ? 1 : 0);

function fail(reason: string): never {
  console.error(reason);
  process.exit(1);
}
