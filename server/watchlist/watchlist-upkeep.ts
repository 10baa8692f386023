import { MARKETS, type Market } from "../../shared/market.ts";
import type { StoppedReason } from "../../shared/watchlist.ts";
import type { ItemSubscription } from "../db/item-subscriptions.ts";
import type { LogEntry } from "../db/subscription-log.ts";
import type { WatchlistItem } from "../db/watchlist-items.ts";
import type { DemandUnit } from "../subscriptions/demand-unit.ts";
import { isRelisted, marketOfItem, relistedRow } from "./item-listing.ts";
import { unitId } from "./item-unit.ts";
import { rankByLastUse } from "./last-use.ts";
import { tellOwners } from "./owners.ts";
import { Resumption } from "./resumption.ts";
import { type Stopped, tellStopped, writeStopped } from "./stopped-items.ts";
import type { Shift } from "./streaming-items.ts";
import { streamable, today, type WatchlistContext } from "./watchlist-context.ts";

/** What an end of day took away. Legs are counted by item: what another item or Tier B wants too stays subscribed. */
export interface EndedDay {
  units: number;
  legs: number;
}

/** Who ends a day, for the log, and whether the lists are emptied. */
export interface DayEnd {
  actor: string;
  isListCleared: boolean;
}

/** The same at any time of the day. */
type Stop = DayEnd & Pick<LogEntry, "action" | "reason"> & { stoppedReason: StoppedReason };

/** What becomes of items without their owner doing it: starts, evictions, shifts, ends and beginnings of days. */
export class WatchlistUpkeep {
  readonly #context: WatchlistContext;
  readonly #resumption: Resumption;
  #isRestored = false;

  constructor(context: WatchlistContext) {
    this.#context = context;
    this.#resumption = new Resumption(context);
  }

  /**
   * Demands everything that should stream, the least recently used first: at a start, and when there is a first master.
   * Returns how many items stream or wait for a price.
   */
  restore(): Promise<number> {
    this.#isRestored = true;
    return this.#resumption.resume({ state: "streaming", isMeant: () => true, actor: "start", reason: "restored" });
  }

