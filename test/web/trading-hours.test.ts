import { expect, test } from "bun:test";
import type { MarketSessions } from "../../client-sdk/index.ts";
import { tradingHoursText } from "../../web/shell/trading-hours.ts";

/** A Friday, 14:02 IST. */
const NOW = Date.parse("2026-11-27T08:32:00Z");

function market(sessions: Record<string, [isOpen: boolean, changesAt: string | null]>): MarketSessions {
  const segments = Object.entries(sessions).map(([segment, [isOpen, at]]) => ({
    segment: segment as "NSE_FNO",
    isOpen,
    changesAt: at === null ? null : Date.parse(at),
  }));
  return { segments };
}

test("an open market says till when, a closed one when it opens, with the day where that is not today", () => {
  const open = market({ NSE_FNO: [true, "2026-11-27T10:00:00Z"], MCX_COMM: [true, "2026-11-27T18:00:00Z"] });
  expect(tradingHoursText(open, NOW)).toBe("NSE F&O till 15:30 · MCX till 23:30");
  const closed = market({ NSE_FNO: [false, "2026-11-30T03:45:00Z"], MCX_COMM: [false, "2026-11-27T11:30:00Z"] });
  expect(tradingHoursText(closed, NOW)).toBe("NSE F&O opens Mon 30 Nov 09:15 · MCX opens 17:00");
});

test("a market that never closes has nothing to say; one of which no opening is known is closed", () => {
  expect(tradingHoursText(market({ NSE_FNO: [true, null], MCX_COMM: [true, null] }), NOW)).toBeNull();
  expect(tradingHoursText(market({ NSE_FNO: [false, null] }), NOW)).toBe("NSE F&O closed");
});
