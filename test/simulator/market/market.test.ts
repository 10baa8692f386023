import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { DEPTH_LEVELS, SEGMENT_NUMBER } from "../../../server/dhan/protocol.ts";
import { Market } from "../../../server/simulator/market/market.ts";
import { averagePrice } from "../../../server/simulator/market/market-columns.ts";
import { INSTRUMENT_KINDS, OptionType } from "../../../server/simulator/universe.ts";
import { dayNumber } from "../../../shared/ist.ts";
import { SMALL_UNIVERSE_NOW as NOW, SMALL_UNIVERSE_EXPIRIES, smallUniverse } from "../../fakes/small-universe.ts";

const universe = smallUniverse();
const rows = Array.from({ length: universe.size }, (_, row) => row);
const kindOf = (row: number) => INSTRUMENT_KINDS[universe.kind[row]!]!;
const NIFTY = universe.rowOf(SEGMENT_NUMBER.IDX_I, 13);

function option(symbol: string, expiry: string, strike: number, type: "call" | "put"): number {
  const row = rows.find(
    (at) =>
      universe.underlyings[universe.underlying[at]!]!.symbol === symbol &&
      universe.expiryDay[at] === dayNumber(expiry) &&
      universe.strike[at] === strike &&
      universe.optionType[at] === OptionType[type],
  );
  if (row === undefined) throw new Error(`no ${symbol} ${expiry} ${strike} ${type}`);
  return row;
}

/** The whole universe at a moment, after some ticks. */
function marketAt(now: number, seed = 7, order: readonly number[] = rows): Market {
  const market = new Market(universe, seed, "always");
  for (const row of order) market.refresh(row, now);
  return market;
}

const bid = (market: Market, row: number) => market.columns.bidPrice[row * DEPTH_LEVELS]!;
const ask = (market: Market, row: number) => market.columns.askPrice[row * DEPTH_LEVELS]!;

describe("prices as functions of seed and time", () => {
  test("the order of subscriptions changes nothing", () => {
    const forwards = marketAt(NOW).columns;
    const backwards = marketAt(NOW, 7, rows.toReversed()).columns;
    expect(backwards).toEqual(forwards);
  });

  test("an instrument that is watched late has the last price of one watched from the start", () => {
    const late = marketAt(NOW + 60_000);
    const early = new Market(universe, 7, "always");
    for (let t = NOW; t <= NOW + 60_000; t += 1_000) for (const row of rows) early.refresh(row, t);
    expect(early.columns.ltp).toEqual(late.columns.ltp);
    expect(early.columns.bidPrice).toEqual(late.columns.bidPrice);
    expect(early.columns.oi).toEqual(late.columns.oi);
  });

  test("another seed is another market", () => {
    expect(marketAt(NOW, 8).columns.ltp[NIFTY]).not.toBe(marketAt(NOW, 7).columns.ltp[NIFTY]);
  });

  test("indices and busy options move from one second to the next", () => {
    const market = new Market(universe, 7, "always");
    const atm = option("NIFTY", SMALL_UNIVERSE_EXPIRIES[0], 25_000, "call");
    for (const row of [NIFTY, atm]) {
      const seen = new Set<number>();
      for (let second = 0; second < 20; second++) {
        market.refresh(row, NOW + second * 1_000);
        seen.add(market.columns.ltp[row]!);
      }
      expect(seen.size).toBeGreaterThan(10);
    }
  });

  test("spots stay within sane distance of the previous close for a month", () => {
    const market = new Market(universe, 3, "always");
    for (let hour = 0; hour < 24 * 30; hour++) {
      market.refresh(NIFTY, NOW + hour * 3_600_000);
      expect(Math.abs(market.columns.ltp[NIFTY]! / 25_000 - 1)).toBeLessThan(0.04);
    }
  });
});