  /**
   * Follows another master: items of underlyings with a new ticker go on under it, those of the nearest expiries take the
   * next ones, and what is not listed any more, or whose key names something else, ends. All others are not touched.
   * Before the start has restored them, items are only set right.
   * @param renamed new tickers of underlyings by old ones; null when there was no master before.
   */
  async instrumentsChanged(renamed: ReadonlyMap<string, string> | null): Promise<void> {
    const { clock, listing } = this.#context;
    const replacedAt = clock.now();
    const ids = renamed === null ? new Set() : await this.#rename(renamed);
    if (!this.#isRestored) return;
    if (renamed === null) {
      await this.restore();
      return;
    }
    const followed = { actor: "master", reason: "another instrument master" };
    const isMeant = (item: WatchlistItem) => {
      const now = relistedRow(item, listing()!, today(this.#context));
      return ids.has(item.id) || typeof now === "string" || isRelisted(item, now);
    };
    await this.#resumption.resume({ ...followed, state: "streaming", isMeant });
    // Its strike windows may have ended an item of the nearest expiries before its turn came.
    const hasEndedNow = (_: WatchlistItem, { reason, since }: ItemSubscription) =>
      reason === "expired" && since >= replacedAt;
    await this.#resumption.resume({ ...followed, state: "ended", isMeant: hasEndedNow });
  }

  /** Brings back the market's items that ended before its pre-open (UTC milliseconds); returns how many. */
  reopen(market: Market, preOpen: number): Promise<number> {
    return this.#resumption.resume({
      state: "ended",
      isMeant: (item, { since }) => since < preOpen && marketOfItem(item) === market,
      actor: "end-of-day",
      reason: "next session",
    });
  }

  /** Whether items of the market were to stream before a moment (UTC milliseconds): there was a day to end then. */
  async streamedBefore(market: Market, utcMs: number): Promise<boolean> {
    const { db } = this.#context;
    const before = (await db.subscriptions.all("streaming")).filter(({ since }) => since < utcMs);
    const ids = new Set(before.map(({ itemId }) => itemId));
    return ids.size > 0 && (await db.items.all()).some((item) => ids.has(item.id) && marketOfItem(item) === market);
  }

  /** Lets go of all that the market's items take. They stay on their lists unless those are cleared. */
  endDay(market: Market, { actor, isListCleared }: DayEnd): Promise<EndedDay> {
    const reason = `end of day of ${market}${isListCleared ? ", lists cleared" : ""}`;
    return this.#stopAll(market, { actor, isListCleared, action: "EOD_CLEANUP", reason, stoppedReason: "end-of-day" });
  }

  /** The same for both markets at an admin's word; what stays on its list comes back with the next session. */
  async stopAll(actor: string, isListCleared: boolean): Promise<EndedDay> {
    const reason = isListCleared ? "an admin cleared all lists" : "an admin unsubscribed all of Tier A";
    const all = { units: 0, legs: 0 };
    for (const market of MARKETS) {
      const stop: Stop = { actor, isListCleared, action: "UNSUBSCRIBE", reason, stoppedReason: "by-admin" };
      const { units, legs } = await this.#stopAll(market, stop);
      all.units += units;
      all.legs += legs;
    }
    return all;
  }

  #stopAll(market: Market, { actor, isListCleared, action, reason, stoppedReason }: Stop): Promise<EndedDay> {
    const { db, clock, streaming, turns, tell } = this.#context;
    return turns.take(async () => {
      const all = (await db.items.all()).filter((item) => marketOfItem(item) === market);
      const keys = new Map((await db.subscriptions.all("streaming")).map((row) => [row.itemId, row.keys]));
      const streamed = all.filter(({ id }) => keys.has(id));
      const gone = isListCleared ? all : streamed;
      const ids = gone.map(({ id }) => id);
      const legs = streamed.reduce((sum, { id }) => sum + keys.get(id)!, 0);
      const at = clock.now();
      const entry = { at, unitId: "items", userId: null, actor, reason, legs, connection: null };
      await db.transaction(async ({ items, subscriptions, log }) => {
        if (isListCleared) await items.delete(ids);
        else await subscriptions.mark(ids, { state: "ended", reason: stoppedReason, since: at });
        if (ids.length > 0) await log.append([{ ...entry, action }]);
      });
      streaming.stop(ids);
      const items = gone.map((row) => streamable(row, this.#context));
      tellOwners(items, tell, (owned) => ({ type: "items-ended", items: owned, market, isListCleared, at }));
      return { units: streamed.length, legs };
    });
  }

  /** These units had to make room; the owners of the items among them are told at once. */
  evicted(units: readonly DemandUnit[]): void {
    const items = this.#context.streaming.evicted(units);
    this.stopped(items.map((item) => ({ item, reason: "least-recently-used" })));
  }

  stopped(stopped: readonly Stopped[]): void {
    if (stopped.length === 0) return;
    const { db, clock, streaming } = this.#context;
    const at = clock.now();
    tellStopped(stopped, at, this.#context);
    this.#write("items that stopped", async () => {
      // One that its owner has re-activated meanwhile is not stopped any more.
      const still = stopped.filter(({ item }) => !streaming.has(item.id));
      await db.transaction((queries) => writeStopped(still, "allocator", at, queries));
    });
  }

  /** Items have other legs: the money moved, there is a first price, or other expiries are listed. */
  shifted(shifts: readonly Shift[]): void {
    const { db, clock, streaming } = this.#context;
    const at = clock.now();
    this.#write("strike windows that moved", async () => {
      await db.transaction(async ({ subscriptions, log }) => {
        const changed = [];
        for (const { item, legs } of shifts) {
          const subscription = await subscriptions.get(item.id);
          if (subscription?.state === "streaming" && subscription.keys !== legs && streaming.has(item.id))
            changed.push({ ...subscription, keys: legs });
        }
        await subscriptions.put(changed);
        await log.append(shifts.map((shift) => logged(shift, at)));
      });
      const first = shifts.filter(({ reason }) => reason === "FIRST").map(({ item }) => item.id);
      if (first.length > 0) await rankByLastUse(new Set(first), this.#context);
    });
    const relisted = new Set(shifts.filter(({ reason }) => reason === "LISTING").map(({ item }) => item.id));
    if (relisted.size > 0) this.#relist(relisted);
  }

  /** Returns the ids of items that have another underlying now. */
  #rename(renamed: ReadonlyMap<string, string>): Promise<ReadonlySet<string>> {
    const { db, turns } = this.#context;
    return turns.take(async () => {
      if (renamed.size === 0) return new Set<string>();
      const items = (await db.items.all()).filter(({ underlying }) => renamed.has(underlying));
      await db.transaction(async (queries) => {
        for (const { id, underlying } of items)
          await queries.items.update(id, { underlying: renamed.get(underlying)! });
      });
      return new Set(items.map(({ id }) => id));
    });
  }

  /** Those of the nearest expiries take the next ones. */
  #relist(ids: ReadonlySet<string>): void {
    this.#resumption
      .resume({
        state: "streaming",
        isMeant: ({ id }) => ids.has(id),
        actor: "listing",
        reason: "other expiries listed",
      })
      .catch((err: unknown) => {
        this.#context.log.error({ err }, "watchlist items do not follow what is listed");
      });
  }

  #write(what: string, work: () => Promise<void>): void {
    this.#context.turns.take(work).catch((err: unknown) => {
      this.#context.log.error({ err }, `the database did not take ${what}`);
    });
  }
}

function logged({ item, changed, reason }: Shift, at: number): Omit<LogEntry, "id"> {
  const entry = { at, unitId: unitId(item.id), userId: item.userId, actor: "atm", legs: changed, connection: null };
  if (reason === "FIRST") return { ...entry, action: "SUBSCRIBE", reason: "first price" };
  return { ...entry, action: "ATM_SHIFT", reason: reason === "LISTING" ? "other listing" : "the price moved" };
}
