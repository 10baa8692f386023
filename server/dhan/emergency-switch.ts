import { z } from "zod";
import type { FeedSwitch } from "../../shared/feed-switch.ts";
import type { Clock } from "../clock.ts";
import type { Settings } from "../db/settings.ts";
import type { Logger } from "../logger.ts";
import type { FeedCuts } from "./feed-cuts.ts";

/** The setting that is there while the feed is switched off, and only then. */
export const FEED_SWITCHED_OFF = "feed-switched-off";
const keptCut = z.object({ since: z.number(), reason: z.string(), by: z.string() });
const UNREADABLE = "it was switched off, and why cannot be read any more";

export interface EmergencySwitchOptions {
  settings: Pick<Settings, "get" | "put" | "delete">;
  cuts: Pick<FeedCuts, "cutAll" | "restoreAll">;
  clock: Clock;
  log: Logger;
}

/**
 * Cuts the whole feed and keeps it cut over restarts. It acts first and writes it down afterwards: in an emergency a
 * full disk must not keep the feed open.
 */
export class EmergencySwitch {
  readonly #options: EmergencySwitchOptions;
  #off: FeedSwitch["off"] = null;
  #isKept = true;
  #lastWrite: Promise<void> = Promise.resolve();

  private constructor(options: EmergencySwitchOptions) {
    this.#options = options;
  }

  /** As it was left; one that was off cuts the feed. To be opened before the feed starts. */
  static async open(options: EmergencySwitchOptions): Promise<EmergencySwitch> {
    const opened = new EmergencySwitch(options);
    await opened.#open();
    return opened;
  }

  status(): FeedSwitch {
    return { off: this.#off, isKept: this.#isKept };
  }

  /** Resolves when all connections have closed and it is written down. Off already, it takes the new reason. */
  async off(reason: string, by: string): Promise<FeedSwitch> {
    const { clock, cuts, log } = this.#options;
    const since = this.#off?.since ?? clock.now();
    this.#off = { since, reason, by };
    log.warn({ by, reason }, "the feed is switched off");
    await Promise.all([cuts.cutAll({ since, reason }), this.#write()]);
    return this.status();
  }

  /** On already, nothing changes. */
  async on(by: string): Promise<FeedSwitch> {
    const { cuts, log } = this.#options;
    if (this.#off !== null) log.warn({ by }, "the feed is switched on again");
    this.#off = null;
    cuts.restoreAll();
    await this.#write();
    return this.status();
  }

  async #open(): Promise<void> {
    const { settings, cuts, clock, log } = this.#options;
    try {
      this.#off = await settings.get(FEED_SWITCHED_OFF, keptCut);
    } catch (err) {
      // That it was off is certain, as the setting is there; only a person may switch it on.
      log.error({ err }, "the emergency switch cannot be read: the feed stays off");
      this.#off = { since: clock.now(), reason: UNREADABLE, by: "unknown" };
    }
    if (this.#off === null) return;
    const { since, reason, by } = this.#off;
    log.warn({ by, reason }, "the feed is switched off, as it was left");
    await cuts.cutAll({ since, reason });
  }

  /** One after another, each what holds by then: what is kept in the end is what holds in the end. */
  #write(): Promise<void> {
    this.#lastWrite = this.#lastWrite.then(async () => {
      const { settings, clock, log } = this.#options;
      try {
        if (this.#off === null) await settings.delete(FEED_SWITCHED_OFF);
        else await settings.put(FEED_SWITCHED_OFF, this.#off, clock.now());
        this.#isKept = true;
      } catch (err) {
        log.error({ err }, "the emergency switch could not be written down: a restart would not find it");
        this.#isKept = false;
      }
    });
    return this.#lastWrite;
  }
}
