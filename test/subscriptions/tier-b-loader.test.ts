import { describe, expect, test } from "bun:test";
import { COOL_DOWN_MS } from "../../server/chains/atm-engine.ts";
import { BEAT_MS, FIRST_BEAT_MS } from "../../server/chains/strike-windows.ts";
import { STREAM_GRACE_MS } from "../../server/chains/underlying-prices.ts";
import { parseMaster } from "../../server/dhan/master-parser.ts";
import { InstrumentTableBuilder } from "../../server/instruments/instrument-table-builder.ts";
import { OptionSeriesIndex } from "../../server/instruments/option-series-index.ts";
import { buildUniverse } from "../../server/simulator/listing/build-universe.ts";
import { detailedCsv } from "../../server/simulator/master-csv.ts";
import type { DemandOutcome, DemandRequest, DemandUnit } from "../../server/subscriptions/demand-unit.ts";
import { REPLAN_EVERY_MS, TierBLoader, type TierBReason } from "../../server/subscriptions/tier-b-loader.ts";
import { DAY_MS, istMidnight } from "../../shared/ist.ts";
import { DEFAULT_TIER_B_PLAN, type TierBEntry, tierBStatus } from "../../shared/tier-b-plan.ts";
import { Listing, strikesFrom } from "../chains/listing.ts";
import { settled } from "../chains/price-desk.ts";
import { chainsRig } from "../chains/rig.ts";

const TODAY = "2026-11-24";
const EXPIRIES = ["2026-12-01", "2026-12-08", "2026-12-15", "2026-12-22"];
/** Half a minute past noon, so that at midnight prices are looked at before the plan is. */
const START = istMidnight(TODAY) + 12 * 3_600_000 + REPLAN_EVERY_MS / 2;
const STRIKES = strikesFrom(24_000, 50, 41);
const NIFTY: TierBEntry = { underlying: "NIFTY", optionExpiries: 3, strikesEachSide: 10, futures: 0 };
const CRUDE: TierBEntry = { underlying: "CRUDEOIL", optionExpiries: 1, strikesEachSide: 2, futures: 2 };
const SPOT = "IDX_I:13";

/** Demand as one would have it: whole requests or none, so many instruments at most. */
class DemandBook {
  readonly units = new Map<string, DemandUnit>();
  readonly requests: { reason: TierBReason; set: string[]; drop: string[] }[] = [];
  capacity = 25_000;

  readonly request = ({ set = [], drop = [] }: DemandRequest, reason: TierBReason): DemandOutcome => {
    for (const { id, keys } of set) if (keys.length === 0) throw new Error(`${id} asks for nothing`);
    this.requests.push({ reason, set: set.map(({ id }) => id), drop: [...drop] });
    const next = new Map(this.units);
    for (const id of drop) next.delete(id);
    for (const unit of set) next.set(unit.id, unit);
    if (keysOf(next.values()).size > this.capacity) return { ok: false, reason: "capacity" };
    for (const id of this.units.keys()) if (!next.has(id)) this.units.delete(id);
    for (const [id, unit] of next) this.units.set(id, unit);
    return { ok: true, evicted: [] };
  };

  get instruments(): Set<string> {
    return keysOf(this.units.values());
  }
}

function keysOf(units: Iterable<DemandUnit>): Set<string> {
  return new Set([...units].flatMap(({ keys }) => keys));
}

function smallMaster(expiries = EXPIRIES) {
  return new Listing()
    .future("MCX_COMM", "FUTCOM", "CRUDEOIL", "2026-12-18")
    .future("MCX_COMM", "FUTCOM", "CRUDEOIL", "2027-01-19")
    .future("MCX_COMM", "FUTCOM", "CRUDEOIL", "2027-02-19")
    .options("MCX_COMM", "OPTFUT", "CRUDEOIL", "2026-12-16", strikesFrom(5_000, 50, 41))
    .nifty(expiries, STRIKES)
    .index();
}

function rig(index: OptionSeriesIndex | null = smallMaster()) {
  const chains = chainsRig({ index, at: START });
  const book = new DemandBook();
  const loader = new TierBLoader({ ...chains, index: () => chains.master.index, request: book.request });
  return { ...chains, book, loader };
}

function idsOf(underlying: string, ...names: string[]): string[] {
  return names.map((name) => `tier-b:${underlying}:${name}`);
}

