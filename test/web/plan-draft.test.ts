import { describe, expect, test } from "bun:test";
import { DEFAULT_TIER_B_PLAN, tierBPlan } from "../../shared/tier-b-plan.ts";
import { TierBLimits } from "../../shared/tier-b-rules.ts";
import { type DraftEntry, draftOf, isSamePlan, newEntry, planOf } from "../../web/admin/plan/plan-draft.ts";

const NIFTY: DraftEntry = {
  id: 0,
  underlying: "NIFTY",
  exchange: "",
  optionExpiries: "2",
  strikesEachSide: "10",
  futures: "1",
};
const problems = (...entries: Partial<DraftEntry>[]) =>
  planOf(entries.map((entry, id) => ({ ...NIFTY, id, ...entry }))).problems;

test("a plan that is edited in nothing is the same plan", () => {
  const { plan, problems } = planOf(draftOf(DEFAULT_TIER_B_PLAN));
  expect(plan).toEqual(DEFAULT_TIER_B_PLAN);
  expect(problems).toEqual([]);
  expect(isSamePlan(plan, DEFAULT_TIER_B_PLAN)).toBe(true);
});

test("a plan is another one when any of its numbers, its exchange or its order is", () => {
  const plan = planOf([NIFTY, { ...NIFTY, id: 1, underlying: "BANKNIFTY" }]).plan;
  for (const change of [{ futures: 2 }, { exchange: "BSE" as const }, { strikesEachSide: 5 }, { optionExpiries: 0 }]) {
    const [first, ...rest] = plan.entries;
    expect(isSamePlan({ entries: [{ ...first!, ...change }, ...rest] }, plan)).toBe(false);
  }
  expect(isSamePlan({ entries: plan.entries.toReversed() }, plan)).toBe(false);
});

describe("what is wrong with a draft", () => {
  test.each([
    [{ underlying: "" }, "Name an underlying, for example NIFTY"],
    [{ underlying: "*" }, "* is no ticker as the master spells it"],
    [{ strikesEachSide: "51" }, "NIFTY: strikes each side are 0 to 50"],
    [{ optionExpiries: "31" }, "NIFTY: option expiries are 0 to 30"],
    [{ futures: "" }, "NIFTY: futures are 0 to 30"],
    [{ futures: "1.5" }, "NIFTY: futures are 0 to 30"],
    [{ futures: "-1" }, "NIFTY: futures are 0 to 30"],
    [{ futures: "1e1" }, "NIFTY: futures are 0 to 30"],
  ])("%p: %s", (fields, problem) => {
    expect(problems(fields)).toEqual([problem]);
  });

  test("the same underlying twice, but not on two exchanges", () => {
    expect(problems({}, {})).toEqual(["NIFTY is there twice"]);
    expect(problems({}, { exchange: "BSE" })).toEqual([]);
  });

  test("more underlyings than a plan may have, and more instruments", () => {
    const many = Array.from({ length: TierBLimits.underlyings + 1 }, (_, i) => ({ underlying: `U${i}` }));
    expect(problems(...many)).toEqual([`A plan has at most ${TierBLimits.underlyings} underlyings`]);
    const wide = { optionExpiries: "30", strikesEachSide: "50" };
    const [problem] = problems(
      wide,
      { ...wide, underlying: "A" },
      { ...wide, underlying: "B" },
      { ...wide, underlying: "C" },
    );
    expect(problem).toContain("20000 is the most");
  });

  test("is what the server would say no to", () => {
    const entries = [{ strikesEachSide: "50" }, { strikesEachSide: "0", underlying: "M&M" }, { underlying: "" }];
    for (const entry of entries) {
      const { plan, problems } = planOf([{ ...NIFTY, ...entry }]);
      expect(tierBPlan.safeParse(plan).success).toBe(problems.length === 0);
    }
  });
});

test("a new row has an id of its own, whatever was removed before", () => {
  const first = newEntry([]);
  const second = newEntry([first]);
  expect(new Set([first.id, second.id, newEntry([second]).id]).size).toBe(3);
});