describe("one market, priced from one surface", () => {
  test("put-call parity holds within the spreads, against the future of the same expiry", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 23 * 3_600 }), fc.integer(), (seconds, seed) => {
        const now = NOW + seconds * 1_000;
        const market = new Market(universe, seed, "always");
        for (const expiry of SMALL_UNIVERSE_EXPIRIES) {
          const future = rows.find((row) => kindOf(row) === "FUTIDX" && universe.expiryDay[row] === dayNumber(expiry))!;
          market.refresh(future, now);
          const discount = Math.exp(-0.065 * market.valuation.years(future, now));
          for (let strike = 24_000; strike <= 26_000; strike += 250) {
            const call = option("NIFTY", expiry, strike, "call");
            const put = option("NIFTY", expiry, strike, "put");
            market.refresh(call, now);
            market.refresh(put, now);
            // What buying or selling the strike synthetically costs must straddle the future's touch.
            expect(bid(market, call) - ask(market, put)).toBeLessThanOrEqual(
              discount * (ask(market, future) - strike) + 1e-6,
            );
            expect(ask(market, call) - bid(market, put)).toBeGreaterThanOrEqual(
              discount * (bid(market, future) - strike) - 1e-6,
            );
          }
        }
      }),
      { numRuns: 20 },
    );
  });

  test("calls fall and puts rise with the strike", () => {
    const market = marketAt(NOW);
    for (const expiry of SMALL_UNIVERSE_EXPIRIES) {
      for (let strike = 20_000; strike < 30_000; strike += 50) {
        const call = (at: number) => market.valuation.fair(option("NIFTY", expiry, at, "call"), NOW);
        const put = (at: number) => market.valuation.fair(option("NIFTY", expiry, at, "put"), NOW);
        expect(call(strike)).toBeGreaterThanOrEqual(call(strike + 50));
        expect(put(strike)).toBeLessThanOrEqual(put(strike + 50));
      }
    }
  });

  test("an index's volatility is 10 to 14 % at the money and 18 to 30 % in the wings", () => {
    const market = marketAt(NOW);
    for (const expiry of SMALL_UNIVERSE_EXPIRIES) {
      const atm = market.valuation.volatility(option("NIFTY", expiry, 25_000, "call"), NOW);
      expect(atm).toBeWithin(0.1, 0.14);
    }
    const wings = [20_000, 22_000, 28_000, 30_000].map((strike) =>
      market.valuation.volatility(option("NIFTY", SMALL_UNIVERSE_EXPIRIES[0], strike, "put"), NOW),
    );
    for (const wing of wings) expect(wing).toBeWithin(0.18, 0.3);
  });

  test("futures of shares and indices carry interest, those of commodities none", () => {
    const market = marketAt(NOW);
    const futures = (kind: string) => rows.filter((row) => kindOf(row) === kind).map((row) => market.columns.ltp[row]!);
    for (const kind of ["FUTIDX", "FUTSTK"]) {
      const [near, middle, far] = futures(kind);
      expect(near!).toBeLessThan(middle!);
      expect(middle!).toBeLessThan(far!);
    }
    const [near, , far] = futures("FUTCOM");
    expect(Math.abs(near! - far!)).toBeLessThan(10);
  });

  test("a moved spot moves everything priced from it, at once and for good", () => {
    const market = marketAt(NOW);
    const call = option("NIFTY", SMALL_UNIVERSE_EXPIRIES[0], 26_000, "call");
    const reliance = universe.rowOf(SEGMENT_NUMBER.NSE_EQ, 2885);
    const before = { call: market.columns.ltp[call]!, reliance: market.columns.ltp[reliance]! };
    expect(market.setSpot("NIFTY", 26_000, NOW)).toBe(true);
    for (const row of [NIFTY, call, reliance]) market.refresh(row, NOW);
    expect(market.columns.ltp[NIFTY]).toBe(26_000);
    expect(market.columns.high[NIFTY]).toBe(26_000);
    expect(market.columns.ltp[call]!).toBeGreaterThan(before.call + 50);
    expect(market.columns.ltp[reliance]!).toBe(before.reliance);
    market.refresh(NIFTY, NOW + 3_600_000);
    expect(market.columns.ltp[NIFTY]!).toBeWithin(25_500, 26_500);
  });

  test("a far strike that has never traded starts to once the spot is moved to it", () => {
    const market = marketAt(NOW);
    const far = rows.find((row) => kindOf(row) === "OPTIDX" && market.columns.lastTradeTime[row] === 0)!;
    market.setSpot("NIFTY", universe.strike[far]!, NOW);
    market.refresh(far, NOW + 10_000);
    expect(market.columns.lastTradeTime[far]!).toBeGreaterThan(NOW / 1000 - 60);
    expect(market.columns.ltp[far]!).toBeGreaterThan(0);
  });

  test("nothing moves for a symbol that is not listed", () => {
    expect(marketAt(NOW).setSpot("NOSUCH", 100, NOW)).toBe(false);
  });
});