/** Three expiries of NIFTY at 25,000, demanded. */
function loaded(entry = NIFTY) {
  const all = rig();
  all.desk.tick(SPOT, 25_000);
  all.loader.apply({ entries: [entry] });
  all.clock.advance(FIRST_BEAT_MS);
  return all;
}

describe("on the simulator's whole listing", async () => {
  const universe = buildUniverse({ date: TODAY, seed: 1 });
  const builder = new InstrumentTableBuilder();
  await parseMaster(chunksOf(detailedCsv(universe)), { today: TODAY, sink: builder });
  const table = builder.build();
  const index = new OptionSeriesIndex(table);
  const PRICES = {
    NIFTY: 25_000,
    BANKNIFTY: 58_000,
    FINNIFTY: 26_800,
    MIDCPNIFTY: 13_500,
    SENSEX: 82_000,
    BANKEX: 64_000,
  };

  test("the default plan demands 2,272 instruments, none twice and none that isn't listed", async () => {
    const { clock, desk, book, loader } = rig(index);
    loader.apply(DEFAULT_TIER_B_PLAN);
    for (const [underlying, price] of Object.entries(PRICES)) desk.tick(index.spotKey(underlying)!, price);
    desk.tick(index.futures("CRUDEOIL")[0]!.key, 5_800);
    desk.tick(index.futures("NATURALGAS")[0]!.key, 360);
    clock.advance(FIRST_BEAT_MS);
    const status = await loader.loaded();

    const keys = [...book.units.values()].flatMap((unit) => unit.keys);
    expect(keys).toHaveLength(2_272);
    expect(new Set(keys).size).toBe(2_272);
    expect(keys.filter((key) => table.find(key) === -1)).toEqual([]);
    expect(status).toMatchObject({ instruments: { demanded: 2_272, planned: 2_272 }, isComplete: true });
    expect(tierBStatus.parse(status)).toEqual(status);

    const legs = [...book.units.values()].map(({ id, keys }) => [id.split(":")[2] === "futures", keys.length]);
    const count = (isFuture: boolean, length: number) =>
      legs.filter(([future, legs]) => future === isFuture && legs === length).length;
    expect([count(false, 42), count(false, 10), count(true, 4), legs.length]).toEqual([52, 8, 2, 62]);
    expect(keys.filter((key) => key.startsWith("IDX_I:"))).toEqual([]);
  });

  test("each option it demands is of its own underlying and within 10 strikes of the money", () => {
    const { clock, desk, book, loader } = rig(index);
    loader.apply(DEFAULT_TIER_B_PLAN);
    desk.tick(index.spotKey("BANKNIFTY")!, 58_000);
    clock.advance(FIRST_BEAT_MS);
    const units = [...book.units.values()].filter(({ id }) => id.startsWith("tier-b:BANKNIFTY:"));
    expect(units).toHaveLength(8);
    for (const { keys } of units) {
      const rows = keys.map((key) => table.find(key));
      expect(new Set(rows.map((row) => table.underlyingAt(row)))).toEqual(new Set(["BANKNIFTY"]));
      const strikes = rows.map((row) => table.columns.strike[row]!);
      expect([Math.min(...strikes), Math.max(...strikes)]).toEqual([57_000, 59_000]);
    }
  });
});

