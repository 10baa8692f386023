import { expect, test } from "bun:test";
import { AnswerMemory, AnswerMemoryLimits } from "../../../server/instruments/search/answer-memory.ts";
import { type SearchAnswer, searchInput } from "../../../shared/search.ts";

/** Counts how often it has really to search; every answer says the how-manieth it is. */
function rigged() {
  const memory = new AnswerMemory();
  const prices: Record<string, number | null> = { NIFTY: 25_000, RELIANCE: null };
  let searches = 0;
  let [master, today] = [{}, 1];
  const ask = (query: string, more: object = {}, of: readonly string[] = []): SearchAnswer =>
    memory.answer(
      { master, today, input: searchInput.parse({ query, ...more }), priceOf: (name) => prices[name] ?? null },
      (priceOf) => {
        for (const name of of) priceOf(name, "NSE");
        return { ok: true, hits: [], next: String(++searches) };
      },
    );
  const count = (query: string, more: object = {}, of: readonly string[] = []) => {
    const answer = ask(query, more, of);
    return answer.ok ? Number(answer.next) : null;
  };
  return {
    memory,
    prices,
    count,
    anotherMaster: () => {
      master = {};
    },
    anotherDay: () => {
      today++;
    },
  };
}

test("what was asked before is answered as before", () => {
  const { count } = rigged();
  expect([count("nifty"), count("nifty"), count("bank"), count("nifty")]).toEqual([1, 1, 2, 1]);
});

test("any part of the input makes another question of it", () => {
  const { count } = rigged();
  const inputs = [{}, { limit: 5 }, { segments: ["NSE_EQ"] }, { kinds: ["EQUITY"] }, { page: "x" }, { page: "y" }];
  expect(inputs.map((more) => count("nifty", more))).toEqual([1, 2, 3, 4, 5, 6]);
  expect(count("nifty ")).toBe(7);
});

test("an answer that hangs on a price goes with it, and comes to be known or unknown too; others stay", () => {
  const { count, prices } = rigged();
  expect([count("a", {}, ["NIFTY"]), count("b"), count("c", {}, ["RELIANCE"])]).toEqual([1, 2, 3]);
  prices.NIFTY = 25_000.05;
  expect([count("a", {}, ["NIFTY"]), count("b"), count("c", {}, ["RELIANCE"])]).toEqual([4, 2, 3]);
  prices.RELIANCE = 1_400;
  expect([count("a", {}, ["NIFTY"]), count("c", {}, ["RELIANCE"])]).toEqual([4, 5]);
});

test("another master, and another day, start anew", () => {
  const { count, anotherMaster, anotherDay } = rigged();
  expect(count("nifty")).toBe(1);
  anotherMaster();
  expect(count("nifty")).toBe(2);
  anotherDay();
  expect([count("nifty"), count("nifty")]).toEqual([3, 3]);
});

test("so many answers are kept: the one asked for the longest ago goes", () => {
  const { count, memory } = rigged();
  const { answers } = AnswerMemoryLimits;
  for (let n = 0; n < answers; n++) count(`q${n}`);
  expect(count("q0")).toBe(1);
  count("one more");
  expect(memory.size).toBe(answers);
  expect([count("q0"), count("q2"), count("q1")]).toEqual([1, 3, answers + 2]);
});

test("an input beyond the length that is kept is answered each time", () => {
  const { count, memory } = rigged();
  const page = "x".repeat(AnswerMemoryLimits.inputLength);
  expect([count("a", { page }), count("a", { page }), memory.size]).toEqual([1, 2, 0]);
});
