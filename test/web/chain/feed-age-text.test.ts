import { describe, expect, test } from "bun:test";
import { feedAgeText } from "../../../web/chain/feed-age-text.ts";

/** 2026-06-10 09:49:57 IST. */
const NOW = 1_781_065_197_250;
const textAt = (agoMs: number, isOpen?: boolean, feed: "up" | "degraded" | "down" = "up") =>
  feedAgeText({ receivedTime: NOW - agoMs, feed, isOpen }, NOW);

test("while packets come, how old the newest is", () => {
  expect(textAt(400, true)).toEqual({ text: "0.4 s", title: "Since the last packet of any leg", isQuiet: false });
  expect(textAt(12_000).text).toBe("12 s");
  expect(textAt(60_000).isQuiet).toBe(false);
});

test("before the first packet, nothing", () => {
  const nothing = { text: null, title: "Since the last packet of any leg", isQuiet: false };
  expect(feedAgeText({ receivedTime: null, feed: "up", isOpen: true }, NOW)).toEqual(nothing);
});

test("a packet from the future, by clocks that differ, is of now", () => {
  expect(textAt(-5).text).toBe("0.0 s");
});

describe("where none has come for a minute, it says why", () => {
  test.each([
    [true, "up", "nothing of it trades"],
    [undefined, "up", "the market is closed, or nothing of it trades"],
    [true, "degraded", "the feed is not whole"],
    [undefined, "down", "the feed is not whole"],
  ] as const)("open: %p, feed: %s", (isOpen, feed, why) => {
    expect(textAt(60_001, isOpen, feed)).toEqual({
      text: "quiet 1 m",
      title: `No packet since 09:48:57 IST: ${why}`,
      isQuiet: true,
    });
  });
});

test("a market that is closed is said to be, once nothing comes of it any more", () => {
  const closed = { text: "closed", title: "No packet since 09:48:57 IST: the market is closed", isQuiet: true };
  expect(textAt(60_001, false)).toEqual(closed);
  expect(textAt(60_001, false, "down")).toEqual(closed);
  expect(textAt(2_000, false).text).toBe("2.0 s");
});
