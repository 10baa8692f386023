import type { Readiness, StartupStep } from "../shared/health.ts";
import type { Logger } from "./logger.ts";

/** What a step says of itself while it runs. */
export interface StepReport {
  /** What it is at: `120,000 rows`. */
  progress(detail: string): void;
  /** It goes on without something; the reason stays visible. */
  degrade(reason: string): void;
}

type StepWork = (report: StepReport) => Promise<void> | void;

/**
 * The start-up as a list that can be looked at while it happens: what runs, what is done, what had to do without.
 * A step that throws counts as degraded and the next ones still run: an API without prices beats no API.
 */
export class Startup {
  readonly #log: Logger;
  readonly #steps: StartupStep[];
  readonly #startedAt = new Map<string, number>();

  constructor(names: readonly string[], log: Logger) {
    this.#log = log;
    this.#steps = names.map((name) => ({ name, state: "waiting", ms: null, detail: null }));
  }

  /** Runs a step; one that throws is degraded and the start goes on. */
  async run(name: string, work: StepWork): Promise<void> {
    await this.#run(name, work);
  }

  /** Runs a step without which there is nothing to serve. @throws what it threw. */
  async must(name: string, work: StepWork): Promise<void> {
    const error = await this.#run(name, work);
    if (error !== null) throw error;
  }

  async #run(name: string, work: StepWork): Promise<unknown> {
    const step = this.#steps.find((candidate) => candidate.name === name);
    if (step === undefined) throw new Error(`no start-up step is called ${name}`);
    const startedAt = performance.now();
    this.#startedAt.set(name, startedAt);
    step.state = "running";
    let degraded: string | null = null;
    let thrown: unknown = null;
    try {
      await work({
        progress: (detail) => {
          step.detail = detail;
        },
        degrade: (reason) => {
          degraded = reason;
        },
      });
    } catch (error) {
      thrown = error;
      degraded = error instanceof Error ? error.message : String(error);
    }
    step.ms = Math.round(performance.now() - startedAt);
    step.state = degraded === null ? "done" : "degraded";
    if (degraded !== null) step.detail = degraded;
    this.#log[degraded === null ? "info" : "warn"](
      { step: name, ms: step.ms, detail: step.detail },
      `start-up: ${name} ${step.state}`,
    );
    return thrown;
  }

  /** A step that is over may come to be otherwise: what was had in the end, or is not had any more. */
  amend(name: string, detail: string, isDegraded: boolean): void {
    const step = this.#steps.find((candidate) => candidate.name === name);
    if (step === undefined) throw new Error(`no start-up step is called ${name}`);
    if (step.state === "waiting" || step.state === "running") return;
    step.state = isDegraded ? "degraded" : "done";
    step.detail = detail;
  }

  get readiness(): Pick<Readiness, "status" | "steps"> {
    const steps = this.#steps.map((step) =>
      step.state === "running"
        ? { ...step, ms: Math.round(performance.now() - this.#startedAt.get(step.name)!) }
        : step,
    );
    const isStarting = steps.some(({ state }) => state === "waiting" || state === "running");
    const isDegraded = steps.some(({ state }) => state === "degraded");
    return { status: isStarting ? "starting" : isDegraded ? "degraded" : "ready", steps };
  }
}
