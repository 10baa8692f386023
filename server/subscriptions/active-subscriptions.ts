import type { ActivePage, ActiveQuery, ActiveSubscription } from "../../shared/active-subscriptions.ts";
import type { InstrumentKey } from "../../shared/instrument-key.ts";
import type { Carried } from "../dhan/feed-status.ts";
import { type AllocationView, type Held, modeOf, tierOf } from "./allocation.ts";

export interface ActiveSources {
  view: Pick<AllocationView, "held">;
  /** What the feed's connections carry now. */
  carried(): Iterable<Carried>;
  /** Null while there is no instrument master. */
  nameOf(key: InstrumentKey): string | null;
}

/**
 * A page of what is subscribed, in the order of keys. A page may be asked for after any key, so one that was let go in
 * between loses nobody their place.
 */
export function activePage(sources: ActiveSources, { tier, connection, limit, after }: ActiveQuery): ActivePage {
  const fitting: InstrumentKey[] = [];
  for (const [key, held] of sources.view.held) {
    if (tier !== undefined && tierOf(held) !== tier) continue;
    if (connection === undefined || held.connection === connection) fitting.push(key);
  }
  const rest = (after === undefined ? fitting : fitting.filter((key) => key > after)).sort();
  const keys = rest.slice(0, limit);
  const confirmed = confirmedOf(sources, new Set(keys));
  const subscriptions = keys.map((key) => row(sources, key, sources.view.held.get(key)!, confirmed.has(key)));
  return { total: fitting.length, subscriptions, next: rest.length > limit ? keys.at(-1)! : null };
}

/** One instrument; null when nobody wants it. */
export function activeSubscription(sources: ActiveSources, key: InstrumentKey): ActiveSubscription | null {
  const held = sources.view.held.get(key);
  return held === undefined ? null : row(sources, key, held, confirmedOf(sources, new Set([key])).has(key));
}

function confirmedOf({ carried }: ActiveSources, keys: ReadonlySet<InstrumentKey>): Set<InstrumentKey> {
  const confirmed = new Set<InstrumentKey>();
  for (const { key, isConfirmed } of carried()) if (isConfirmed && keys.has(key)) confirmed.add(key);
  return confirmed;
}

function row({ nameOf }: ActiveSources, key: InstrumentKey, held: Readonly<Held>, isConfirmed: boolean) {
  const { connection, pinned, B, A } = held;
  return {
    ...{ key, name: nameOf(key), tier: tierOf(held), connection, mode: modeOf(held), isConfirmed },
    wantedBy: { pinned, B, A },
  };
}
