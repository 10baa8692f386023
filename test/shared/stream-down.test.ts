import { describe, expect, test } from "bun:test";
import { CONNECTION_STATES } from "../../shared/feed-state.ts";
import { REJECT_REASONS, UNASKED_REASONS } from "../../shared/reject-reason.ts";
import { downMessage, ERROR_CODES } from "../../shared/stream-down.ts";
import { fullTick, ltpTick, quoteTick } from "../../shared/tick.ts";
import { FEED_UP } from "../fakes/feed-up.ts";
import { blankTick, tickInMode } from "../fakes/ticks.ts";

const isAccepted = (message: unknown) => downMessage.safeParse(message).success;
const without = (message: object, field: string) =>
  Object.fromEntries(Object.entries(message).filter(([name]) => name !== field));

const MESSAGES = {
  hello: { type: "hello", version: 1, epoch: "6f0c", session: "0d0f" },
  subscribed: {
    type: "subscribed",
    instruments: ["IDX_I:13"],
    details: [{ key: "IDX_I:13", handle: 7, decimals: 2, name: "NIFTY" }],
    rejected: [{ instrument: "rubbish", reason: "bad-key" }],
  },
  unsubscribed: { type: "unsubscribed", instruments: ["IDX_I:13"] },
  resumed: {
    type: "resumed",
    recovered: false,
    reason: "missed-ticks",
    restored: [{ key: "IDX_I:13", handle: 7, decimals: 2, name: "NIFTY", mode: "ltp", everyMs: 0 }],
    missed: ["IDX_I:13"],
  },
  ticks: {
    type: "ticks",
    seq: 1,
    snapshot: true,
    ticks: [
      {
        instrument: "IDX_I:13",
        ltp: 25012.35,
        exchangeTime: 1781065197000,
        receivedTime: 1781065197238,
        source: "stream",
        stale: false,
      },
    ],
  },
  state: { type: "state", ...FEED_UP },
  market: { type: "market", segments: [{ segment: "MCX_COMM", isOpen: false, changesAt: 1781065800000 }] },
  lagging: { type: "lagging", lagging: true, bufferedBytes: 300_000 },
  event: {
    type: "event",
    event: {
      type: "master-changed",
      instruments: 290_000,
      counts: {
        added: 1,
        expired: 2,
        gone: 3,
        reassigned: 4,
        name: 5,
        lotSize: 6,
        freezeQuantity: 7,
        tickSize: 8,
        isin: 9,
        series: 10,
      },
      at: 1781065197250,
    },
  },
  pong: { type: "pong", id: 1, serverTime: 1781065197250 },
  error: { type: "error", code: "bad-json", message: "the message is not JSON" },
} as const;

test.each(Object.entries(MESSAGES))("a message %s is taken as it stands", (_, message) => {
  expect(downMessage.parse(message) as unknown).toEqual(message);
});

test.each(Object.entries(MESSAGES))(
  "a message %s lacks nothing: without any one of its fields it is refused",
  (_, message) => {
    const needed = Object.keys(message).filter((field) => field !== "id" && field !== "reason");
    const accepted = needed.filter((field) => isAccepted(without(message, field)));
    expect(accepted).toEqual([]);
  },
);

test.each(Object.entries(MESSAGES))("P5: a field that a message %s gains later does not hurt", (_, message) => {
  expect(isAccepted({ ...message, later: 1 })).toBe(true);
});

test("P6: hello says version 1, and no other", () => {
  expect(isAccepted({ ...MESSAGES.hello, version: 2 })).toBe(false);
  expect(isAccepted({ ...MESSAGES.hello, version: "1" })).toBe(false);
});

test("P16: these are the reasons of a rejection", () => {
  expect(REJECT_REASONS).toEqual(["bad-key", "unknown-instrument", "session-full", "feed-full"]);
  expect(isAccepted({ ...MESSAGES.subscribed, rejected: [{ instrument: "x", reason: "no" }] })).toBe(false);
});

test("P11: what was not asked for was evicted, delisted or reassigned, for no other reason", () => {
  const withReason = (reason: unknown) => isAccepted({ ...MESSAGES.unsubscribed, reason });
  const reasons = ["evicted", "delisted", "reassigned"];
  expect(UNASKED_REASONS).toEqual(reasons as never);
  expect([...reasons, "expired", null].filter(withReason)).toEqual(reasons);
});