describe("a series is demanded", () => {
  test("only once its underlying has a price; futures need none", () => {
    const { clock, desk, book, loader } = rig();
    desk.hold(SPOT);
    loader.apply({ entries: [NIFTY, CRUDE] });
    expect(book.requests).toEqual([{ reason: "PLAN", set: idsOf("CRUDEOIL", "futures"), drop: [] }]);
    clock.advance(STREAM_GRACE_MS / 2);
    expect(book.units.size).toBe(1);
    desk.tick(SPOT, 25_000);
    clock.advance(FIRST_BEAT_MS);
    const nifty = idsOf("NIFTY", ...EXPIRIES.slice(0, 3));
    expect(book.requests.at(-1)).toEqual({ reason: "FIRST", set: nifty, drop: [] });
    expect(nifty.map((id) => book.units.get(id))).toMatchObject(
      nifty.map((id) => ({ id, tier: "B", userId: null, mode: "full", keys: { length: 42 } })),
    );
  });

  test("and until then the status says what it waits for, or that there is no price", async () => {
    const { clock, loader } = rig();
    loader.apply({ entries: [NIFTY] });
    expect(loader.status().isComplete).toBe(false);
    expect(loader.status().entries[0]!.shortfalls[0]).toBe("2026-12-01: waiting for the underlying's price");
    const report = loader.loaded();
    clock.advance(FIRST_BEAT_MS);
    await settled();
    clock.advance(FIRST_BEAT_MS);
    const { entries, instruments, isComplete } = await report;
    expect(entries[0]!.shortfalls[0]).toBe("2026-12-01: the underlying has no price");
    expect(entries[0]!.series[0]).toEqual({ expiry: "2026-12-01", instruments: 0, atm: null, reason: "none" });
    expect([instruments.demanded, isComplete]).toEqual([0, false]);
  });

  test("by a price whose source the status names", async () => {
    const { clock, desk, loader } = rig();
    desk.packet(SPOT, { previousClose: 24_900 });
    loader.apply({ entries: [NIFTY] });
    clock.advance(STREAM_GRACE_MS + FIRST_BEAT_MS);
    await settled();
    clock.advance(FIRST_BEAT_MS);
    expect(loader.status().entries[0]!.series.map(({ atm }) => [atm!.strike, atm!.source])).toEqual(
      Array.from({ length: 3 }, () => [24_900, "previous-close"]),
    );
  });
});

test("fewer expiries and futures than wanted: those there are taken, and the status says so", () => {
  const { loader, book } = loaded({ ...NIFTY, optionExpiries: 16, futures: 1 });
  expect(book.instruments.size).toBe(4 * 42);
  const { entries, isComplete, instruments } = loader.status();
  expect(entries[0]).toMatchObject({
    optionExpiries: { wanted: 16, listed: 4 },
    futures: { wanted: 1, listed: 0 },
    shortfalls: ["4 of 16 expiries are listed", "0 of 1 futures are listed"],
  });
  expect([isComplete, instruments]).toEqual([false, { demanded: 168, planned: 673 }]);
});

test("a shift is one request for all series that move, 4 legs each of 42", () => {
  const { clock, desk, book } = loaded();
  const before = book.instruments;
  desk.tick(SPOT, 25_050);
  clock.advance(COOL_DOWN_MS + BEAT_MS);
  expect(book.requests.slice(1)).toEqual([
    { reason: "ATM_SHIFT", set: idsOf("NIFTY", ...EXPIRIES.slice(0, 3)), drop: [] },
  ]);
  const after = book.instruments;
  expect(before.difference(after).size).toBe(3 * 2);
  expect(after.difference(before).size).toBe(3 * 2);
});

describe("another plan", () => {
  test("is applied as a difference: what is in both is not touched", () => {
    const { clock, book, loader } = loaded();
    loader.apply({ entries: [{ ...NIFTY, optionExpiries: 4 }, CRUDE] });
    clock.advance(FIRST_BEAT_MS);
    expect(book.requests.slice(1)).toEqual([
      { reason: "PLAN", set: idsOf("CRUDEOIL", "futures"), drop: [] },
      { reason: "FIRST", set: idsOf("NIFTY", EXPIRIES[3]!), drop: [] },
    ]);
  });

  test("that wants less drops exactly what is too much, after any shift", () => {
    const { clock, desk, book, loader } = loaded();
    desk.tick(SPOT, 25_300);
    clock.advance(COOL_DOWN_MS + BEAT_MS);
    loader.apply({ entries: [{ ...NIFTY, optionExpiries: 2 }] });
    clock.advance(BEAT_MS);
    expect(book.requests.at(-1)).toEqual({ reason: "PLAN", set: [], drop: idsOf("NIFTY", EXPIRIES[2]!) });
    expect(book.instruments.size).toBe(84);
    loader.apply({ entries: [] });
    expect(book.units.size).toBe(0);
    expect(loader.status()).toEqual({ instruments: { demanded: 0, planned: 0 }, isComplete: true, entries: [] });
  });

  test("with a narrower window keeps the series and lets go of its outer legs", () => {
    const { clock, book, loader } = loaded();
    const before = book.instruments;
    loader.apply({ entries: [{ ...NIFTY, strikesEachSide: 9 }] });
    clock.advance(FIRST_BEAT_MS);
    expect(book.requests.slice(1)).toEqual([
      { reason: "LISTING", set: idsOf("NIFTY", ...EXPIRIES.slice(0, 3)), drop: [] },
    ]);
    expect(before.difference(book.instruments).size).toBe(3 * 4);
    expect(book.instruments.isSubsetOf(before)).toBe(true);
  });

  test("that is the same asks for nothing", () => {
    const { clock, book, loader } = loaded();
    loader.apply({ entries: [NIFTY, CRUDE] });
    expect(book.requests).toHaveLength(2);
    loader.apply({ entries: [{ ...NIFTY }, { ...CRUDE }] });
    clock.advance(FIRST_BEAT_MS);
    expect(book.requests).toHaveLength(2);
  });
});

