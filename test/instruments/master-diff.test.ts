import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { InstrumentMatch } from "../../server/instruments/instrument-match.ts";
import type { InstrumentRow } from "../../server/instruments/instrument-row.ts";
import { diffMasters, type LastOver, ROWS_A_STEP } from "../../server/instruments/master-diff.ts";
import { SEGMENT_NUMBER } from "../../shared/instrument-key.ts";
import {
  isUnchanged,
  type MasterChange,
  MasterChangeLimits,
  type MasterCounts,
  masterChange,
} from "../../shared/master-change.ts";
import { future, index, option, share, tableOf } from "../fakes/instrument-rows.ts";

const TODAY = "2026-11-25";
const PAST = "2026-11-24";
const NEAR = "2026-12-29";
const FAR = "2027-01-26";

/** In the morning of TODAY. */
const morning: LastOver = () => PAST;

function diff(before: readonly InstrumentRow[], after: readonly InstrumentRow[], lastOver = morning): MasterChange {
  const steps = diffMasters(new InstrumentMatch(tableOf(before), tableOf(after)), lastOver);
  let step = steps.next();
  while (step.done !== true) step = steps.next();
  return step.value;
}

/** The kinds of change there are any of. */
function changes({ counts }: MasterChange): Partial<MasterCounts> {
  return Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0));
}

const NIFTY = index(13, "NIFTY");
const RELIANCE = share(2885, "RELIANCE");
const CALL = option(40_000, "RELIANCE", NEAR, 1_400);
const PUT = option(40_001, "RELIANCE", NEAR, 1_400, "PE");
const CHAIN = [CALL, PUT, option(40_002, "RELIANCE", NEAR, 1_420)];

describe("what comes and goes", () => {
  test("is told apart: listed anew, expired, gone before its time, or its key given to another", () => {
    const old = option(50_000, "RELIANCE", PAST, 1_400);
    const change = diff(
      [NIFTY, RELIANCE, ...CHAIN, old, share(3, "GONE")],
      [NIFTY, RELIANCE, CALL, option(40_001, "TCS", FAR, 3_000), CHAIN[2]!, share(4, "NEW")],
    );
    expect(changes(change)).toEqual({ added: 2, expired: 1, gone: 1, reassigned: 1 });
    expect(change.gone).toEqual([{ key: "NSE_EQ:3", name: "GONE", instruments: 1, before: null, after: null }]);
    expect(change.added.map(({ key }) => key)).toEqual(["NSE_EQ:4", "NSE_FNO:40001"]);
    expect(change.reassigned).toEqual([
      {
        key: "NSE_FNO:40001",
        name: "TCS 26 Jan 2027 3,000 CE",
        instruments: 1,
        before: "RELIANCE 29 Dec 2026 1,400 PE",
        after: "TCS 26 Jan 2027 3,000 CE",
      },
    ]);
    expect(change.groups.find(({ kind }) => kind === "OPTSTK")).toEqual({
      segment: "NSE_FNO",
      kind: "OPTSTK",
      before: 4,
      after: 3,
      added: 1,
      expired: 1,
      gone: 0,
      reassigned: 1,
    });
  });

  test("an id that a new contract has from one that expired is nothing but that one expired and this one came", () => {
    const change = diff([option(50_000, "RELIANCE", PAST, 1_400)], [option(50_000, "RELIANCE", FAR, 1_400)]);
    expect(changes(change)).toEqual({ added: 1, expired: 1 });
  });

  test("what ends today has expired once trading in its segment is over", () => {
    const ends = future(1, "TCS", TODAY);
    const crude = { ...future(1, "CRUDEOIL", TODAY), segment: SEGMENT_NUMBER.MCX_COMM, kind: "FUTCOM" as const };
    expect(changes(diff([CALL, ends, crude], [CALL]))).toEqual({ gone: 2 });
    const evening: LastOver = (segment) => (segment === "MCX_COMM" ? PAST : TODAY);
    expect(changes(diff([CALL, ends, crude], [CALL], evening))).toEqual({ expired: 1, gone: 1 });
  });

  test("expiries that came and went are listed by underlying, those that only shrank are not", () => {
    const change = diff(
      [...CHAIN, option(50_000, "TCS", PAST, 3_000), option(50_001, "TCS", PAST, 3_050)],
      [CALL, option(60_000, "RELIANCE", FAR, 1_400), future(60_001, "ABB", FAR)],
    );
    expect(change.expiries.removed).toEqual({
      count: 1,
      listed: [{ segment: "NSE_FNO", underlying: "TCS", expiry: PAST, instruments: 2 }],
    });
    expect(change.expiries.added.listed.map(({ underlying, expiry }) => `${underlying} ${expiry}`)).toEqual([
      `ABB ${FAR}`,
      `RELIANCE ${FAR}`,
    ]);
  });
});

