import { describe, expect, test } from "bun:test";
import { StreamLimits } from "../../shared/stream-limits.ts";
import { type UpMessage, upMessage } from "../../shared/stream-up.ts";

const isAccepted = (message: unknown) => upMessage.safeParse(message).success;
const subscribe = (fields: object) => ({ op: "subscribe", instruments: ["IDX_I:13"], ...fields });
const keys = (count: number) => Array.from({ length: count }, (_, i) => `NSE_FNO:${i + 1}`);

describe("subscribe", () => {
  test("P9: the message of the design is taken as it stands", () => {
    const message: UpMessage = { op: "subscribe", instruments: ["IDX_I:13"], mode: "quote", everyMs: 100 };
    expect(upMessage.parse(message)).toEqual(message);
  });

  test("P9: mode quote and 100 ms are meant where nothing is said", () => {
    expect(upMessage.parse({ op: "subscribe", instruments: ["IDX_I:13"] })).toEqual({
      op: "subscribe",
      instruments: ["IDX_I:13"],
      mode: "quote",
      everyMs: 100,
    });
  });

  test.each(["ltp", "quote", "full"])("P9: mode %s is known", (mode) => {
    expect(isAccepted(subscribe({ mode }))).toBe(true);
  });

  test.each([["ticker"], ["LTP"], [""], [null], [0], [["ltp"]]])("P9: mode %j is refused", (mode) => {
    expect(isAccepted(subscribe({ mode }))).toBe(false);
  });

  test.each([0, 20, 21, 100, 59_999, 60_000])("P9: an interval of %d ms is taken", (everyMs) => {
    expect(isAccepted(subscribe({ everyMs }))).toBe(true);
  });

  test.each([
    [1],
    [19],
    [60_001],
    [-1],
    [-100],
    [20.5],
    [Number.NaN],
    [Number.POSITIVE_INFINITY],
    ["100"],
    [null],
    [[100]],
  ])("P9: an interval of %j is refused", (everyMs) => {
    expect(isAccepted(subscribe({ everyMs }))).toBe(false);
  });

  test("P9: 1 to 1,000 instruments make a message, none and 1,001 do not", () => {
    const { instrumentsPerMessage } = StreamLimits;
    expect(isAccepted(subscribe({ instruments: keys(1) }))).toBe(true);
    expect(isAccepted(subscribe({ instruments: keys(instrumentsPerMessage) }))).toBe(true);
    expect(isAccepted(subscribe({ instruments: [] }))).toBe(false);
    expect(isAccepted(subscribe({ instruments: keys(instrumentsPerMessage + 1) }))).toBe(false);
  });

  test("P14: text that is no key passes here, so that it is rejected without its neighbours", () => {
    expect(isAccepted(subscribe({ instruments: ["IDX_I:13", "rubbish", ""] }))).toBe(true);
  });

  test("P9: a key may have 32 characters, and no more", () => {
    expect(isAccepted(subscribe({ instruments: ["x".repeat(32)] }))).toBe(true);
    expect(isAccepted(subscribe({ instruments: ["x".repeat(33)] }))).toBe(false);
  });

  test.each([["IDX_I:13"], [[13]], [[null]], [[["IDX_I:13"]]], [[{ key: "IDX_I:13" }]], [{ 0: "IDX_I:13" }]])(
    "P9: instruments that are not a list of texts are refused: %j",
    (instruments) => {
      expect(isAccepted(subscribe({ instruments }))).toBe(false);
    },
  );
});

describe("the other messages", () => {
  test("P11: unsubscribe needs instruments and nothing else", () => {
    expect(isAccepted({ op: "unsubscribe", instruments: ["IDX_I:13"] })).toBe(true);
    expect(isAccepted({ op: "unsubscribe" })).toBe(false);
    expect(isAccepted({ op: "unsubscribe", instruments: ["IDX_I:13"], mode: "ltp" })).toBe(false);
  });

  test("P12: a ping may carry a number", () => {
    expect(upMessage.parse({ op: "ping" })).toEqual({ op: "ping" });
    expect(upMessage.parse({ op: "ping", id: 1.5 })).toEqual({ op: "ping", id: 1.5 });
    expect(isAccepted({ op: "ping", id: "1" })).toBe(false);
    expect(isAccepted({ op: "ping", id: null })).toBe(false);
  });

  test.each([
    [{ op: "subscribe", instruments: ["IDX_I:13"], evryMs: 20 }],
    [{ op: "ping", time: 1 }],
    [{ type: "subscribe", instruments: ["IDX_I:13"] }],
    [{ op: "Subscribe", instruments: ["IDX_I:13"] }],
    [{ op: "hello" }],
    [{ op: null }],
    [{}],
    [[]],
    [[{ op: "ping" }]],
    [null],
    ["ping"],
    [1],
    [true],
  ])("P13: %j is none of the messages", (message) => {
    expect(isAccepted(message)).toBe(false);
  });
});

describe("watching a chain", () => {
  const wish = { op: "subscribe-chain", underlying: "NIFTY", expiry: "2026-12-01" };

  test("P52 has defaults for the width and the interval", () => {
    expect(upMessage.parse(wish) as unknown).toEqual({ ...wish, strikesEachSide: 10, everyMs: 250 });
  });

  test.each([
    { strikesEachSide: 5 },
    { strikesEachSide: 50 },
    { everyMs: 250 },
    { everyMs: 60_000 },
    { exchange: "BSE" },
  ])("P52 takes %p", (fields) => {
    expect(upMessage.parse({ ...wish, ...fields })).toMatchObject(fields);
  });

  test.each([
    { strikesEachSide: 11 },
    { strikesEachSide: "10" },
    { everyMs: 249 },
    { everyMs: 60_001 },
    { everyMs: 250.5 },
    { expiry: "1 Dec" },
    { expiry: "2026-02-30" },
    { underlying: "" },
    { underlying: "X".repeat(41) },
    { exchange: "NYSE" },
    { strikes: 10 },
  ])("P52 does not take %p", (fields) => {
    expect(upMessage.safeParse({ ...wish, ...fields }).success).toBe(false);
  });
});