describe("the series move on", () => {
  test("the day after an expiry: it is let go, and the next one is taken in", () => {
    const { clock, desk, book } = loaded();
    clock.advance(8 * DAY_MS);
    desk.tick(SPOT, 25_000);
    clock.advance(REPLAN_EVERY_MS);
    expect([...book.units.keys()]).toEqual(idsOf("NIFTY", ...EXPIRIES.slice(1)));
    expect(book.instruments.size).toBe(126);
  });

  test("the day after a future has ended: the next one takes its place", () => {
    const { clock, book, loader, master } = rig();
    loader.apply({ entries: [CRUDE] });
    const [near, next, far] = master.index!.futures("CRUDEOIL").map(({ key }) => key);
    expect(book.units.get("tier-b:CRUDEOIL:futures")!.keys).toEqual([near!, next!]);
    clock.advance(25 * DAY_MS);
    expect(book.units.get("tier-b:CRUDEOIL:futures")!.keys).toEqual([next!, far!]);
  });

  test("when another master lists an expiry that comes first", () => {
    const { clock, book, loader, master, windows } = loaded();
    master.index = smallMaster(["2026-11-30", ...EXPIRIES]);
    windows.instrumentsChanged();
    loader.instrumentsChanged();
    clock.advance(FIRST_BEAT_MS);
    expect(new Set(book.units.keys())).toEqual(new Set(idsOf("NIFTY", "2026-11-30", ...EXPIRIES.slice(0, 2))));
    const legs = master.index.series("NIFTY", "2026-11-30")!.legs(10, 31);
    expect(book.units.get("tier-b:NIFTY:2026-11-30")!.keys).toEqual(legs);
  });

  test("when the first master comes after the plan", () => {
    const { clock, desk, book, loader, master, windows } = rig(null);
    desk.tick(SPOT, 25_000);
    loader.apply({ entries: [NIFTY] });
    clock.advance(FIRST_BEAT_MS);
    expect(loader.status().entries[0]!.shortfalls).toEqual(["0 of 3 expiries are listed"]);
    master.index = smallMaster();
    windows.instrumentsChanged();
    loader.instrumentsChanged();
    clock.advance(FIRST_BEAT_MS);
    expect(book.instruments.size).toBe(126);
  });
});

describe("where there is no room", () => {
  test("as many series as fit are demanded, the status names the others, and they come when there is", () => {
    const { clock, desk, book, loader } = rig();
    book.capacity = 100;
    desk.tick(SPOT, 25_000);
    loader.apply({ entries: [NIFTY] });
    clock.advance(FIRST_BEAT_MS);
    expect(book.instruments.size).toBe(84);
    expect(loader.status()).toMatchObject({ instruments: { demanded: 84 }, isComplete: false });
    expect(loader.status().entries[0]!.shortfalls).toEqual(["2026-12-15: no room on the feed"]);
    book.capacity = 126;
    clock.advance(REPLAN_EVERY_MS);
    expect(book.instruments.size).toBe(126);
    expect(loader.status().isComplete).toBe(true);
  });

  test("a shift that is refused leaves the legs that were there", () => {
    const { clock, desk, book, loader } = loaded({ ...NIFTY, optionExpiries: 1 });
    const before = book.instruments;
    book.capacity = 0;
    desk.tick(SPOT, 25_050);
    clock.advance(COOL_DOWN_MS + BEAT_MS);
    expect(book.instruments).toEqual(before);
    expect(loader.status().instruments.demanded).toBe(42);
  });
});

test("nothing of it runs on once it is stopped", () => {
  const { clock, loader, windows } = loaded();
  loader.stop();
  windows.stop();
  expect(clock.pending).toBe(0);
});

async function* chunksOf(texts: Iterable<string>): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  for (const text of texts) yield encoder.encode(text);
}
