import { describe, expect, test } from "bun:test";
import type { QuoteTick } from "../../client-sdk/index.ts";
import { overallStatus } from "../../web/header/overall-status.ts";
import { feedTrouble } from "../../web/notice/feed-trouble.ts";
import { dayChange } from "../../web/quote/day-change.ts";
import { unknownReason } from "../../web/quote/unknown-reason.ts";
import { FEED_UP } from "../fakes/feed-up.ts";

const TICK: QuoteTick = {
  instrument: "NSE_EQ:2885",
  ltp: 1_412.6,
  exchangeTime: null,
  receivedTime: null,
  source: "stream",
  stale: false,
  previousClose: 1_400,
  open: null,
  high: null,
  low: null,
  averagePrice: null,
  lastQuantity: null,
  volume: null,
  totalBuyQuantity: null,
  totalSellQuantity: null,
  oi: null,
};

describe("the change of a day", () => {
  test("is against the previous close", () => {
    const change = dayChange(TICK)!;
    expect(change.amount).toBeCloseTo(12.6);
    expect(change.percent).toBeCloseTo(0.9);
  });

  test("is unknown without either price, and when the price is that close itself", () => {
    expect(dayChange({ ...TICK, ltp: null })).toBeNull();
    expect(dayChange({ ...TICK, previousClose: null })).toBeNull();
    expect(dayChange({ ...TICK, source: "previous-close" })).toBeNull();
  });
});

test("what is unknown has its own reason", () => {
  expect(unknownReason("oi", "NSE_EQ:2885", TICK)).toContain("Only futures and options");
  expect(unknownReason("oi", "NSE_FNO:55796", TICK)).toContain("not sent it yet");
  expect(unknownReason("volume", "IDX_I:13", null)).toContain("index");
  expect(unknownReason("ltp", "IDX_I:13", null)).toContain("Waiting");
  expect(unknownReason("change", "NSE_EQ:2885", { ...TICK, source: "previous-close" })).toContain("Not traded today");
  expect(unknownReason("exchangeTime", "NSE_EQ:2885", TICK)).toBe("Not traded yet");
});

test("the weakest part of the way decides the overall status", () => {
  const open = { status: "open", since: 0, epoch: "e" } as const;
  const reconnecting = { status: "reconnecting", since: 0, attempt: 1, retryAt: null, reason: "lost" } as const;
  const label = (...way: Parameters<typeof overallStatus>) => overallStatus(...way).label;
  expect(label(open, FEED_UP)).toBe("LIVE");
  expect(label(open, { ...FEED_UP, feed: "degraded" })).toBe("DEGRADED");
  expect(label(open, { ...FEED_UP, feed: "down" })).toBe("DOWN");
  expect(label(open, null)).toBe("CONNECTING");
  expect(label({ status: "connecting", since: 0 }, FEED_UP)).toBe("CONNECTING");
  expect(label(reconnecting, FEED_UP)).toBe("RECONNECTING");
  expect(label({ status: "closed", since: 0, by: "server", code: 4500, reason: "no" }, FEED_UP)).toBe("CLOSED");
});

test("a feed in trouble says how many are out, since when, why, and what is done", () => {
  expect(feedTrouble(FEED_UP)).toBeNull();
  const since = Date.parse("2026-11-23T08:32:11Z");
  const [firstConnection, ...others] = FEED_UP.connections;
  const out = { ...firstConnection!, state: "backing-off" as const, since, reason: "closed by Dhan (805)" };
  expect(feedTrouble({ ...FEED_UP, feed: "degraded", connections: [out, ...others] })).toEqual({
    title: "The feed is degraded: 1 of 5 connections is out.",
    detail: "Since 14:02:11: closed by Dhan (805). The server is reconnecting.",
  });
  const refused = FEED_UP.connections.map((one) => ({ ...one, state: "refused" as const, since }));
  expect(feedTrouble({ ...FEED_UP, feed: "down", connections: refused })?.detail).toContain("look at the account");
  const stopped = FEED_UP.connections.map((one) => ({ ...one, state: "stopped" as const, since }));
  const off = {
    ...FEED_UP,
    feed: "down" as const,
    switchedOff: { since, reason: "orders go wild" },
    connections: stopped,
  };
  expect(feedTrouble(off)).toEqual({
    title: "The feed is switched off.",
    detail: "Since 14:02:11: orders go wild. An admin has to switch it on again.",
  });
});
