import { describe, expect, test } from "bun:test";
import pino from "pino";
import { ABSURD_TIMES } from "../../server/chains/underlying-price.ts";
import {
  ASK_EVERY_MS,
  ASK_LEAST_MS,
  STREAM_GRACE_MS,
  UnderlyingPrices,
  WAIT_MOST_MS,
} from "../../server/chains/underlying-prices.ts";
import type { OptionSeriesIndex } from "../../server/instruments/option-series-index.ts";
import { DAY_MS, istMidnight } from "../../shared/ist.ts";
import { HandClock } from "../fakes/clock.ts";
import { Listing, nthKey } from "./listing.ts";
import { PriceDesk, settled } from "./price-desk.ts";

const TODAY = "2026-12-01";
const HOUR_MS = 3_600_000;
const OPEN = istMidnight(TODAY) + 9.25 * HOUR_MS;
const NIFTY = { underlying: "NIFTY" };
const RELIANCE = { underlying: "RELIANCE" };
const CRUDEOIL = { underlying: "CRUDEOIL" };
const NIFTY_FUTURE = nthKey("NSE_FNO", 0);
const CRUDE_TODAY = nthKey("MCX_COMM", 2);
const CRUDE_NEXT = nthKey("MCX_COMM", 3);

function master(): Listing {
  return new Listing()
    .cash("IDX_I", 13, "NIFTY")
    .cash("NSE_EQ", 2885, "RELIANCE")
    .future("NSE_FNO", "FUTIDX", "NIFTY", "2026-12-29")
    .future("NSE_FNO", "FUTSTK", "RELIANCE", "2026-12-29")
    .future("MCX_COMM", "FUTCOM", "CRUDEOIL", TODAY)
    .future("MCX_COMM", "FUTCOM", "CRUDEOIL", "2026-12-18");
}

/** Half an hour after the open; sessions begin at 9:15 each day. */
function rig(listing: Listing | null = master()) {
  const clock = new HandClock(OPEN + HOUR_MS / 2);
  const desk = new PriceDesk(clock);
  let index: OptionSeriesIndex | null = listing?.index() ?? null;
  const prices = new UnderlyingPrices({
    clock,
    log: pino({ level: "silent" }),
    index: () => index,
    stream: desk.stream,
    askRest: desk.askRest,
    sessionStart: (_, utcMs) => OPEN + Math.floor((utcMs - OPEN) / DAY_MS) * DAY_MS,
  });
  const beat = async (ms: number) => {
    clock.advance(ms);
    prices.ask();
    await settled();
  };
  const use = (next: OptionSeriesIndex) => {
    index = next;
  };
  return { clock, desk, prices, beat, use };
}

