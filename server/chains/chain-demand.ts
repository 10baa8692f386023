import type { ChainRefusalReason } from "../../shared/chain-refusal.ts";
import type { InstrumentKey } from "../../shared/instrument-key.ts";
import type { Mode } from "../../shared/tick-mode.ts";
import type { DemandRefusal, DemandUnit } from "../subscriptions/demand-unit.ts";
import type { Subscriptions } from "../subscriptions/subscriptions.ts";

const PREFIX = "chain:";
/** Bids, asks and open interest come in this mode alone. */
const CHAIN_MODE: Mode = "full";
const REFUSAL: Readonly<Record<DemandRefusal, ChainRefusalReason>> = { capacity: "feed-full", share: "share" };

/**
 * What a chain demands of the feed: a unit of Tier A for each user who has it open, so that it counts against each one's
 * share and stays until the last of them has left. The slots are taken once.
 */
export class ChainDemand {
  readonly #chain: string;
  readonly #subscriptions: Pick<Subscriptions, "request" | "touch">;
  readonly #anchors: readonly InstrumentKey[];
  readonly #users = new Set<string>();
  #legs: readonly InstrumentKey[] = [];

  /** @param anchors wanted beside the legs: what the chain's price follows. */
  constructor(
    chain: string,
    subscriptions: Pick<Subscriptions, "request" | "touch">,
    anchors: readonly InstrumentKey[],
  ) {
    this.#chain = chain;
    this.#subscriptions = subscriptions;
    this.#anchors = anchors;
  }

  /** The chain of a unit of ours; null of any other unit. */
  static chainOf(unitId: string): string | null {
    return unitId.startsWith(PREFIX) ? unitId.slice(PREFIX.length, unitId.lastIndexOf("#")) : null;
  }

  /** One user more wants it. The reason why not, or null. */
  join(userId: string): ChainRefusalReason | null {
    const outcome = this.#subscriptions.request({ set: [this.#unit(userId, this.#legs)] });
    if (!outcome.ok) return REFUSAL[outcome.reason];
    this.#users.add(userId);
    return null;
  }

  leave(userId: string): void {
    if (this.#users.delete(userId)) this.#subscriptions.request({ drop: [this.#unitId(userId)] });
  }

  touch(userId: string): void {
    this.#subscriptions.touch([this.#unitId(userId)]);
  }

  /** All users want these legs from now on; false, and nothing changed, when there is no room for it. */
  want(legs: readonly InstrumentKey[]): boolean {
    const set = [...this.#users].map((userId) => this.#unit(userId, legs));
    if (set.length > 0 && !this.#subscriptions.request({ set }).ok) return false;
    this.#legs = legs;
    return true;
  }

  /** The same for each user alone, where it cannot be for all; returns those for whom it cannot be. */
  refused(legs: readonly InstrumentKey[]): Map<string, ChainRefusalReason> {
    this.#legs = legs;
    const refused = new Map<string, ChainRefusalReason>();
    for (const userId of [...this.#users]) {
      const outcome = this.#subscriptions.request({ set: [this.#unit(userId, legs)] });
      if (!outcome.ok) refused.set(userId, REFUSAL[outcome.reason]);
    }
    return refused;
  }

  stop(): void {
    for (const userId of [...this.#users]) this.leave(userId);
  }

  #unit(userId: string, legs: readonly InstrumentKey[]): DemandUnit {
    const keys = [...new Set([...this.#anchors, ...legs])];
    return { id: this.#unitId(userId), tier: "A", userId, mode: CHAIN_MODE, keys };
  }

  #unitId(userId: string): string {
    return `${PREFIX}${this.#chain}#${userId}`;
  }
}
