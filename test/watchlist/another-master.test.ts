import { describe, expect, test } from "bun:test";
import { InstrumentMatch } from "../../server/instruments/instrument-match.ts";
import type { InstrumentRow } from "../../server/instruments/instrument-row.ts";
import type { Listing } from "../../server/instruments/listing.ts";
import { dayNumber } from "../../shared/ist.ts";
import type { ItemWish } from "../../shared/watchlist.ts";
import { NIFTY_EXPIRIES, NIFTY_FUTURE, RELIANCE, shareKey, watchlistMaster } from "../fakes/watchlist-master.ts";
import { WatchlistRig } from "../fakes/watchlist-rig.ts";

const NIFTY_FUTURE_ID = 90_002;
const share = (n: number): ItemWish => ({ kind: "EQUITY", key: shareKey(n) });
const reliance: ItemWish = { kind: "EQUITY", key: RELIANCE };
const future: ItemWish = { kind: "FUTURE", key: NIFTY_FUTURE };
const options = (underlying: "NIFTY" | "RELIANCE", count: number): ItemWish => ({
  kind: underlying === "NIFTY" ? "INDEX_OPTION" : "STOCK_OPTION",
  underlying,
  expiryRule: { kind: "nearest", count },
});

/** The master with some rows other than they were; null leaves them out. */
function masterWith(edit: (row: InstrumentRow) => InstrumentRow | null): Listing {
  return watchlistMaster("0001-01-01", edit);
}

const without = (expiry: string) =>
  masterWith((row) => (row.underlying === "NIFTY" && row.expiryDay === dayNumber(expiry) ? null : row));

/** RELIANCE and all that follows it under another ticker. */
const renamed = masterWith((row) =>
  row.underlying === "RELIANCE" ? { ...row, underlying: "RELIND", symbol: "RELIND", displayName: "RELIND" } : row,
);

/** Another master comes into use, as in compose.ts. */
async function replace(rig: WatchlistRig, listing: Listing): Promise<void> {
  const match = new InstrumentMatch(rig.listing!.table, listing.table);
  rig.listing = listing;
  rig.windows.instrumentsChanged(match.renamed);
  await rig.done(rig.service.upkeep.instrumentsChanged(match.renamed));
  await rig.settled();
}

/** A rig that was started, with some of asha's items on a list. */
async function started(...wishes: ItemWish[]) {
  const rig = await WatchlistRig.open();
  await rig.done(rig.service.upkeep.restore());
  const listId = await rig.list();
  for (const wish of wishes) await rig.add(listId, wish);
  rig.requests.length = 0;
  return { rig, listId, held: [...rig.subscriptions.view.held.keys()].sort() };
}

const heldBy = (rig: WatchlistRig) => [...rig.subscriptions.view.held.keys()].sort();

describe("what is still listed", () => {
  test("is not asked for again and not let go: nobody requests anything", async () => {
    const { rig, held } = await started(share(0), future, options("NIFTY", 2), options("RELIANCE", 1));
    await replace(
      rig,
      masterWith((row) => (row.securityId === 10_009 ? null : { ...row, lotSize: row.lotSize * 2 })),
    );
    expect(rig.requests.filter(({ set = [], drop = [] }) => set.length + drop.length > 0)).toEqual([]);
    expect(heldBy(rig)).toEqual(held);
    expect(rig.told).toEqual([]);
  });

  test("goes on under a new ticker of its underlying, with the instruments it had, after a restart too", async () => {
    const { rig, listId, held } = await started(options("RELIANCE", 2), reliance);
    await replace(rig, renamed);
    expect(heldBy(rig)).toEqual(held);
    expect(rig.requests.flatMap(({ drop = [] }) => drop)).toEqual([]);
    expect(await rig.view(listId)).toMatchObject([
      { state: "streaming", underlying: "RELIND", legs: 84 },
      { state: "streaming", underlying: "RELIND" },
    ]);
    expect(rig.told).toEqual([]);
    await rig.price(RELIANCE, 1_450);
    expect(heldBy(rig)).not.toEqual(held);

    const again = await rig.restart();
    expect(await again.done(again.service.upkeep.restore())).toBe(2);
    expect(heldBy(again)).toEqual(heldBy(rig));
  });

  test("is a share whose ISIN changed and ticker did not, and one whose ticker changed and ISIN did not", async () => {
    const { rig, listId } = await started(reliance);
    await replace(
      rig,
      masterWith((row) => (row.securityId === 2885 ? { ...row, isin: "INE002A01026" } : row)),
    );
    expect(await rig.view(listId)).toMatchObject([{ state: "streaming", underlying: "RELIANCE" }]);
    const ticker = masterWith((row) =>
      row.securityId === 2885 ? { ...row, isin: "INE002A01026", underlying: "R", symbol: "R", displayName: "R" } : row,
    );
    await replace(rig, ticker);
    expect(await rig.view(listId)).toMatchObject([{ state: "streaming", underlying: "R" }]);
    expect(heldBy(rig)).toEqual([RELIANCE]);
  });
});