describe("the best source is taken and named", () => {
  test("the index spot of the live feed before all others", async () => {
    const { desk, prices, beat } = rig();
    desk.tick(NIFTY_FUTURE, 25_080);
    desk.onRest("IDX_I:13", { ltp: 24_990, previousClose: 24_900 });
    prices.want(NIFTY);
    await beat(0);
    await beat(WAIT_MOST_MS);
    desk.packet("IDX_I:13", { ltp: 25_000, previousClose: 24_900 });
    expect(prices.now(NIFTY)).toEqual({ price: 25_000, source: "stream", instrument: "IDX_I:13" });
  });

  test("then the near future's live price, once the spot has had time for its first tick", async () => {
    const { clock, desk, prices } = rig();
    desk.hold("IDX_I:13");
    desk.tick(NIFTY_FUTURE, 25_080);
    prices.want(NIFTY);
    expect(prices.now(NIFTY)).toEqual({ price: null, reason: "waiting" });
    clock.advance(STREAM_GRACE_MS);
    expect(prices.now(NIFTY)).toEqual({ price: 25_080, source: "future", instrument: NIFTY_FUTURE });
  });

  test("then REST's last price", async () => {
    const { desk, prices, beat } = rig();
    desk.packet("IDX_I:13", { previousClose: 24_900 });
    desk.onRest("IDX_I:13", { ltp: 24_990 });
    prices.want(NIFTY);
    await beat(STREAM_GRACE_MS);
    expect(prices.now(NIFTY)).toEqual({ price: 24_990, source: "rest", instrument: "IDX_I:13" });
  });

  test("then yesterday's close, but not before REST has had its say", async () => {
    const { clock, desk, prices, beat } = rig();
    desk.packet("IDX_I:13", { previousClose: 24_900, exchangeTime: null });
    const answer = desk.holdRest();
    prices.want(NIFTY);
    await beat(STREAM_GRACE_MS);
    expect(prices.now(NIFTY)).toEqual({ price: null, reason: "waiting" });
    answer();
    await settled();
    expect(prices.now(NIFTY)).toEqual({ price: 24_900, source: "previous-close", instrument: "IDX_I:13" });

    desk.holdRest();
    prices.want(RELIANCE);
    desk.packet("NSE_EQ:2885", { previousClose: 1_400 });
    clock.advance(WAIT_MOST_MS);
    expect(prices.now(RELIANCE)).toMatchObject({ price: 1_400, source: "previous-close" });
  });

  test("a close that only REST knows serves as well", async () => {
    const { desk, prices, beat } = rig();
    desk.onRest("NSE_EQ:2885", { previousClose: 1_400 });
    prices.want(RELIANCE);
    await beat(0);
    expect(prices.now(RELIANCE)).toEqual({ price: 1_400, source: "previous-close", instrument: "NSE_EQ:2885" });
  });

  test("MCX goes by its near future, and by the next one on the day after that has ended", async () => {
    const { clock, desk, prices } = rig();
    desk.tick(CRUDE_TODAY, 5_800);
    desk.tick(CRUDE_NEXT, 5_850);
    prices.want(CRUDEOIL);
    expect(prices.now(CRUDEOIL)).toEqual({ price: 5_800, source: "stream", instrument: CRUDE_TODAY });
    clock.advance(DAY_MS);
    desk.tick(CRUDE_TODAY, 5_801);
    desk.tick(CRUDE_NEXT, 5_860);
    expect(prices.now(CRUDEOIL)).toEqual({ price: 5_860, source: "stream", instrument: CRUDE_NEXT });
  });

  test("another master's near future is taken at once", () => {
    const { desk, prices, use } = rig(new Listing().future("MCX_COMM", "FUTCOM", "CRUDEOIL", "2026-12-18"));
    desk.tick(nthKey("MCX_COMM", 0), 5_850);
    desk.tick(nthKey("MCX_COMM", 1), 5_790);
    prices.want(CRUDEOIL);
    expect(prices.now(CRUDEOIL)).toMatchObject({ price: 5_850 });
    use(
      new Listing()
        .future("MCX_COMM", "FUTCOM", "CRUDEOIL", "2026-12-18")
        .future("MCX_COMM", "FUTCOM", "CRUDEOIL", TODAY)
        .index(),
    );
    expect(prices.now(CRUDEOIL)).toMatchObject({ price: 5_790 });
  });
});

describe("there is no price, and a reason", () => {
  test("when nobody knows one", async () => {
    const { prices, beat } = rig();
    prices.want(RELIANCE);
    expect(prices.now(RELIANCE)).toEqual({ price: null, reason: "waiting" });
    await beat(0);
    expect(prices.now(RELIANCE)).toEqual({ price: null, reason: "none" });
  });

  test.each([0, -5, Number.NaN, Number.POSITIVE_INFINITY])("when all that comes is %p", async (nothing) => {
    const { desk, prices, beat } = rig();
    desk.packet("IDX_I:13", { ltp: nothing, previousClose: nothing });
    desk.tick(NIFTY_FUTURE, nothing);
    desk.onRest("IDX_I:13", { ltp: nothing, previousClose: nothing });
    prices.want(NIFTY);
    await beat(STREAM_GRACE_MS);
    expect(prices.now(NIFTY)).toEqual({ price: null, reason: "none" });
  });

  test("when every price known is of before today's session", async () => {
    const { clock, desk, prices, beat } = rig();
    desk.packet("IDX_I:13", { ltp: 25_000, previousClose: 24_900 });
    desk.onRest("IDX_I:13", { ltp: 25_001, previousClose: 24_900 });
    prices.want(NIFTY);
    await beat(STREAM_GRACE_MS);
    expect(prices.now(NIFTY)).toMatchObject({ price: 25_000 });
    desk.failure = new Error("down");
    clock.advance(DAY_MS);
    await beat(0);
    expect(prices.now(NIFTY)).toEqual({ price: null, reason: "stale" });
  });

  test("when the connection has just come up and repeats yesterday's trade", async () => {
    const { clock, desk, prices, beat } = rig();
    desk.packet("IDX_I:13", { ltp: 24_950, exchangeTime: clock.now() - DAY_MS });
    prices.want(NIFTY);
    await beat(STREAM_GRACE_MS);
    expect(prices.now(NIFTY)).toEqual({ price: null, reason: "stale" });
  });

  test("when neither the underlying nor a future is listed, or there is no master", () => {
    const { prices } = rig();
    prices.want({ underlying: "NOSUCH" });
    expect(prices.now({ underlying: "NOSUCH" })).toEqual({ price: null, reason: "unlisted" });
    expect(rig(null).prices.now(NIFTY)).toEqual({ price: null, reason: "unlisted" });
  });
});

