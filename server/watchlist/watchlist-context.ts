import { istDate } from "../../shared/ist.ts";
import type { UserEvent } from "../../shared/user-event.ts";
import { refusedBecause, type WatchlistRefusal } from "../../shared/watchlist-refusal.ts";
import type { Clock } from "../clock.ts";
import type { Database } from "../db/database.ts";
import type { WatchlistItem } from "../db/watchlist-items.ts";
import type { Listing } from "../instruments/listing.ts";
import type { Logger } from "../logger.ts";
import type { Streamable } from "./item-unit.ts";
import type { StreamingItems } from "./streaming-items.ts";
import type { Turns } from "./turns.ts";

export type WatchlistDatabase = Pick<Database, "watchlists" | "items" | "subscriptions" | "log" | "transaction">;
export type WatchlistQueries = Omit<WatchlistDatabase, "transaction">;

export interface WatchlistOptions {
  db: WatchlistDatabase;
  clock: Clock;
  log: Logger;
  /** The present master; null while there is none. */
  listing(): Listing | null;
  /** 10 gives 21 strikes. */
  strikesEachSide(underlying: string): number;
  /** Tells a user on the stream, wherever they are connected. */
  tell(userId: string, event: UserEvent): void;
}

/** What the parts of the watchlists have in common. */
export interface WatchlistContext extends WatchlistOptions {
  streaming: StreamingItems;
  turns: Turns;
}

export function today({ clock }: Pick<WatchlistContext, "clock">): string {
  return istDate(clock.now());
}

/** A change that somebody asks for: refused when too many wait already. */
export function change<Answer>(
  { turns }: WatchlistContext,
  work: () => Promise<Answer | WatchlistRefusal>,
): Promise<Answer | WatchlistRefusal> {
  return turns.isFull ? Promise.resolve(refusedBecause("busy")) : turns.take(work);
}

/** Why the user may not have this; null when it is theirs. */
export function whyNotOwned(thing: { userId: string } | null, userId: string): WatchlistRefusal | null {
  if (thing === null) return refusedBecause("not-found");
  return thing.userId === userId ? null : refusedBecause("not-yours");
}

export function streamable(
  {
    id,
    listId,
    userId,
    underlying,
    instrumentKey,
    expiries,
  }: Omit<WatchlistItem, "position" | "createdAt" | "lastUsedAt">,
  { strikesEachSide }: WatchlistContext,
): Streamable {
  const demand =
    instrumentKey !== null
      ? { key: instrumentKey }
      : { window: { underlying, expiries: expiries!, strikesEachSide: strikesEachSide(underlying) } };
  return { id, listId, userId, name: underlying, demand };
}
