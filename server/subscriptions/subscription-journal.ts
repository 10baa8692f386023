import type { Clock } from "../clock.ts";
import type { LogAction, LogEntry } from "../db/subscription-log.ts";
import type { Logger } from "../logger.ts";
import type { DemandRequest } from "./demand-unit.ts";
import type { TierBReason } from "./tier-b-loader.ts";

export interface SubscriptionJournalOptions {
  clock: Clock;
  log: Logger;
  append(entries: readonly Omit<LogEntry, "id">[]): Promise<void>;
}

/**
 * Writes to the subscription log what the server does by itself. What is subscribed does not wait for it: a log that
 * cannot be written is reported, and nothing else changes.
 */
export class SubscriptionJournal {
  readonly #options: SubscriptionJournalOptions;
  #last: Promise<void> = Promise.resolve();

  constructor(options: SubscriptionJournalOptions) {
    this.#options = options;
  }

  /** Units of Tier B were asked for or let go; one row each. */
  tierB({ set = [], drop = [] }: DemandRequest, reason: TierBReason): void {
    const action: LogAction = reason === "ATM_SHIFT" ? "ATM_SHIFT" : "SUBSCRIBE";
    this.#append([
      ...set.map(({ id, keys }) => this.#entry(action, id, reason, keys.length)),
      ...drop.map((id) => this.#entry("UNSUBSCRIBE", id, reason, 0)),
    ]);
  }

  /** So many instruments of open pages had to make room. */
  streamsEvicted(instruments: number): void {
    if (instruments > 0) this.#append([this.#entry("EVICT", "stream", "least-recently-used", instruments)]);
  }

  /** So many instruments of open pages are listed no longer, or their keys name others. */
  streamsDelisted(instruments: number, reason: "delisted" | "reassigned"): void {
    if (instruments > 0) this.#append([this.#entry("UNSUBSCRIBE", "stream", reason, instruments)]);
  }

  /** Instruments went to other connections. */
  moved(legs: number, reason: string): void {
    this.#options.log.info({ legs }, `instruments moved between connections: ${reason}`);
    this.#append([this.#entry("REBALANCE", "connections", reason, legs)]);
  }

  /** Resolves when everything up to now is written. */
  async settled(): Promise<void> {
    await this.#last;
  }

  #entry(action: LogAction, unitId: string, reason: string, legs: number): Omit<LogEntry, "id"> {
    return {
      at: this.#options.clock.now(),
      action,
      unitId,
      userId: null,
      actor: "server",
      reason,
      legs,
      connection: null,
    };
  }

  #append(entries: readonly Omit<LogEntry, "id">[]): void {
    if (entries.length === 0) return;
    this.#last = this.#last.then(async () => {
      try {
        await this.#options.append(entries);
      } catch (err) {
        this.#options.log.error({ err }, "the subscription log could not be written");
      }
    });
  }
}
