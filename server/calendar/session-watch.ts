import { SEGMENTS } from "../../shared/instrument-key.ts";
import type { MarketSessions } from "../../shared/market-sessions.ts";
import type { Cancel, Clock } from "../clock.ts";
import type { MarketHours } from "./market-hours.ts";

/** A machine sleeps and its clock is set: whether anything has changed is looked at again and again, not timed. */
const LOOK_EVERY_MS = 1_000;

export interface SessionWatchOptions {
  clock: Clock;
  hours: Pick<MarketHours, "isOpen" | "nextChange">;
  /** Where trading goes on, at first and whenever that changes. */
  onChange(sessions: MarketSessions): void;
}

/** Notices when trading begins and ends. */
export class SessionWatch {
  readonly #options: SessionWatchOptions;
  readonly #cancel: Cancel;
  /** The sessions last told hold between these. */
  #from = Number.POSITIVE_INFINITY;
  #until = Number.NEGATIVE_INFINITY;

  constructor(options: SessionWatchOptions) {
    this.#options = options;
    this.#cancel = options.clock.every(LOOK_EVERY_MS, () => this.#look());
    this.#look();
  }

  stop(): void {
    this.#cancel();
  }

  #look(): void {
    const { clock, hours, onChange } = this.#options;
    const now = clock.now();
    if (now >= this.#from && now < this.#until) return;
    const segments = SEGMENTS.map((segment) => ({
      segment,
      isOpen: hours.isOpen(segment, now),
      changesAt: hours.nextChange(segment, now),
    }));
    this.#from = now;
    this.#until = Math.min(...segments.map(({ changesAt }) => changesAt ?? Number.POSITIVE_INFINITY));
    onChange({ segments });
  }
}