describe("prices from before today's session", () => {
  test("of REST are not used, but asked for again", async () => {
    const { clock, desk, prices, beat } = rig();
    desk.onRest("NSE_EQ:2885", { ltp: 1_410, previousClose: 1_400 });
    prices.want(RELIANCE);
    await beat(0);
    clock.advance(DAY_MS - HOUR_MS / 2);
    expect(prices.now(RELIANCE)).toEqual({ price: null, reason: "stale" });
    desk.onRest("NSE_EQ:2885", { ltp: 1_420 });
    await beat(0);
    expect(prices.now(RELIANCE)).toMatchObject({ price: 1_420, source: "rest" });
  });

  test("that were traded this session still stand when the session is over", () => {
    const { clock, desk, prices } = rig();
    desk.tick("IDX_I:13", 25_000);
    prices.want(NIFTY);
    clock.advance(12 * HOUR_MS);
    expect(prices.now(NIFTY)).toMatchObject({ price: 25_000, source: "stream" });
  });
});

describe("REST", () => {
  test("is asked for all that are missing in one call, and not for what the feed has", async () => {
    const { desk, prices, beat } = rig();
    desk.tick("IDX_I:13", 25_000);
    for (const ref of [NIFTY, RELIANCE, CRUDEOIL, { underlying: "NOSUCH" }]) prices.want(ref);
    await beat(0);
    expect(desk.calls).toEqual([["NSE_EQ:2885", CRUDE_TODAY]]);
  });

  test("is asked again at its pace, one call at a time, while the feed has nothing", async () => {
    const { desk, prices, beat } = rig();
    prices.want(RELIANCE);
    await beat(0);
    await beat(ASK_EVERY_MS - 1);
    expect(desk.calls).toHaveLength(1);
    const answer = desk.holdRest();
    await beat(1);
    await beat(ASK_EVERY_MS);
    expect(desk.calls).toHaveLength(2);
    answer();
    await settled();
    await beat(0);
    expect(desk.calls).toHaveLength(3);
    desk.tick("NSE_EQ:2885", 1_400);
    await beat(ASK_EVERY_MS);
    expect(desk.calls).toHaveLength(3);
  });

  test("is not asked for a newcomer sooner than it takes calls", async () => {
    const { desk, prices, beat } = rig();
    prices.want(RELIANCE);
    await beat(0);
    prices.want(CRUDEOIL);
    await beat(ASK_LEAST_MS - 1);
    expect(desk.calls).toHaveLength(1);
    await beat(1);
    expect(desk.calls[1]).toEqual([CRUDE_TODAY]);
  });

  test("is not asked for what is not wanted any more", async () => {
    const { desk, prices, beat } = rig();
    desk.onRest("NSE_EQ:2885", { ltp: 1_400 });
    prices.want(RELIANCE);
    await beat(0);
    prices.leave(RELIANCE);
    expect(prices.now(RELIANCE)).toEqual({ price: null, reason: "none" });
    await beat(ASK_EVERY_MS);
    expect(desk.calls).toHaveLength(1);
  });

  test("does not give one future's price to the next", async () => {
    const { desk, prices, beat } = rig();
    desk.onRest(CRUDE_TODAY, { ltp: 5_800 });
    prices.want(CRUDEOIL);
    await beat(0);
    expect(prices.now(CRUDEOIL)).toMatchObject({ price: 5_800, instrument: CRUDE_TODAY });
    const answer = desk.holdRest();
    await beat(14 * HOUR_MS);
    await beat(HOUR_MS);
    expect(prices.now(CRUDEOIL)).toEqual({ price: null, reason: "none" });
    answer();
    await settled();
    expect(prices.now(CRUDEOIL)).toEqual({ price: null, reason: "none" });
  });

  test("that fails leaves the last price standing and is asked again", async () => {
    const { desk, prices, beat } = rig();
    desk.onRest("NSE_EQ:2885", { ltp: 1_400 });
    prices.want(RELIANCE);
    await beat(0);
    desk.failure = new Error("429");
    await beat(ASK_EVERY_MS);
    expect(prices.now(RELIANCE)).toMatchObject({ price: 1_400, source: "rest" });
    desk.failure = null;
    desk.onRest("NSE_EQ:2885", { ltp: 1_405 });
    await beat(ASK_EVERY_MS);
    expect(prices.now(RELIANCE)).toMatchObject({ price: 1_405, source: "rest" });
  });
});