describe("what differs of what stays", () => {
  test("is each a change of its own, with what it was and is; an empty text and a 0 are nothing", () => {
    const renamed = { ...RELIANCE, symbol: "RELIND", displayName: "Other", isin: "", series: "BE", tickSize: 0.1 };
    const change = diff([NIFTY, RELIANCE], [NIFTY, { ...renamed, freezeQuantity: 100 }]);
    expect(changes(change)).toEqual({ reassigned: 1, added: 1 });

    const same = { ...renamed, isin: RELIANCE.isin, freezeQuantity: 100 };
    const kept = diff([NIFTY, RELIANCE], [NIFTY, same]);
    expect(changes(kept)).toEqual({ name: 1, series: 1, tickSize: 1, freezeQuantity: 1 });
    const row = { key: "NSE_EQ:2885", name: "RELIND", instruments: 1 };
    expect(kept.fields.name).toEqual([{ ...row, before: "RELIANCE", after: "RELIND" }]);
    expect(kept.fields.series).toEqual([{ ...row, before: "EQ", after: "BE" }]);
    expect(kept.fields.freezeQuantity).toEqual([{ ...row, before: null, after: 100 }]);
    expect(diff([RELIANCE], [{ ...RELIANCE, displayName: "Reliance" }]).fields.name[0]).toMatchObject({
      before: "RELIANCE Limited",
      after: "Reliance",
    });
    expect(changes(diff([RELIANCE], [{ ...RELIANCE, isin: "" }]))).toEqual({ isin: 1 });
  });

  test("contracts of a series that change alike are one row, with the number of them", () => {
    const lot = (rows: InstrumentRow[], lotSize: number) => rows.map((row) => ({ ...row, lotSize }));
    const far = option(60_000, "RELIANCE", FAR, 1_400);
    const change = diff([...CHAIN, far], [...lot(CHAIN, 250), ...lot([far], 250)]);
    expect(change.counts.lotSize).toBe(4);
    expect(change.fields.lotSize).toEqual([
      { key: "NSE_FNO:40000", name: "RELIANCE 29 Dec 2026", instruments: 3, before: 500, after: 250 },
      { key: "NSE_FNO:60000", name: "RELIANCE 26 Jan 2027 1,400 CE", instruments: 1, before: 500, after: 250 },
    ]);
  });

  test("a share's new ticker is a new name of its contracts too, and none of their expiries comes or goes", () => {
    const change = diff(
      [share(5097, "ZOMATO"), option(1, "ZOMATO", NEAR, 300), option(2, "ZOMATO", NEAR, 310)],
      [share(5097, "ETERNAL"), option(1, "ETERNAL", NEAR, 300), option(2, "ETERNAL", NEAR, 310)],
    );
    expect(changes(change)).toEqual({ name: 3 });
    expect(change.fields.name.map(({ name, instruments }) => [name, instruments])).toEqual([
      ["ETERNAL", 1],
      ["ETERNAL 29 Dec 2026", 2],
    ]);
    expect([change.expiries.added.count, change.expiries.removed.count]).toEqual([0, 0]);
  });
});

