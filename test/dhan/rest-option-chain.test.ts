import { afterEach, describe, expect, test } from "bun:test";
import type { InstrumentRef } from "../../shared/instrument-key.ts";
import { failureOf, NIFTY, ok, setUp, tearDown } from "../fakes/dhan-rest-rig.ts";
import { dataError, type ReceivedRequest } from "../fakes/dhan-rest-server.ts";

afterEach(tearDown);

describe("option chains", () => {
  const SIDE = {
    average_price: 146.99,
    greeks: { delta: 0.53871, theta: -15.1539, gamma: 0.00132, vega: 12.18593 },
    implied_volatility: 9.789193798280868,
    last_price: 134.00000762939453,
    oi: 3786445,
    previous_close_price: 244.85,
    previous_oi: 402220,
    previous_volume: 31931705,
    security_id: 42528,
    top_ask_price: 134,
    top_ask_quantity: 1365,
    top_bid_price: 133.55,
    top_bid_quantity: 1625,
    volume: 117567970,
  };
  const ILLIQUID = {
    greeks: { delta: 0, theta: 0, gamma: 0, vega: 0 },
    implied_volatility: 0,
    last_price: 0,
    oi: 0,
    previous_close_price: 0,
    top_ask_price: 0,
    top_ask_quantity: 0,
    top_bid_price: 0,
    top_bid_quantity: 0,
    volume: 0,
  };

  test("come with strikes ascending, prices rounded, and null where Dhan has nothing", async () => {
    const { rest, server } = setUp(() =>
      ok({
        last_price: 25642.80078125,
        oc: { "25650.000000": { ce: SIDE, pe: ILLIQUID }, "9000.500000": { ce: null } },
      }),
    );
    const chain = await rest.optionChain([NIFTY], "2026-11-23");
    expect(server.received[0]!.path).toBe("/v2/optionchain");
    expect(server.received[0]!.body).toEqual({ UnderlyingScrip: 13, UnderlyingSeg: "IDX_I", Expiry: "2026-11-23" });
    expect(chain.underlyingPrice).toBe(25642.8);
    expect(chain.strikes.map(({ strike }) => strike)).toEqual([9000.5, 25650]);
    expect(chain.strikes[0]).toEqual({ strike: 9000.5, call: null, put: null });
    expect(chain.strikes[1]!.call).toEqual({
      securityId: 42528,
      ltp: 134,
      averagePrice: 146.99,
      previousClose: 244.85,
      bidPrice: 133.55,
      bidQuantity: 1625,
      askPrice: 134,
      askQuantity: 1365,
      volume: 117567970,
      previousVolume: 31931705,
      oi: 3786445,
      previousOi: 402220,
      ivPercent: 9.789193798280868,
      greeks: { delta: 0.53871, theta: -15.1539, gamma: 0.00132, vega: 12.18593 },
    });
    expect(chain.strikes[1]!.put).toEqual({
      securityId: null,
      ltp: null,
      averagePrice: null,
      previousClose: null,
      bidPrice: null,
      bidQuantity: null,
      askPrice: null,
      askQuantity: null,
      volume: 0,
      previousVolume: null,
      oi: 0,
      previousOi: null,
      ivPercent: null,
      greeks: null,
    });
  });

  test("expiries come ascending", async () => {
    const { rest, server } = setUp(() => ok(["2026-12-29", "2026-12-01"]));
    expect(await rest.expiryList([NIFTY])).toEqual(["2026-12-01", "2026-12-29"]);
    expect(server.received[0]!.path).toBe("/v2/optionchain/expirylist");
    expect(server.received[0]!.body).toEqual({ UnderlyingScrip: 13, UnderlyingSeg: "IDX_I" });
  });

  const share: [InstrumentRef, InstrumentRef] = [
    { segment: "NSE_EQ", securityId: 2885 },
    { segment: "NSE_FNO", securityId: 2885 },
  ];
  const segmentOf = ({ body }: ReceivedRequest) => (body as { UnderlyingSeg: string }).UnderlyingSeg;

  test.each([
    ["refuses", () => dataError(400, 814, "Invalid Request")],
    ["knows nothing by", () => ok([])],
    ["has no data by", () => ok({})],
  ])("when Dhan %s the first name of an underlying, the next is tried, and remembered", async (_what, refuse) => {
    const { rest, server } = setUp((request) => (segmentOf(request) === "NSE_FNO" ? ok(["2026-12-29"]) : refuse()));
    expect(await rest.expiryList(share)).toEqual(["2026-12-29"]);
    expect(await rest.expiryList(share)).toEqual(["2026-12-29"]);
    expect(server.received.map(segmentOf)).toEqual(["NSE_EQ", "NSE_FNO", "NSE_FNO"]);
  });

  test("a name that no longer works is left for the others", async () => {
    let known = "NSE_FNO";
    const { rest, server } = setUp((request) => ok(segmentOf(request) === known ? ["2026-12-29"] : []));
    await rest.expiryList(share);
    known = "NSE_EQ";
    expect(await rest.expiryList(share)).toEqual(["2026-12-29"]);
    expect(server.received.map(segmentOf)).toEqual(["NSE_EQ", "NSE_FNO", "NSE_FNO", "NSE_EQ"]);
  });

  test("when no name works, the refusal is thrown, or the empty answer given", async () => {
    const refusing = setUp(() => dataError(400, 813, "Invalid SecurityId"));
    expect((await failureOf(refusing.rest.expiryList(share))).code).toBe("813");
    const empty = setUp(() => ok([]));
    expect(await empty.rest.expiryList(share)).toEqual([]);
  });

  test("an error that is no refusal ends the search", async () => {
    const { rest, server } = setUp(() => dataError(401, 806, "Data APIs not Subscribed"));
    expect((await failureOf(rest.expiryList(share))).kind).toBe("plan");
    expect(server.received.length).toBe(1);
  });

  test("too many names for one underlying are a programmer's error", async () => {
    const { rest } = setUp(() => ok([]), { limits: { underlyingCandidates: 1 } });
    const error = await rest.expiryList(share).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(RangeError);
  });
});
