import type { ItemSubscription, SubscriptionState } from "../db/item-subscriptions.ts";
import type { WatchlistItem as ItemRow } from "../db/watchlist-items.ts";
import type { Listing } from "../instruments/listing.ts";
import { isRelisted, relistedFields, relistedRow } from "./item-listing.ts";
import { byLastUse, rankByLastUse } from "./last-use.ts";
import { tellOwners } from "./owners.ts";
import { type Stopped, tellStopped, writeStopped } from "./stopped-items.ts";
import type { Draft } from "./streaming-items.ts";
import { streamable, today, type WatchlistContext } from "./watchlist-context.ts";

export interface Resumable {
  state: SubscriptionState;
  isMeant(item: ItemRow, subscription: ItemSubscription): boolean;
  /** For the log. */
  actor: string;
  reason: string;
}

interface Candidate {
  row: ItemRow;
  subscription: ItemSubscription;
}

/**
 * Makes stored items stream again, as they are listed now: an item of the nearest expiries takes those of the day.
 * Prices are waited for first, so that all is one request; then everything is read once more, as owners may have
 * changed it meanwhile.
 */
export class Resumption {
  readonly #context: WatchlistContext;

  constructor(context: WatchlistContext) {
    this.#context = context;
  }

  /** Returns how many stream or wait for a price. Without a master nothing changes. */
  async resume(resumable: Resumable): Promise<number> {
    const { streaming, turns, log } = this.#context;
    const candidates = await this.#candidates(resumable);
    if (candidates.length === 0) return 0;
    const listing = this.#context.listing();
    if (listing === null) {
      log.warn({ items: candidates.length }, "without a list of instruments, watchlists do not stream");
      return 0;
    }
    const drafts = new Map<string, Draft>();
    try {
      for (const { row } of candidates) {
        const relisted = this.#relist(row, listing);
        if (typeof relisted !== "string")
          drafts.set(draftId(relisted), streaming.draft(streamable(relisted, this.#context)));
      }
      await Promise.all([...drafts.values()].map((draft) => streaming.settled(draft)));
      return await turns.take(() => this.#resume(resumable, listing, drafts));
    } finally {
      for (const draft of drafts.values()) streaming.discard(draft);
    }
  }

  async #resume(resumable: Resumable, listing: Listing, drafts: ReadonlyMap<string, Draft>): Promise<number> {
    const { db, streaming, clock } = this.#context;
    const lapsed: Stopped[] = [];
    const resumed: Candidate[] = [];
    const relisted = new Set<string>();
    for (const { row, subscription } of await this.#candidates(resumable)) {
      const now = this.#relist(row, listing);
      if (typeof now !== "string") {
        resumed.push({ row: now, subscription });
        if (isRelisted(row, now)) relisted.add(row.id);
      }
      // One that had expired already is no news: each session looks again, and only what is listed anew comes back.
      else if (subscription.reason !== now) lapsed.push({ item: streamable(row, this.#context), reason: now });
    }
    const refused = streaming.startAll(
      resumed.map(({ row }) => drafts.get(draftId(row)) ?? streaming.draft(streamable(row, this.#context))),
    );
    streaming.stop(lapsed.map(({ item }) => item.id));

    // Some of them may have had to make room for others.
    const live = resumed.filter(({ row }) => streaming.has(row.id));
    const stopped = [...refused, ...lapsed];
    const at = clock.now();
    const legs = live.reduce((sum, { row }) => sum + streaming.legsOf(row.id), 0);
    const { actor, reason } = resumable;
    await db.transaction(async (queries) => {
      for (const { row } of live) if (relisted.has(row.id)) await queries.items.update(row.id, relistedFields(row));
      await queries.subscriptions.put(
        live.map(({ row, subscription: { state, since } }) => ({
          itemId: row.id,
          state: "streaming",
          reason: null,
          keys: streaming.legsOf(row.id),
          since: state === "streaming" ? since : at,
        })),
      );
      await writeStopped(stopped, actor, at, queries);
      const entry = {
        at,
        action: "SUBSCRIBE" as const,
        unitId: "items",
        userId: null,
        actor,
        reason,
        connection: null,
      };
      if (live.length > 0) await queries.log.append([{ ...entry, legs }]);
    });
    await rankByLastUse(new Set(live.map(({ row }) => row.id)), this.#context);
    this.#tell(live, stopped, at, resumable);
    return live.length;
  }

  #tell(live: readonly Candidate[], stopped: readonly Stopped[], at: number, { state }: Resumable): void {
    tellStopped(stopped, at, this.#context);
    if (state === "streaming") return;
    const items = live.map(({ row }) => streamable(row, this.#context));
    tellOwners(items, this.#context.tell, (owned) => ({ type: "items-reactivated", items: owned, at }));
  }

  /** The least recently used first. */
  async #candidates({ state, isMeant }: Resumable): Promise<Candidate[]> {
    const { items, subscriptions } = this.#context.db;
    const inState = new Map(
      (await subscriptions.all(state)).map((subscription) => [subscription.itemId, subscription]),
    );
    if (inState.size === 0) return [];
    return (await items.all())
      .flatMap((row) => {
        const subscription = inState.get(row.id);
        return subscription !== undefined && isMeant(row, subscription) ? [{ row, subscription }] : [];
      })
      .sort((a, b) => byLastUse(a.row, b.row));
  }

  /** The item with what it stands for now; or why it stands for nothing. */
  #relist(row: ItemRow, listing: Listing): ItemRow | "expired" | "reassigned" {
    return relistedRow(row, listing, today(this.#context));
  }
}

/** A draft serves as long as the item stands for the same. */
function draftId({ id, underlying, expiries }: ItemRow): string {
  return `${id} ${underlying} ${expiries?.join() ?? ""}`;
}
