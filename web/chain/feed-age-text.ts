import type { FeedState } from "../../client-sdk/index.ts";
import { istTime } from "../../shared/ist.ts";
import { age } from "../format/time.ts";

/** Without a packet for so long nothing trades. */
const QUIET_AFTER_MS = 60_000;

export interface FeedFacts {
  /** When a packet of any leg came last, UTC milliseconds; null before the first. */
  receivedTime: number | null;
  feed: FeedState["feed"] | undefined;
  /** Whether the legs' market is open; undefined while that is not known. */
  isOpen: boolean | undefined;
}

export interface FeedAgeText {
  /** Null before the first packet. */
  text: string | null;
  title: string;
  /** What is shown moves no more. */
  isQuiet: boolean;
}

/** How old a chain's newest packet is, and why there is no newer one where there should be. */
export function feedAgeText({ receivedTime, feed, isOpen }: FeedFacts, now: number): FeedAgeText {
  const fresh = { title: "Since the last packet of any leg", isQuiet: false };
  if (receivedTime === null) return { text: null, ...fresh };
  const ms = Math.max(0, now - receivedTime);
  if (ms <= QUIET_AFTER_MS) return { text: ms < 10_000 ? `${(ms / 1_000).toFixed(1)} s` : age(ms), ...fresh };
  const since = `No packet since ${istTime(receivedTime)} IST`;
  if (isOpen === false) return { text: "closed", title: `${since}: the market is closed`, isQuiet: true };
  const open = isOpen ? "nothing of it trades" : "the market is closed, or nothing of it trades";
  return {
    text: `quiet ${age(ms)}`,
    title: `${since}: ${feed === "up" ? open : "the feed is not whole"}`,
    isQuiet: true,
  };
}