test("as many rows are listed as the limit says, shares before contracts; the counts are in full", () => {
  const { rows, expiries } = MasterChangeLimits;
  const futures = Array.from({ length: expiries + 1 }, (_, n) => future(100_000 + n, `FUTURE${n}`, NEAR));
  const shares = Array.from({ length: 3 }, (_, n) => share(10 + n, `SHARE${n}`));
  const change = diff([NIFTY], [NIFTY, ...futures, ...shares]);
  expect(change.counts.added).toBe(expiries + 4);
  expect(change.added).toHaveLength(rows);
  expect(change.added.slice(0, 4).map(({ name }) => name)).toEqual([
    "SHARE0",
    "SHARE1",
    "SHARE2",
    "FUTURE0 29 Dec 2026 FUT",
  ]);
  expect(change.expiries.added.count).toBe(expiries + 1);
  expect(change.expiries.added.listed).toHaveLength(expiries);
  expect(masterChange.safeParse(change).success).toBe(true);

  const many = Array.from({ length: rows + 1 }, (_, n) => share(1_000 + n, `S${n}`));
  expect(diff([], many).added).toHaveLength(rows);
  expect(diff([], many.slice(1)).added).toHaveLength(rows);
});

test("tables larger than a step are gone through in steps, and nothing at the seam is lost", () => {
  const rows = Array.from({ length: ROWS_A_STEP + 1 }, (_, n) => share(n + 1, `S${n}`));
  const steps = diffMasters(new InstrumentMatch(tableOf(rows), tableOf(rows.slice(1))), morning);
  expect([steps.next().done, steps.next().done]).toEqual([false, false]);
  const last = steps.next();
  expect(last.done === true && last.value.counts).toMatchObject({ gone: 1, added: 0 });
});

/** Masters of few ids, names and contracts, so that all that can happen to a key does. */
const anyRow = fc
  .record({
    id: fc.integer({ min: 1, max: 12 }),
    ticker: fc.constantFrom("AAA", "BBB"),
    form: fc.constantFrom("share", "index", "future", "option"),
    expiry: fc.constantFrom(PAST, NEAR, FAR),
    lotSize: fc.constantFrom(1, 2),
  })
  .map(({ id, ticker, form, expiry, lotSize }): InstrumentRow => {
    if (form === "share") return { ...share(id, ticker), lotSize };
    if (form === "index") return index(id, ticker);
    return { ...(form === "future" ? future(id, ticker, expiry) : option(id, ticker, expiry, 100)), lotSize };
  });
const anyMaster = fc.array(anyRow, { maxLength: 30 });

test("a master differs in nothing from itself", () => {
  fc.assert(
    fc.property(anyMaster, (rows) => {
      const change = diff(rows, rows);
      expect(isUnchanged(change)).toBe(true);
      expect([change.expiries.added.count, change.expiries.removed.count]).toEqual([0, 0]);
    }),
  );
});

test("of any two masters: each instrument has one fate, the groups add up to the counts, and the sums to the sizes", () => {
  fc.assert(
    fc.property(anyMaster, anyMaster, (before, after) => {
      const change = diff(before, after);
      expect(masterChange.safeParse(change).success).toBe(true);
      for (const one of change.groups) {
        expect(one.before - one.expired - one.gone - one.reassigned + one.added).toBe(one.after);
      }
      const sum = (name: "before" | "after" | "added" | "expired" | "gone" | "reassigned") =>
        change.groups.reduce((total, group) => total + group[name], 0);
      expect([sum("before"), sum("after")]).toEqual([tableOf(before).size, tableOf(after).size]);
      for (const name of ["added", "expired", "gone", "reassigned"] as const)
        expect(sum(name)).toBe(change.counts[name]);
      expect(change.gone.reduce((total, { instruments }) => total + instruments, 0)).toBe(change.counts.gone);
    }),
  );
});
