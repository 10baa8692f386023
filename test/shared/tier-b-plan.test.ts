import { describe, expect, test } from "bun:test";
import { DEFAULT_TIER_B_PLAN, type TierBEntry, tierBPlan } from "../../shared/tier-b-plan.ts";
import { entryId, instrumentsOf, TierBLimits } from "../../shared/tier-b-rules.ts";

const NIFTY: TierBEntry = { underlying: "NIFTY", optionExpiries: 16, strikesEachSide: 10, futures: 0 };

function refusal(entries: unknown): string {
  const result = tierBPlan.safeParse({ entries });
  expect(result.success).toBe(false);
  return result.error!.issues.map(({ message }) => message).join();
}

describe("the default plan", () => {
  test("is one that the schema takes", () => {
    expect(tierBPlan.parse(structuredClone(DEFAULT_TIER_B_PLAN))).toEqual(DEFAULT_TIER_B_PLAN);
  });

  test("comes to 2,272 instruments: 2,184 of indices and 88 of commodities", () => {
    expect(instrumentsOf(DEFAULT_TIER_B_PLAN)).toBe(2_272);
    const commodities = DEFAULT_TIER_B_PLAN.entries.filter(({ futures }) => futures > 0);
    expect(instrumentsOf({ entries: commodities })).toBe(88);
  });

  test("takes so many expiries of each underlying", () => {
    expect(DEFAULT_TIER_B_PLAN.entries.map(({ underlying, optionExpiries }) => [underlying, optionExpiries])).toEqual([
      ["NIFTY", 16],
      ["BANKNIFTY", 8],
      ["SENSEX", 7],
      ["FINNIFTY", 7],
      ["MIDCPNIFTY", 7],
      ["BANKEX", 7],
      ["CRUDEOIL", 4],
      ["NATURALGAS", 4],
    ]);
  });
});

describe("a plan is refused", () => {
  test("that names an underlying twice", () => {
    expect(refusal([NIFTY, { ...NIFTY, optionExpiries: 1 }])).toBe("NIFTY is there twice");
    expect(tierBPlan.safeParse({ entries: [NIFTY, { ...NIFTY, exchange: "BSE" }] }).success).toBe(true);
  });

  test("that comes to more instruments than may be held, and says how many it comes to", () => {
    const wide = { optionExpiries: 20, strikesEachSide: 49, futures: 0 };
    const entries = ["A", "B", "C", "D", "E"].map((underlying) => ({ ...wide, underlying }));
    expect(tierBPlan.safeParse({ entries }).success).toBe(true);
    const more = { ...NIFTY, optionExpiries: 5, futures: 11 };
    expect(instrumentsOf({ entries: [...entries, more] })).toBe(20_021);
    expect(refusal([...entries, more])).toContain("20021 instruments, and 20000 is the most");
    expect(tierBPlan.safeParse({ entries: [...entries, { ...more, optionExpiries: 4 }] }).success).toBe(true);
  });

  test("that has more underlyings, expiries or strikes than the limits", () => {
    const entries = Array.from({ length: TierBLimits.underlyings + 1 }, (_, i) => ({ ...NIFTY, underlying: `X${i}` }));
    refusal(entries.map((entry) => ({ ...entry, optionExpiries: 1 })));
    refusal([{ ...NIFTY, optionExpiries: TierBLimits.expiriesPerUnderlying + 1 }]);
    refusal([{ ...NIFTY, strikesEachSide: TierBLimits.strikesEachSide + 1 }]);
    refusal([{ ...NIFTY, futures: TierBLimits.expiriesPerUnderlying + 1 }]);
  });

  test.each([
    [{ ...NIFTY, optionExpiries: -1 }],
    [{ ...NIFTY, strikesEachSide: 2.5 }],
    [{ ...NIFTY, underlying: "" }],
    [{ ...NIFTY, underlying: "nifty" }],
    [{ ...NIFTY, underlying: "NIFTY:2026" }],
    [{ ...NIFTY, exchange: "NYSE" }],
    [{ ...NIFTY, expiries: 3 }],
    [{ underlying: "NIFTY" }],
    ["NIFTY"],
  ])("with an entry of %p", (entry) => {
    refusal([entry]);
  });
});

test("tickers of all kinds are taken", () => {
  for (const underlying of ["M&M", "BAJAJ-AUTO", "NIFTYNXT50", "360ONE", "NAM_INDIA"])
    expect(tierBPlan.safeParse({ entries: [{ ...NIFTY, underlying }] }).success).toBe(true);
});

test("an entry's id names the exchange where that is named", () => {
  expect(entryId(NIFTY)).toBe("NIFTY");
  expect(entryId({ underlying: "RELIANCE", exchange: "BSE" })).toBe("RELIANCE@BSE");
});
