import type { Database, Queries } from "../../server/db/database.ts";
import { equity, list, logged, options, streaming } from "./db-rows.ts";

/**
 * A never-ending row of changes, the nth the same in every process: each spans tables, so that half of one would show.
 * Change 0 makes the list; from then on most add an item, some remove, shorten, reorder or rename.
 */
export function change(database: Database, n: number): Promise<void> {
  return database.transaction((queries) => apply(queries, n));
}

async function apply(queries: Queries, n: number): Promise<void> {
  if (n === 0) {
    await queries.watchlists.insert(list("a", { name: "0" }));
  } else if (n % 5 === 2) {
    await queries.items.delete([`i${n - 1}`]);
  } else if (n % 5 === 3) {
    await queries.items.update(`i${n - 2}`, { lastUsedAt: n });
    await queries.subscriptions.mark(await idsOf(queries), {
      state: "evicted",
      reason: "least-recently-used",
      since: n,
    });
  } else if (n % 5 === 4) {
    await queries.items.reorder("a", (await idsOf(queries)).toReversed());
    await queries.watchlists.rename("a", String(n));
  } else {
    const item = n % 2 === 0 ? equity(`i${n}`, { instrumentKey: `NSE_EQ:${n}` }) : options(`i${n}`);
    await queries.items.insert(item);
    await queries.subscriptions.put([streaming(`i${n}`, { since: n })]);
  }
  await queries.settings.put("last change", n, n);
  await queries.log.append([logged(`change:${n}`, { at: n })]);
}

async function idsOf({ items }: Queries): Promise<string[]> {
  return (await items.ofList("a")).map(({ id }) => id);
}

/** All that the changes touch. */
export async function contents({ watchlists, items, subscriptions, log }: Queries) {
  const entries = [];
  for (let before: number | undefined, more = true; more; ) {
    const page = await log.page({ limit: 500, before });
    entries.push(...page.entries);
    before = page.next ?? undefined;
    more = page.next !== null;
  }
  return {
    lists: await watchlists.list("demo"),
    items: await items.all(),
    subscriptions: await subscriptions.all(),
    entries,
  };
}
