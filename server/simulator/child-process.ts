import { fileURLToPath } from "node:url";
import type { Clock } from "../clock.ts";
import type { Logger } from "../logger.ts";
import type { SimulatorMessage } from "./simulator-message.ts";

/** A simulator that died is started again after this long. */
const RESTART_AFTER_MS = 500;
/** It lists 289,000 instruments before it is ready. */
const READY_WITHIN_MS = 30_000;
/** After SIGTERM, before SIGKILL. */
const EXIT_WITHIN_MS = 2_000;

export type SimulatorAddress = Omit<Extract<SimulatorMessage, { type: "ready" }>, "type">;

export interface SimulatorProcessOptions {
  /** Its SIM_ variables and LOG_LEVEL; nothing else of ours is handed down, so no secret is. */
  env: Readonly<Record<string, string>> & { SIM_PORT: string };
  clock: Clock;
  log: Logger;
}

/**
 * The simulator as a child process: started, started again when it dies, and gone when we go. Another one has the same
 * port, and the same seed and so the same credentials: to the client it is Dhan after an outage.
 */
export class SimulatorProcess {
  readonly #options: SimulatorProcessOptions;
  #child: Bun.Subprocess | null = null;
  #isStopping = false;
  #port: string;

  constructor(options: SimulatorProcessOptions) {
    this.#options = options;
    this.#port = options.env.SIM_PORT;
  }

  /** @throws Error with what is wrong in one line, when it cannot start. */
  async start(): Promise<SimulatorAddress> {
    const address = await this.#spawn();
    this.#port = String(address.port);
    void this.#watch();
    return address;
  }

  async stop(): Promise<void> {
    this.#isStopping = true;
    const child = this.#child;
    if (child === null) return;
    child.kill("SIGTERM");
    const cancel = this.#options.clock.after(EXIT_WITHIN_MS, () => child.kill("SIGKILL"));
    await child.exited;
    cancel();
  }

  #spawn(): Promise<SimulatorAddress> {
    const { promise, resolve, reject } = Promise.withResolvers<SimulatorAddress>();
    const child = Bun.spawn([process.execPath, fileURLToPath(new URL("./main.ts", import.meta.url))], {
      env: { ...this.#options.env, SIM_PORT: this.#port },
      stdio: ["ignore", "inherit", "inherit"],
      serialization: "json",
      ipc(message: SimulatorMessage) {
        if (message.type === "ready") resolve(message);
        else reject(new Error(`the simulator cannot start: ${message.reason}`));
      },
    });
    this.#child = child;
    const cancel = this.#options.clock.after(READY_WITHIN_MS, () => {
      reject(new Error(`the simulator was not ready within ${READY_WITHIN_MS / 1000} s`));
      child.kill("SIGKILL");
    });
    void child.exited.then((code) => reject(new Error(`the simulator ended with exit code ${code}`)));
    return promise.finally(cancel);
  }

  async #watch(): Promise<void> {
    const { clock, log } = this.#options;
    while (!this.#isStopping) {
      const code = await this.#child!.exited;
      if (this.#isStopping) return;
      log.error({ code }, "the simulator died; starting another");
      await new Promise<void>((resolve) => clock.after(RESTART_AFTER_MS, resolve));
      if (this.#isStopping) return;
      try {
        await this.#spawn();
      } catch (error) {
        log.error({ reason: (error as Error).message }, "the simulator did not start again");
      }
    }
  }
}
