import { compose } from "./compose.ts";
import { ConfigError, readConfig } from "./config.ts";

/** A shutdown that hangs is cut off after this long. */
const SHUTDOWN_WITHIN_MS = 5_000;

/** What a person can do about an error at start, in one line. */
function advice(error: unknown): string {
  if (error instanceof ConfigError) return error.message;
  if (error instanceof Error && "code" in error && error.code === "EADDRINUSE") {
    return "the port is in use: set PORT to a free one, or stop what uses it";
  }
  return error instanceof Error ? error.message : String(error);
}

try {
  const strikewire = await compose(readConfig(process.env));
  let isStopping = false;
  const leave = async () => {
    // A second Ctrl-C means now.
    if (isStopping) process.exit(1);
    isStopping = true;
    setTimeout(() => process.exit(1), SHUTDOWN_WITHIN_MS).unref();
    await strikewire.stop();
    process.exit(0);
  };
  process.on("SIGTERM", leave);
  process.on("SIGINT", leave);
  await strikewire.ready;
  process.stderr.write(`strikewire is ready: open ${strikewire.url}\n`);
} catch (error) {
  process.stderr.write(`strikewire: ${advice(error)}\n`);
  process.exit(1);
}
