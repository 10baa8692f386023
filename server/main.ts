import { compose, type Strikewire } from "./compose.ts";
import { ConfigError, readConfig } from "./config.ts";

/** A shutdown that hangs is cut off after this long. */
const SHUTDOWN_WITHIN_MS = 5_000;

const ADVICE: Readonly<Record<string, string>> = {
  EADDRINUSE: "the port is in use: set PORT to a free one, or stop what uses it",
  EADDRNOTAVAIL: "this machine has no such address: set HOST to one of its own",
  EINVAL: "the address cannot be listened on: set HOST to an address of this machine",
};

/** What a person can do about an error at start, in one line. */
function advice(error: unknown): string {
  if (error instanceof ConfigError || !(error instanceof Error)) return String((error as Error).message ?? error);
  return ("code" in error && ADVICE[String(error.code)]) || error.message;
}

let strikewire: Strikewire | null = null;
let isStopping = false;

/** In the first moments there is nothing to put down yet: children go with us. */
async function leave(): Promise<void> {
  // A second Ctrl-C means now.
  if (isStopping || strikewire === null) process.exit(isStopping ? 1 : 0);
  isStopping = true;
  setTimeout(() => process.exit(1), SHUTDOWN_WITHIN_MS).unref();
  await strikewire.stop();
  process.exit(0);
}
process.on("SIGTERM", leave);
process.on("SIGINT", leave);

try {
  strikewire = await compose(readConfig(process.env));
  await strikewire.ready;
  const problems = strikewire.problems().map((problem) => `  ${problem}\n`);
  const state = problems.length === 0 ? "is ready" : "runs, with problems";
  const { url, setUpUrl } = strikewire;
  const setUp = setUpUrl === null ? "" : `there is no admin yet: make one within a day at ${setUpUrl}\n`;
  if (!isStopping) process.stderr.write(`strikewire ${state}: open ${url}\n${setUp}${problems.join("")}`);
} catch (error) {
  process.stderr.write(`strikewire: ${advice(error)}\n`);
  process.exit(1);
}
