import { afterEach, describe, expect, test } from "bun:test";
import type { InstrumentRef } from "../../shared/instrument-key.ts";
import { NIFTY, ok, setUp, tearDown } from "../fakes/dhan-rest-rig.ts";

afterEach(tearDown);

describe("prices", () => {
  const QUOTE = {
    average_price: 150.11999893188477,
    buy_quantity: 1825,
    depth: {
      buy: [
        { quantity: 75, orders: 2, price: 152.25 },
        { quantity: 0, orders: 0, price: 0 },
      ],
      sell: [{ quantity: "150", orders: "3", price: "152.4" }],
    },
    last_price: 152.3000030517578,
    last_quantity: 75,
    last_trade_time: "25/07/2025 14:53:12",
    lower_circuit_limit: 48.25,
    net_change: -6.599999904632568,
    ohlc: { open: 149.45, close: 158.9, high: 0, low: 0 },
    oi: 3786445,
    oi_day_high: 0,
    oi_day_low: 0,
    sell_quantity: 0,
    upper_circuit_limit: 510.85,
    volume: 31119450,
    something_new: { a: 1 },
  };

  test("are asked for by number and come by key, rounded to the paisa, and null where Dhan sends 0", async () => {
    const { rest, server } = setUp(() =>
      ok({ IDX_I: { "13": { last_price: 23092.19921875 } }, NSE_EQ: { "13": { last_price: 0 } } }),
    );
    const found = await rest.ltp([NIFTY, { segment: "NSE_EQ", securityId: 13 }, NIFTY]);
    expect(found).toEqual(
      new Map([
        ["IDX_I:13", { ltp: 23092.2 }],
        ["NSE_EQ:13", { ltp: null }],
      ]),
    );
    expect(server.received[0]!.path).toBe("/v2/marketfeed/ltp");
    expect(server.received[0]!.body).toEqual({ IDX_I: [13], NSE_EQ: [13] });
  });

  test("of currency pairs keep four decimals", async () => {
    const { rest } = setUp(() => ok({ NSE_CURRENCY: { "1": { last_price: 88.28749847412109 } } }));
    expect(await rest.ltp([{ segment: "NSE_CURRENCY", securityId: 1 }])).toEqual(
      new Map([["NSE_CURRENCY:1", { ltp: 88.2875 }]]),
    );
  });

  test("of the day come with the close of the day before, and null where nothing traded", async () => {
    const { rest, server } = setUp(() =>
      ok({ NSE_FNO: { "55796": { last_price: "152.30", ohlc: { open: 0, close: 158.9, high: 0, low: 0 } }, "2": {} } }),
    );
    expect(await rest.ohlc([{ segment: "NSE_FNO", securityId: 55796 }])).toEqual(
      new Map([
        ["NSE_FNO:55796", { ltp: 152.3, open: null, high: null, low: null, previousClose: 158.9 }],
        ["NSE_FNO:2", { ltp: null, open: null, high: null, low: null, previousClose: null }],
      ]),
    );
    expect(server.received[0]!.path).toBe("/v2/marketfeed/ohlc");
  });

  test("in full come with depth, quantities and the last trade in UTC", async () => {
    const { rest } = setUp(() => ok({ NSE_FNO: { "55796": QUOTE } }));
    const none = {
      bidPrice: null,
      bidQuantity: null,
      bidOrders: null,
      askPrice: null,
      askQuantity: null,
      askOrders: null,
    };
    expect((await rest.quote([{ segment: "NSE_FNO", securityId: 55796 }])).get("NSE_FNO:55796")).toEqual({
      ltp: 152.3,
      open: 149.45,
      high: null,
      low: null,
      previousClose: 158.9,
      averagePrice: 150.12,
      lastQuantity: 75,
      exchangeTime: Date.parse("2025-07-25T14:53:12+05:30"),
      volume: 31119450,
      totalBuyQuantity: 1825,
      totalSellQuantity: 0,
      oi: 3786445,
      oiDayHigh: 0,
      oiDayLow: 0,
      netChange: -6.6,
      lowerCircuitLimit: 48.25,
      upperCircuitLimit: 510.85,
      depth: [
        { bidPrice: 152.25, bidQuantity: 75, bidOrders: 2, askPrice: 152.4, askQuantity: 150, askOrders: 3 },
        none,
        none,
        none,
        none,
      ],
    });
  });

  test.each(["01/01/1980 00:00:00", "", null, "soon", "45/13/2026 10:00:00"])(
    "have no time of a last trade when Dhan sends %p",
    async (last_trade_time) => {
      const { rest } = setUp(() => ok({ NSE_EQ: { "1": { ...QUOTE, last_trade_time } } }));
      expect((await rest.quote([{ segment: "NSE_EQ", securityId: 1 }])).get("NSE_EQ:1")?.exchangeTime).toBeNull();
    },
  );

  test("have no depth when no level has a price", async () => {
    const depth = { buy: [{ quantity: 0, orders: 0, price: 0 }], sell: [] };
    const { rest } = setUp(() => ok({ NSE_EQ: { "1": { ...QUOTE, depth }, "2": { ...QUOTE, depth: null } } }));
    const found = await rest.quote([{ segment: "NSE_EQ", securityId: 1 }]);
    expect([found.get("NSE_EQ:1")?.depth, found.get("NSE_EQ:2")?.depth]).toEqual([null, null]);
  });

  test.each([{}, { NSE_EQ: {} }, null])("of instruments that Dhan does not know are left out: %j", async (data) => {
    const { rest } = setUp(() => ok(data));
    expect(await rest.ltp([{ segment: "NSE_EQ", securityId: 999 }])).toEqual(new Map());
  });

  test("of more than 1,000 instruments are asked for in calls of 1,000, over all segments", async () => {
    const { rest, server } = setUp(({ body }) =>
      ok(
        Object.fromEntries(
          Object.entries(body as Record<string, number[]>).map(([segment, ids]) => [
            segment,
            Object.fromEntries(ids.map((id) => [id, { last_price: id }])),
          ]),
        ),
      ),
    );
    const instruments: InstrumentRef[] = Array.from({ length: 2_001 }, (_, i) => ({
      segment: i % 2 === 0 ? "NSE_EQ" : "BSE_EQ",
      securityId: i + 1,
    }));
    const found = await rest.ltp(instruments);
    const sizes = server.received.map(({ body }) => Object.values(body as Record<string, number[]>).flat().length);
    expect(sizes).toEqual([1_000, 1_000, 1]);
    expect(found.size).toBe(2_001);
    expect(found.get("BSE_EQ:2000")).toEqual({ ltp: 2_000 });
  });

  test("of no instruments cost no call", async () => {
    const { rest, server } = setUp(() => ok({}));
    expect(await rest.ltp([])).toEqual(new Map());
    expect(server.received).toEqual([]);
  });

  test("one row that cannot be read is left out and counted, the others stay", async () => {
    const { rest, logged } = setUp(() =>
      ok({
        NSE_EQ: { "1": { last_price: "many" }, "2": { last_price: 5 }, x: {} },
        NSE_XX: { "1": { last_price: 1 } },
      }),
    );
    expect(await rest.ltp([{ segment: "NSE_EQ", securityId: 1 }])).toEqual(new Map([["NSE_EQ:2", { ltp: 5 }]]));
    expect(logged.lines.find((line) => line.badRows !== undefined)?.badRows).toBe(3);
  });
});
