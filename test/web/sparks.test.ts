import { expect, test } from "bun:test";
import { SPARK_POINTS, Sparks } from "../../web/header/sparks.ts";
import type { Quote } from "../../web/quote-store.ts";
import { blankTick } from "../fakes/ticks.ts";

const NIFTY = "IDX_I:13";

function rig() {
  let quote: Quote = { tick: null, rejected: null };
  let turn = () => {};
  const seconds = {
    now: 1_000_000,
    subscribe(listener: () => void) {
      turn = listener;
      return () => {
        turn = () => {};
      };
    },
  };
  const sparks = new Sparks({ get: () => quote }, seconds, [NIFTY]);
  const second = (ltp: number | null, stale = false) => {
    quote = { tick: { ...blankTick(NIFTY), ltp, stale }, rejected: null };
    seconds.now += 1_000;
    turn();
  };
  return { sparks, second };
}

test("a line begins with its second price, goes from its first to its last, and says since when it does", () => {
  const { sparks, second } = rig();
  sparks.subscribe(() => {});
  second(null);
  expect(sparks.get(NIFTY)).toEqual({ path: "", since: null });
  second(100);
  expect(sparks.get(NIFTY)).toEqual({ path: "", since: 1_002_000 });
  second(110);
  second(105);
  expect(sparks.get(NIFTY)).toEqual({ path: "M0.000 1.000L0.500 0.000L1.000 0.500", since: 1_002_000 });
});

test("a stale price is no new one, and an even line lies at the bottom", () => {
  const { sparks, second } = rig();
  sparks.subscribe(() => {});
  second(100);
  second(100);
  second(120, true);
  expect(sparks.get(NIFTY).path).toBe("M0.000 1.000L1.000 1.000");
});

test("a line holds so many prices, the newest, and is drawn only while somebody looks", () => {
  const { sparks, second } = rig();
  const leave = sparks.subscribe(() => {});
  for (let ltp = 0; ltp <= SPARK_POINTS; ltp++) second(ltp);
  const { path, since } = sparks.get(NIFTY);
  expect(path.split("L")).toHaveLength(SPARK_POINTS);
  expect(since).toBe(1_002_000);
  leave();
  second(1);
  expect(sparks.get(NIFTY).path).toBe(path);
});
