import type { Cancel, Clock } from "../clock.ts";
import type { PresentMaster } from "../instruments/present-master.ts";
import type { Logger } from "../logger.ts";
import { scheduleCron } from "./cron-schedule.ts";
import type { TradingCalendar } from "./market-day.ts";
import { lastTime, type MasterState, refreshDueAt } from "./master-due.ts";

/** Each minute, on the minute. */
const LOOK_PATTERN = "* * * * *";
/** An attempt that begins later than this after the day's time is one of those that make up for it. */
export const LATE_AFTER_MS = 120_000;

export interface DailyMasterRefreshOptions {
  clock: Clock;
  log: Logger;
  calendar: TradingCalendar;
  master: Pick<PresentMaster, "refresh" | "status">;
}

/**
 * Refreshes the instrument master before each session. Like the end of the day it looks each minute at what should be:
 * so a machine that slept, a download that failed and a start without a master are all made up for by a later look.
 */
export class DailyMasterRefresh {
  readonly #options: DailyMasterRefreshOptions;
  #cancel: Cancel = () => {};
  #looking: Promise<void> | null = null;
  /** The day's time for which failures are counted. */
  #countedFor = 0;
  #failures = 0;
  #failedAt = 0;

  constructor(options: DailyMasterRefreshOptions) {
    this.#options = options;
  }

  /** From now on; what the start-up itself could not have counts as a first failure. */
  start(): void {
    const { clock, calendar, master } = this.#options;
    const { problem } = master.status();
    this.#countedFor = lastTime(clock.now(), calendar);
    if (problem !== null) this.#failed(problem.at);
    this.#cancel = scheduleCron(LOOK_PATTERN, clock, () => {
      void this.look();
    });
  }

  /** Waits for what is under way, which the master's own end cuts short. */
  async stop(): Promise<void> {
    this.#cancel();
    await this.#looking;
  }

  /** When it refreshes the next time, UTC milliseconds; now, when that is at the next look. */
  get nextRunAt(): number {
    const now = this.#options.clock.now();
    return Math.max(now, refreshDueAt(now, this.#state(), this.#options.calendar));
  }

  /** Does what is due. Never rejects: what fails is logged, and tried again after a pause. */
  look(): Promise<void> {
    this.#looking ??= this.#look()
      .catch((err: unknown) => {
        this.#failed(this.#options.clock.now());
        this.#options.log.error({ err }, "the refresh of the instrument master failed");
      })
      .finally(() => {
        this.#looking = null;
      });
    return this.#looking;
  }

  async #look(): Promise<void> {
    const { clock, calendar, master } = this.#options;
    const now = clock.now();
    const last = lastTime(now, calendar);
    if (last !== this.#countedFor) this.#failures = 0;
    this.#countedFor = last;
    if (this.nextRunAt > now) return;
    const isOnTime = this.#failures === 0 && now - last <= LATE_AFTER_MS;
    const { outcome } = await master.refresh({ trigger: isOnTime ? "schedule" : "retry", actor: "server" });
    if (outcome === "refused" || outcome === "failed") this.#failed(clock.now());
    else this.#failures = 0;
  }

  #failed(at: number): void {
    this.#failures++;
    this.#failedAt = at;
  }

  #state(): MasterState {
    const { inUse } = this.#options.master.status();
    const newestAt = inUse?.newestAt ?? null;
    return { hasMaster: inUse !== null, newestAt, failures: this.#failures, failedAt: this.#failedAt };
  }
}