describe("what is listed no longer", () => {
  test("leaves: an item of the nearest expiries takes the next one and keeps the others", async () => {
    const { rig, listId, held } = await started(options("NIFTY", 2));
    await replace(rig, without(NIFTY_EXPIRIES[0]!));
    const [item] = await rig.view(listId);
    expect(item).toMatchObject({ state: "streaming", legs: 84, expiries: NIFTY_EXPIRIES.slice(1, 3) });
    expect(heldBy(rig).filter((key) => held.includes(key))).toHaveLength(42);
  });

  test("leaves: an item of the nearest one takes the next, though nothing of it was left", async () => {
    const { rig, listId } = await started(options("NIFTY", 1));
    await replace(rig, without(NIFTY_EXPIRIES[0]!));
    expect(await rig.view(listId)).toMatchObject([
      { state: "streaming", legs: 42, expiries: NIFTY_EXPIRIES.slice(1, 2) },
    ]);
    expect(rig.held).toBe(42);
  });

  test("leaves: a share ends, and its owner is told", async () => {
    const { rig, listId } = await started(share(0), share(1));
    await replace(
      rig,
      masterWith((row) => (row.securityId === 10_000 ? null : row)),
    );
    expect(await rig.view(listId)).toMatchObject([{ state: "ended", reason: "expired" }, { state: "streaming" }]);
    expect(heldBy(rig)).toEqual([shareKey(1)]);
    expect(rig.told.map(({ event }) => event)).toMatchObject([{ type: "items-evicted", reason: "expired" }]);
  });
});

describe("a key that names something else", () => {
  const other = { symbol: "OTHER", displayName: "Other", underlying: "OTHER", isin: "INE999999999" };
  const otherShare = masterWith((row) => (row.securityId === 10_000 ? { ...row, ...other } : row));
  const nextFuture = masterWith((row) =>
    row.securityId === NIFTY_FUTURE_ID ? { ...row, expiryDay: dayNumber("2026-07-28") } : row,
  );

  test.each([
    ["a share's", share(0), otherShare],
    ["a future's, which ends on another day now", future, nextFuture],
    [
      "a share's, which is an option now",
      share(0),
      masterWith((row) => (row.securityId === 10_000 ? { ...row, kind: "INDEX" as const } : row)),
    ],
  ])("%s is let go, its owner is told, and nothing brings it back", async (_, wish, listing) => {
    const { rig, listId } = await started(wish);
    await replace(rig, listing);
    expect(rig.held).toBe(0);
    const [item] = await rig.view(listId);
    expect(item).toMatchObject({ state: "ended", reason: "reassigned" });
    expect(rig.told.map(({ event }) => event)).toMatchObject([{ type: "items-evicted", reason: "reassigned" }]);

    const reactivated = await rig.done(rig.service.items.reactivate("asha", { itemId: item!.id }));
    expect(reactivated).toMatchObject({ ok: false, reason: "reassigned" });
    expect(await rig.done(rig.service.upkeep.reopen("NSE_BSE", rig.clock.now() + 1))).toBe(0);
    const again = await rig.restart();
    expect(await again.done(again.service.upkeep.restore())).toBe(0);
    expect([again.held, rig.told.length]).toEqual([0, 1]);
  });

  test("is noticed at a start too, when the process was down as the master changed", async () => {
    const { rig, listId } = await started(share(0), future);
    rig.listing = masterWith((row) => {
      if (row.securityId === 10_000) return { ...row, ...other };
      return row.securityId === NIFTY_FUTURE_ID ? { ...row, expiryDay: dayNumber("2026-07-28") } : row;
    });
    const again = await rig.restart();
    expect(await again.done(again.service.upkeep.restore())).toBe(0);
    expect((await again.view(listId)).map(({ reason }) => reason)).toEqual(["reassigned", "reassigned"]);
  });

  test("long after what it named had ended brings nothing back", async () => {
    const { rig, listId } = await started(future);
    await replace(
      rig,
      masterWith((row) => (row.securityId === NIFTY_FUTURE_ID ? null : row)),
    );
    expect(await rig.view(listId)).toMatchObject([{ state: "ended", reason: "expired" }]);
    rig.listing = nextFuture;
    expect(await rig.done(rig.service.upkeep.reopen("NSE_BSE", rig.clock.now() + 1))).toBe(0);
    expect(await rig.view(listId)).toMatchObject([{ state: "ended", reason: "reassigned" }]);
  });

  test("and names what it was again, as when a wrong master was taken, comes back with the next session", async () => {
    const { rig, listId } = await started(share(0));
    await replace(rig, otherShare);
    await replace(rig, watchlistMaster());
    expect(await rig.done(rig.service.upkeep.reopen("NSE_BSE", rig.clock.now() + 1))).toBe(1);
    expect(await rig.view(listId)).toMatchObject([{ state: "streaming", underlying: "SHARE0" }]);
  });
});

test("before the start has restored them, items are renamed and nothing is demanded", async () => {
  const { rig, listId, held } = await started(options("RELIANCE", 1));
  const again = await rig.restart();
  await replace(again, renamed);
  expect([again.held, again.requests.length]).toEqual([0, 0]);
  expect(await again.done(again.service.upkeep.restore())).toBe(1);
  expect(await again.view(listId)).toMatchObject([{ underlying: "RELIND" }]);
  expect(heldBy(again)).toEqual(held);
});

test("a first master, after a start without any, brings everything back", async () => {
  const { rig, held } = await started(share(0), options("NIFTY", 1));
  const again = await rig.restart();
  again.listing = null;
  expect(await again.done(again.service.upkeep.restore())).toBe(0);
  again.listing = watchlistMaster();
  again.windows.instrumentsChanged();
  await again.done(again.service.upkeep.instrumentsChanged(null));
  expect(heldBy(again)).toEqual(held);
});