test("P51: everybody is told of another master with all counts, none left out", () => {
  const event = MESSAGES.event.event;
  expect(isAccepted({ type: "event", event: { ...event, counts: without(event.counts, "reassigned") } })).toBe(false);
  expect(isAccepted({ type: "event", event: { ...event, type: "master-lost" } })).toBe(false);
});

test("P15: prices have two decimals or four", () => {
  const withDecimals = (decimals: number) => ({
    ...MESSAGES.subscribed,
    details: [{ ...MESSAGES.subscribed.details[0], decimals }],
  });
  expect([0, 2, 3, 4].filter((decimals) => isAccepted(withDecimals(decimals)))).toEqual([2, 4]);
});

test("P19: seq is a whole number, 0 where it went past its end", () => {
  expect([-1, 0, 1, 1.5].filter((seq) => isAccepted({ ...MESSAGES.ticks, seq }))).toEqual([0, 1]);
});

test("P46: these are the codes of an error", () => {
  expect(ERROR_CODES).toEqual(["bad-json", "bad-message", "binary-message", "too-many-messages"]);
  expect(isAccepted({ ...MESSAGES.error, code: "other" })).toBe(false);
});

test("P37: the feed is up, degraded or down, its prices are dhan's or the simulator's", () => {
  const feeds = ["up", "degraded", "down", "stale"].filter((feed) => isAccepted({ ...MESSAGES.state, feed }));
  expect(feeds).toEqual(["up", "degraded", "down"]);
  const sources = ["dhan", "simulator", "mock"].filter((source) => isAccepted({ ...MESSAGES.state, source }));
  expect(sources).toEqual(["dhan", "simulator"]);
});

test("the states of a connection are connecting, up, backing off, refused and stopped", () => {
  expect(CONNECTION_STATES).toEqual(["connecting", "up", "backing-off", "refused", "stopped"]);
});

describe("ticks", () => {
  const schemaOf = { ltp: ltpTick, quote: quoteTick, full: fullTick } as const;
  const level = { bidPrice: 112, bidQuantity: 65, bidOrders: 1, askPrice: 112.1, askQuantity: 0, askOrders: 0 };
  const full = { ...blankTick("NSE_FNO:55796"), ltp: 112.05, volume: 0, depth: [level, level, level, level, level] };

  test.each(["ltp", "quote", "full"] as const)("P18: a tick of mode %s needs every field of its mode", (mode) => {
    const tick = tickInMode(full, mode);
    expect(schemaOf[mode].parse(tick) as unknown).toEqual(tick);
    const accepted = Object.keys(tick).filter((field) => schemaOf[mode].safeParse(without(tick, field)).success);
    expect(accepted).toEqual([]);
  });

  test("P21: everything may be null but the instrument's key and whether it is stale", () => {
    expect(fullTick.safeParse(blankTick("IDX_I:13")).success).toBe(true);
    const tick = blankTick("IDX_I:13");
    expect(fullTick.safeParse({ ...tick, instrument: null }).success).toBe(false);
    expect(fullTick.safeParse({ ...tick, stale: null }).success).toBe(false);
  });

  test.each(["ltp", "previousClose", "open", "high", "low", "averagePrice"] as const)(
    "P21: a %s of 0 or less is no price",
    (field) => {
      const accepted = [-1, 0, 0.05].filter((price) => fullTick.safeParse({ ...full, [field]: price }).success);
      expect(accepted).toEqual([0.05]);
    },
  );

  test.each(["volume", "oi", "previousOi", "lastQuantity"] as const)(
    "P21: a %s of 0 is a true zero, less is not, nor are halves",
    (field) => {
      const accepted = [-1, 0, 0.5, 7].filter((count) => fullTick.safeParse({ ...full, [field]: count }).success);
      expect(accepted).toEqual([0, 7]);
    },
  );

  test("P25: depth has five levels, never four", () => {
    expect(fullTick.safeParse({ ...full, depth: full.depth.slice(1) }).success).toBe(false);
    expect(fullTick.safeParse({ ...full, depth: null }).success).toBe(true);
  });

  test("P24: a price comes from the stream, from REST or from the previous close", () => {
    const accepted = ["stream", "rest", "previous-close", "guess"].filter(
      (source) => ltpTick.safeParse({ ...full, source }).success,
    );
    expect(accepted).toEqual(["stream", "rest", "previous-close"]);
  });
});