describe("numbers that make sense together", () => {
  const market = new Market(universe, 11, "always");
  for (let second = 0; second < 30; second++) for (const row of rows) market.refresh(row, NOW + second * 1_000);
  const { columns } = market;
  const multiple = (value: number, step: number) => Math.abs(value / step - Math.round(value / step)) < 1e-6;

  test("prices lie on the tick grid and the bid is under the ask", () => {
    for (const row of rows.filter((row) => kindOf(row) !== "INDEX")) {
      const tick = universe.tickSize[row]!;
      for (let level = 0; level < DEPTH_LEVELS; level++) {
        const place = row * DEPTH_LEVELS + level;
        const prices = [columns.bidPrice[place]!, columns.askPrice[place]!];
        for (const price of [...prices, columns.ltp[row]!]) expect(multiple(price, tick)).toBe(true);
        expect(prices[0]!).toBeLessThan(prices[1]!);
        expect(columns.bidQuantity[place]! > 0).toBe(prices[0]! > 0);
        expect(columns.bidOrders[place]! > 0).toBe(prices[0]! > 0);
        if (level === 0) continue;
        expect(columns.askPrice[place]!).toBeGreaterThan(columns.askPrice[place - 1]!);
        expect(prices[0] === 0 || prices[0]! < columns.bidPrice[place - 1]!).toBe(true);
      }
    }
  });

  test("last, open and average prices lie between the day's low and high", () => {
    let traded = 0;
    for (const row of rows.filter((row) => columns.open[row]! > 0)) {
      traded++;
      const [low, high] = [columns.low[row]!, columns.high[row]!];
      expect(columns.ltp[row]!).toBeWithin(low, high + 1e-9);
      expect(columns.open[row]!).toBeWithin(low, high + 1e-9);
      if (columns.volume[row]! > 0) expect(averagePrice(columns, row)).toBeWithin(low - 1e-6, high + 1e-6);
      expect(columns.lastTradeTime[row]!).toBeLessThanOrEqual((NOW + 30_000) / 1000);
    }
    expect(traded).toBeGreaterThan(rows.length / 3);
  });

  test("quantities are whole lots, and open interest lies within its day", () => {
    for (const row of rows) {
      const lot = universe.lotSize[row]!;
      for (const quantity of [columns.lastQuantity, columns.volume, columns.oi, columns.totalBuyQuantity]) {
        expect(quantity[row]! % lot).toBe(0);
      }
      if (universe.segment[row] === SEGMENT_NUMBER.NSE_FNO) {
        expect(columns.oi[row]!).toBeGreaterThanOrEqual(columns.oiDayLow[row]!);
        expect(columns.oi[row]!).toBeLessThanOrEqual(columns.oiDayHigh[row]!);
      } else expect(columns.oiDayHigh[row]).toBe(0);
    }
  });

  test("an index has prices and nothing else", () => {
    expect(columns.ltp[NIFTY]!).toBeGreaterThan(0);
    expect(columns.previousClose[NIFTY]).toBe(25_000);
    for (const column of [columns.volume, columns.oi, columns.totalBuyQuantity, columns.lastQuantity]) {
      expect(column[NIFTY]).toBe(0);
    }
    expect(bid(market, NIFTY)).toBe(0);
    expect(ask(market, NIFTY)).toBe(0);
  });

  test("volume never falls and open interest heaps on round strikes", () => {
    const atm = option("NIFTY", SMALL_UNIVERSE_EXPIRIES[0], 25_000, "call");
    const before = columns.volume[atm]!;
    market.refresh(atm, NOW + 31_000);
    expect(columns.volume[atm]!).toBeGreaterThan(before);
    const oiWhere = (isWanted: (strike: number) => boolean) => {
      const wanted = rows.filter(
        (row) =>
          kindOf(row) === "OPTIDX" && Math.abs(universe.strike[row]! - 25_000) < 600 && isWanted(universe.strike[row]!),
      );
      return wanted.reduce((sum, row) => sum + columns.oi[row]!, 0) / wanted.length;
    };
    expect(oiWhere((strike) => strike % 500 === 0)).toBeGreaterThan(2 * oiWhere((strike) => strike % 100 !== 0));
  });

  test("far strikes have no bid, some never traded, and spreads widen away from the money", () => {
    const week = SMALL_UNIVERSE_EXPIRIES[0];
    const options = rows.filter((row) => kindOf(row) === "OPTIDX" && universe.expiryDay[row] === dayNumber(week));
    expect(options.some((row) => bid(market, row) === 0)).toBe(true);
    const never = options.filter((row) => columns.lastTradeTime[row] === 0);
    expect(never.length).toBeGreaterThan(0);
    for (const row of never) {
      expect([
        columns.ltp[row],
        columns.open[row],
        columns.previousClose[row],
        columns.volume[row],
        columns.oi[row],
      ]).toEqual([0, 0, 0, 0, 0]);
    }
    const relativeSpread = (strike: number) => {
      const row = option("NIFTY", week, strike, "put");
      return (ask(market, row) - bid(market, row)) / ask(market, row);
    };
    expect(relativeSpread(25_000)).toBeLessThan(relativeSpread(24_000));
    expect(relativeSpread(24_000)).toBeLessThan(relativeSpread(23_000));
  });
});

describe("exchange hours", () => {
  const friday = (time: string) => Date.parse(`2026-11-27T${time}:00+05:30`);
  const sunday = (time: string) => Date.parse(`2026-11-29T${time}:00+05:30`);

  test("after the close prices stand still at the close", () => {
    const market = new Market(universe, 7, "exchange");
    market.refresh(NIFTY, sunday("12:00"));
    expect(market.columns.lastTradeTime[NIFTY]).toBe(friday("15:30") / 1000);
    const close = market.columns.ltp[NIFTY]!;
    market.refresh(NIFTY, sunday("18:00"));
    expect(market.columns.ltp[NIFTY]).toBe(close);
    expect(market.isOpen(NIFTY, sunday("12:00"))).toBe(false);
  });

  test("a new session starts the day's prices and volume afresh", () => {
    const market = new Market(universe, 7, "always");
    const atm = option("NIFTY", SMALL_UNIVERSE_EXPIRIES[1], 25_000, "call");
    market.refresh(atm, friday("09:00"));
    const yesterday = market.columns.volume[atm]!;
    market.refresh(atm, friday("09:16"));
    expect(market.columns.volume[atm]!).toBeLessThan(yesterday / 10);
    expect(market.columns.open[atm]!).toBeGreaterThan(0);
  });
});