test("one ticker in two segments is two instruments: the price of NSE_EQ:13 is not NIFTY's", async () => {
  const { desk, prices, beat } = rig();
  desk.tick("NSE_EQ:13", 6_200);
  prices.want(NIFTY);
  await beat(STREAM_GRACE_MS);
  expect(prices.now(NIFTY)).toEqual({ price: null, reason: "none" });
});

test("the price of an underlying that is not watched is what the feed knows, without waiting", () => {
  const { desk, prices } = rig();
  expect(prices.now(NIFTY)).toEqual({ price: null, reason: "none" });
  desk.tick("IDX_I:13", 25_000);
  expect(prices.now(NIFTY)).toMatchObject({ price: 25_000, source: "stream" });
});

describe("a price far from yesterday's close", () => {
  test.each([ABSURD_TIMES, 1 / ABSURD_TIMES, 10, 0.01])(
    "of %p times is absurd and nothing stands in for it",
    (times) => {
      const { desk, prices } = rig();
      desk.packet("IDX_I:13", { ltp: 25_000 * times, previousClose: 25_000 });
      desk.tick(NIFTY_FUTURE, 25_060);
      expect(prices.now(NIFTY)).toEqual({ price: null, reason: "absurd" });
      desk.tick("IDX_I:13", 25_010);
      expect(prices.now(NIFTY)).toMatchObject({ price: 25_010, source: "stream" });
    },
  );

  test.each([ABSURD_TIMES - 0.01, 1 / ABSURD_TIMES + 0.01])("of %p times is believed", (times) => {
    const { desk, prices } = rig();
    desk.packet("IDX_I:13", { ltp: 25_000 * times, previousClose: 25_000 });
    expect(prices.now(NIFTY)).toMatchObject({ price: 25_000 * times, source: "stream" });
  });

  test("is believed while yesterday's close is not known", () => {
    const { desk, prices } = rig();
    desk.tick("IDX_I:13", 250_000);
    expect(prices.now(NIFTY)).toMatchObject({ price: 250_000 });
  });

  test("is absurd from the future and from REST as well", async () => {
    const { desk, prices, beat } = rig();
    desk.packet("IDX_I:13", { previousClose: 25_000 });
    desk.tick(NIFTY_FUTURE, 250_000);
    expect(prices.now(NIFTY)).toEqual({ price: null, reason: "absurd" });
    prices.want(RELIANCE);
    desk.onRest("NSE_EQ:2885", { ltp: 14_000, previousClose: 1_400 });
    await beat(ASK_LEAST_MS);
    expect(prices.now(RELIANCE)).toEqual({ price: null, reason: "absurd" });
  });
});
