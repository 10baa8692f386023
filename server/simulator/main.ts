import { DAY_MS, dayNumber, istDate } from "../../shared/ist.ts";
import { systemClock } from "../clock.ts";
import { readSimulatorConfig, type SimulatorConfig } from "../config.ts";
import { createLogger } from "../logger.ts";
import { createSimulator, type Simulator } from "./simulator.ts";
import type { SimulatorMessage } from "./simulator-message.ts";

/**
 * `bun run simulator`: the simulator as a process of its own. A parent that speaks IPC gets one message
 * (simulator-message.ts) and takes the simulator with it when it goes; anybody else gets what to put in the environment.
 */
async function run(config: SimulatorConfig): Promise<void> {
  const offsetMs = config.date === undefined ? 0 : (dayNumber(config.date) - dayNumber(istDate(Date.now()))) * DAY_MS;
  const simulator = await createSimulator({
    port: config.port,
    seed: config.seed,
    ticksPerSecond: config.ticksPerSecond,
    clock: systemClock(offsetMs),
    log: createLogger(config.logLevel, "simulator"),
    ...(config.date === undefined ? {} : { date: config.date }),
  });
  let isStopping = false;
  const leave = async () => {
    if (isStopping) return;
    isStopping = true;
    await simulator.stop();
    process.exit(0);
  };
  process.on("SIGTERM", leave);
  process.on("SIGINT", leave);
  process.on("disconnect", leave);
  announce(simulator);
}

function announce(simulator: Simulator): void {
  const { port, feedUrl, apiUrl, authUrl, masterUrl, credentials } = simulator;
  if (process.send !== undefined) {
    process.send({ type: "ready", port, feedUrl, apiUrl, authUrl, masterUrl, credentials } satisfies SimulatorMessage);
    return;
  }
  process.stdout.write(`
# The simulator runs. Put this in the environment, and bun start uses it:
DHAN_CLIENT_ID=${credentials.clientId}
DHAN_ACCESS_TOKEN=${credentials.accessToken}
DHAN_FEED_URL=${feedUrl}
DHAN_API_URL=${apiUrl}
DHAN_AUTH_URL=${authUrl}
DHAN_MASTER_URL=${masterUrl}
# Faults and counts: GET http://127.0.0.1:${port}/control
`);
}

function fail(error: unknown, port: number | null): never {
  const isPortTaken = error instanceof Error && "code" in error && error.code === "EADDRINUSE";
  const reason = isPortTaken ? `port ${port} is in use: set SIM_PORT to a free one` : (error as Error).message;
  // A parent says it in its own words.
  if (process.send !== undefined) process.send({ type: "failed", reason } satisfies SimulatorMessage);
  else process.stderr.write(`simulator: ${reason}\n`);
  process.exit(1);
}

let port: number | null = null;
try {
  const config = readSimulatorConfig(process.env);
  port = config.port;
  await run(config);
} catch (error) {
  fail(error, port);
}
