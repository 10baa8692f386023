import { describe, expect, test } from "bun:test";
import { TOTP } from "otpauth";
import type { Simulator } from "../../../server/simulator/simulator.ts";
import type { HandClock } from "../../fakes/clock.ts";
import { SMALL_UNIVERSE_EXPIRIES } from "../../fakes/small-universe.ts";
import { connect, FeedClient, feedUrl } from "../feed-client.ts";
import { startSimulator } from "../harness.ts";

interface Level {
  quantity: number;
  orders: number;
  price: number;
}
interface Quote {
  last_price: number;
  last_trade_time: string;
  net_change: number;
  ohlc: { open: number; close: number; high: number; low: number };
  depth: { buy: Level[]; sell: Level[] };
}
interface Quotes {
  data: Record<string, Record<string, Quote>>;
  status: string;
}
interface Side {
  implied_volatility: number;
  greeks: { delta: number };
  top_bid_price: number;
}
interface Chain {
  data: { last_price: number; oc: Record<string, { ce: Side; pe: Side }> };
}
interface Expiries {
  data: string[];
  status: string;
}
interface Token {
  accessToken: string;
}
interface TradingError {
  errorCode: string;
  errorType: string;
}

async function call<Body = unknown>(
  { apiUrl, credentials }: Simulator,
  method: "GET" | "POST",
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<{ status: number; body: Body }> {
  const response = await fetch(apiUrl + path, {
    method,
    headers: { "access-token": credentials.accessToken, "client-id": credentials.clientId, ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: (await response.json()) as Body };
}

const TOO_MANY = {
  status: 429,
  body: {
    data: { "805": "Too many requests. Further requests may result in the user being blocked." },
    status: "failed",
  },
};
const INVALID_AUTHENTICATION = {
  status: 401,
  body: {
    errorType: "Invalid_Authentication",
    errorCode: "DH-901",
    errorMessage: "Client ID or user generated access token is invalid or expired.",
  },
};

describe("market quotes", () => {
  test("ltp gives last prices with the tail of a 32-bit float, and leaves unknown ids out", async () => {
    const { simulator } = await startSimulator();
    const { status, body } = await call<Quotes>(simulator, "POST", "/marketfeed/ltp", {
      IDX_I: [13, 999],
      NSE_EQ: [2885],
    });
    expect(status).toBe(200);
    expect(body.status).toBe("success");
    expect(Object.keys(body.data.IDX_I!)).toEqual(["13"]);
    expect(Object.keys(body.data.IDX_I!["13"]!)).toEqual(["last_price"]);
    const price = body.data.NSE_EQ!["2885"]!.last_price;
    expect(Math.fround(price)).toBe(price);
    expect(price).toBeWithin(1_300, 1_500);
  });

  test("a segment with unknown ids only is an empty object", async () => {
    const { simulator } = await startSimulator();
    const { body } = await call<Quotes>(simulator, "POST", "/marketfeed/ltp", { NSE_EQ: [1] });
    expect(body).toEqual({ data: { NSE_EQ: {} }, status: "success" });
  });

  test("ohlc's close is the previous close; a contract not traded has zeros", async () => {
    const { simulator, clock } = await startSimulator();
    const { body } = await call<Quotes>(simulator, "POST", "/marketfeed/ohlc", { IDX_I: [13] });
    expect(body.data.IDX_I!["13"]!.ohlc).toMatchObject({ close: 25_000 });
    expect(Object.keys(body.data.IDX_I!["13"]!.ohlc).sort()).toEqual(["close", "high", "low", "open"]);
    clock.advance(1_000);
    const far = Array.from({ length: 100 }, (_, i) => 40_003 + i);
    const chain = (await call<Quotes>(simulator, "POST", "/marketfeed/ohlc", { NSE_FNO: far })).body.data.NSE_FNO!;
    const untraded = Object.values(chain).filter(({ last_price }) => last_price === 0);
    expect(untraded.length).toBeGreaterThan(0);
    for (const { ohlc } of untraded) expect(ohlc).toEqual({ open: 0, close: 0, high: 0, low: 0 });
  });

  test("quote has every field, five levels, and Indian times", async () => {
    const { simulator } = await startSimulator();
    const { body } = await call<Quotes>(simulator, "POST", "/marketfeed/quote", { NSE_FNO: [40_000, 40_003, 40_004] });
    const future = body.data.NSE_FNO!["40000"]!;
    expect(Object.keys(future).sort()).toEqual(
      [
        ...["average_price", "buy_quantity", "depth", "last_price", "last_quantity", "last_trade_time"],
        ...["lower_circuit_limit", "net_change", "ohlc", "oi", "oi_day_high", "oi_day_low", "sell_quantity"],
        ...["upper_circuit_limit", "volume"],
      ].sort(),
    );
    expect(future.depth.buy.length).toBe(5);
    expect(Object.keys(future.depth.sell[0]!).sort()).toEqual(["orders", "price", "quantity"]);
    expect(future.last_trade_time).toBe("25/11/2026 11:00:00");
    expect(future.net_change).toBeCloseTo(future.last_price - future.ohlc.close, 1);
    const all = await call(simulator, "POST", "/marketfeed/quote", { NSE_FNO: [40_000] });
    expect(all).toEqual(TOO_MANY);
  });

  test("what never traded has the year 1980 for its last trade", async () => {
    const { simulator } = await startSimulator();
    const far = Array.from({ length: 100 }, (_, i) => 40_003 + i);
    const { body } = await call<Quotes>(simulator, "POST", "/marketfeed/quote", { NSE_FNO: far });
    const times = Object.values(body.data.NSE_FNO!).map((quote) => [quote.last_price, quote.last_trade_time]);
    expect(times).toContainEqual([0, "01/01/1980 00:00:00"]);
  });

  test("one request a second, shared by the three", async () => {
    const { simulator, clock } = await startSimulator();
    expect((await call<Quotes>(simulator, "POST", "/marketfeed/ltp", { IDX_I: [13] })).status).toBe(200);
    clock.advance(999);
    expect<unknown>(await call(simulator, "POST", "/marketfeed/ohlc", { IDX_I: [13] })).toEqual(TOO_MANY);
    clock.advance(1);
    expect((await call<Quotes>(simulator, "POST", "/marketfeed/quote", { IDX_I: [13] })).status).toBe(200);
  });

  test("1,000 ids are served and one more is not", async () => {
    const { simulator, clock } = await startSimulator();
    const ids = Array.from({ length: 1_001 }, (_, i) => 40_000 + i);
    const { body } = await call<Quotes>(simulator, "POST", "/marketfeed/ltp", { NSE_FNO: ids.slice(1) });
    expect(Object.keys(body.data.NSE_FNO!).length).toBe(1_000);
    clock.advance(1_000);
    const refused = await call<Quotes>(simulator, "POST", "/marketfeed/ltp", { NSE_FNO: ids });
    expect([refused.status, Object.keys(refused.body.data)]).toEqual([400, ["804"]]);
  });

  test.each([[[]], [{ NOPE: [1] }], [{ NSE_EQ: ["1"] }], [{ NSE_EQ: 1 }], [null]])(
    "%j is an invalid request",
    async (body) => {
      const { simulator } = await startSimulator();
      const answer = await call(simulator, "POST", "/marketfeed/ltp", body);
      expect(answer).toEqual({ status: 400, body: { data: { "814": "Invalid Request" }, status: "failed" } });
    },
  );

  test("bad credentials are told in the data shape", async () => {
    const { simulator, clock } = await startSimulator();
    const codeFor = async (headers: Record<string, string>) => {
      const { status, body } = await call<Quotes>(simulator, "POST", "/marketfeed/ltp", { IDX_I: [13] }, headers);
      return [status, ...Object.keys(body.data)];
    };
    expect(await codeFor({ "access-token": "" })).toEqual([401, "808"]);
    expect(await codeFor({ "access-token": "a.b.c" })).toEqual([401, "809"]);
    expect(await codeFor({ "client-id": "1" })).toEqual([401, "810"]);
    clock.advance(24 * 3_600_000);
    expect(await codeFor({})).toEqual([401, "807"]);
  });
});

describe("option chain", () => {
  const NIFTY = { UnderlyingScrip: 13, UnderlyingSeg: "IDX_I" };
  const [WEEK, MONTH] = SMALL_UNIVERSE_EXPIRIES;

  test("the expiry list holds the underlying's dates from today on", async () => {
    const { simulator, clock } = await startSimulator();
    const list = async () => (await call<Expiries>(simulator, "POST", "/optionchain/expirylist", NIFTY)).body;
    expect(await list()).toEqual({ data: [...SMALL_UNIVERSE_EXPIRIES], status: "success" });
    clock.advance(7 * 86_400_000);
    // The token is a day old.
    expect((await list()).status).toBe("failed");
  });

  test("a chain has every strike with six decimals, in order, and both sides whole", async () => {
    const { simulator } = await startSimulator();
    const { status, body } = await call<Chain>(simulator, "POST", "/optionchain", { ...NIFTY, Expiry: WEEK });
    expect(status).toBe(200);
    expect(body.data.last_price).toBeWithin(24_000, 26_000);
    const strikes = Object.keys(body.data.oc);
    expect(strikes.length).toBe(201);
    expect(strikes.slice(0, 2)).toEqual(["20000.000000", "20050.000000"]);
    const { ce, pe } = body.data.oc["25000.000000"]!;
    const fields = [
      ...["average_price", "greeks", "implied_volatility", "last_price", "oi", "previous_close_price", "previous_oi"],
      ...["previous_volume", "security_id", "top_ask_price", "top_ask_quantity", "top_bid_price", "top_bid_quantity"],
      "volume",
    ];
    for (const side of [ce, pe]) expect(Object.keys(side)).toEqual(fields);
    expect(ce.implied_volatility).toBeWithin(10, 14);
    expect(ce.greeks.delta).toBeWithin(0.05, 0.95);
    expect(pe.greeks.delta).toBeCloseTo(ce.greeks.delta - 1, 2);
    const noBid = Object.values(body.data.oc).find((sides) => sides.ce.top_bid_price === 0)!;
    expect(noBid.ce.implied_volatility).toBe(0);
    expect<object>(noBid.ce.greeks).toEqual({ delta: 0, theta: 0, gamma: 0, vega: 0 });
  });

  test("shares are named by their NSE id and commodities by the product's", async () => {
    const { simulator } = await startSimulator();
    for (const underlying of [
      { UnderlyingScrip: 2885, UnderlyingSeg: "NSE_EQ" },
      { UnderlyingScrip: 294, UnderlyingSeg: "MCX_COMM" },
    ]) {
      const { status } = await call<Chain>(simulator, "POST", "/optionchain", { ...underlying, Expiry: MONTH });
      expect(status).toBe(200);
    }
  });

  test("one request in 3 s for the same underlying and expiry, others meanwhile, five a second in all", async () => {
    const { simulator, clock } = await startSimulator();
    const chain = (Expiry: string) => call<Chain>(simulator, "POST", "/optionchain", { ...NIFTY, Expiry });
    expect((await chain(WEEK)).status).toBe(200);
    expect((await chain(MONTH)).status).toBe(200);
    clock.advance(2_999);
    expect<unknown>(await chain(WEEK)).toEqual(TOO_MANY);
    clock.advance(1_000);
    expect((await chain(WEEK)).status).toBe(200);
    for (let i = 0; i < 4; i++)
      expect((await call<Expiries>(simulator, "POST", "/optionchain/expirylist", NIFTY)).status).toBe(200);
    expect<unknown>(await call(simulator, "POST", "/optionchain/expirylist", NIFTY)).toEqual(TOO_MANY);
  });

  test.each([
    [{ ...NIFTY, Expiry: "2026-12-02" }, "811"],
    [{ ...NIFTY, Expiry: "01-12-2026" }, "812"],
    [{ ...NIFTY, Expiry: "2026-99-99" }, "812"],
    [{ ...NIFTY }, "812"],
    [{ UnderlyingScrip: 14, UnderlyingSeg: "IDX_I", Expiry: WEEK }, "813"],
    [{}, "813"],
  ])("%j is refused with %s", async (body, code) => {
    const { simulator } = await startSimulator();
    const answer = await call<Chain>(simulator, "POST", "/optionchain", body);
    expect([answer.status, Object.keys(answer.body.data)]).toEqual([400, [code]]);
  });
});

describe("profile and tokens", () => {
  const clientOf = ({ credentials }: Simulator) => ({ dhanClientId: credentials.clientId });

  async function generate(
    simulator: Simulator,
    clock: HandClock,
    changes: Record<string, string> = {},
  ): Promise<Partial<Token> & Record<string, unknown>> {
    const { credentials, authUrl } = simulator;
    const totp = new TOTP({ secret: credentials.totpSecret }).generate({ timestamp: clock.now() });
    const query = new URLSearchParams({ dhanClientId: credentials.clientId, pin: credentials.pin, totp, ...changes });
    const response = await fetch(`${authUrl}/app/generateAccessToken?${query}`, { method: "POST" });
    expect(response.status).toBe(200);
    return (await response.json()) as Partial<Token> & Record<string, unknown>;
  }

  test("the profile tells the plan and how long the token is good, in Indian time", async () => {
    const { simulator } = await startSimulator();
    const { body } = await call(simulator, "GET", "/profile");
    expect(body).toEqual({
      dhanClientId: simulator.credentials.clientId,
      tokenValidity: "26/11/2026 11:00",
      activeSegment: "Equity, Derivative, Currency, Commodity",
      ddpi: "Active",
      mtf: "Active",
      dataPlan: "Active",
      dataValidity: "2026-12-25 11:00:00.0",
    });
  });

  test("bad credentials are told in the trading shape", async () => {
    const { simulator } = await startSimulator();
    for (const headers of [{ "access-token": "" }, { "access-token": "a.b.c" }, { "client-id": "1" }]) {
      expect(
        await call<TradingError>(simulator, "GET", "/profile", undefined, headers as Record<string, string>),
      ).toEqual(INVALID_AUTHENTICATION);
    }
  });

  test("tokens are JWTs with Dhan's claims, good for 24 hours", async () => {
    const { simulator, clock } = await startSimulator();
    const claims = JSON.parse(Buffer.from(simulator.credentials.accessToken.split(".")[1]!, "base64url").toString());
    expect(claims).toMatchObject({
      iss: "dhan",
      exp: clock.now() / 1000 + 86_400,
      dhanClientId: simulator.credentials.clientId,
      partnerId: "",
      tokenConsumerType: "SELF",
      webhookUrl: "",
    });
  });

  test("renewing gives a new token and kills the old one, for REST and for new sockets", async () => {
    const { simulator } = await startSimulator({ faults: { oldTokenSockets: "keep" } });
    const open = await connect(simulator);
    const { status, body } = await call<Token>(simulator, "GET", "/RenewToken", undefined, clientOf(simulator));
    expect(status).toBe(200);
    expect(body).toMatchObject({ dhanClientId: simulator.credentials.clientId, expiryTime: "2026-11-26T11:00:00.000" });
    expect(body.accessToken).not.toBe(simulator.credentials.accessToken);
    expect<unknown>(await call(simulator, "GET", "/profile")).toEqual(INVALID_AUTHENTICATION);
    const renewed = { "access-token": body.accessToken };
    expect((await call<TradingError>(simulator, "GET", "/profile", undefined, renewed)).status).toBe(200);
    const old = new FeedClient(feedUrl(simulator));
    await old.closed();
    const fresh = new FeedClient(feedUrl(simulator, { token: body.accessToken }));
    await fresh.opened();
    await open.settled();
    expect(open.closeCode).toBeNull();
  });

  test("sockets of the old token end with reason 809, unless the simulator is told to keep them", async () => {
    const { simulator } = await startSimulator();
    const client = await connect(simulator);
    await call<Token>(simulator, "GET", "/RenewToken", undefined, clientOf(simulator));
    await client.closed();
    expect(client.reason).toBe(809);
  });

  test("pin and TOTP give a token that is an APP's and cannot be renewed", async () => {
    const { simulator, clock } = await startSimulator();
    const made = await generate(simulator, clock);
    expect(Object.keys(made).sort()).toEqual(
      ["accessToken", "dhanClientId", "dhanClientName", "dhanClientUcc", "expiryTime", "givenPowerOfAttorney"].sort(),
    );
    const headers = { "access-token": made.accessToken! };
    expect((await call<TradingError>(simulator, "GET", "/profile", undefined, headers)).status).toBe(200);
    const renewed = await call<TradingError>(simulator, "GET", "/RenewToken", undefined, {
      ...headers,
      ...clientOf(simulator),
    });
    expect([renewed.status, renewed.body.errorCode]).toEqual([400, "DH-905"]);
  });

  test("a token can be generated once in two minutes, and refusals come with HTTP 200", async () => {
    const { simulator, clock } = await startSimulator();
    expect(await generate(simulator, clock, { totp: "000000" })).toEqual({ message: "Invalid TOTP", status: "error" });
    expect((await generate(simulator, clock, { pin: "1" })).status).toBe("error");
    expect((await generate(simulator, clock, { dhanClientId: "1" })).status).toBe("error");
    expect((await generate(simulator, clock)).accessToken).toBeString();
    clock.advance(119_000);
    expect(await generate(simulator, clock)).toEqual({
      message: "Token can be generated once every 2 minutes.",
      status: "error",
    });
    clock.advance(1_000);
    expect((await generate(simulator, clock)).accessToken).toBeString();
  });

  test("twenty non-trading requests a second, the next is DH-904", async () => {
    const { simulator } = await startSimulator();
    for (let i = 0; i < 20; i++) expect((await call<TradingError>(simulator, "GET", "/profile")).status).toBe(200);
    const refused = await call<TradingError>(simulator, "GET", "/profile");
    expect([refused.status, refused.body.errorCode, refused.body.errorType]).toEqual([429, "DH-904", "Rate_Limit"]);
  });

  test("a token outlives a restart of the simulator", async () => {
    const first = await startSimulator();
    const token = first.simulator.credentials.accessToken;
    await first.simulator.stop();
    const { simulator } = await startSimulator();
    expect((await call<TradingError>(simulator, "GET", "/profile", undefined, { "access-token": token })).status).toBe(
      200,
    );
  });
});

test.each([
  ["GET", "/nothing"],
  ["GET", "/marketfeed/ltp"],
  ["POST", "/profile"],
  ["GET", "/instrument/NOPE"],
] as const)("%s %s is not found, as Spring says it", async (method, path) => {
  const { simulator } = await startSimulator();
  expect<unknown>(await call(simulator, method, path)).toEqual({
    status: 404,
    body: { timestamp: "2026-11-25T05:30:00.000+00:00", status: 404, error: "Not Found", path: `/v2${path}` },
  });
});
