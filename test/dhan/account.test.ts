import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { Account } from "../../server/dhan/account.ts";
import { FEED_LIMITS } from "../../server/dhan/feed-limits.ts";

const NOW = Date.UTC(2026, 5, 10, 4, 0);
const HOUR = 3_600_000;

/** How long each of so many pauses of one cause takes, each starting when the one before is over. */
function pausesMs(account: Account, cause: "rate-limited" | "kicked", count: number, between = () => {}): number[] {
  let now = NOW;
  return Array.from({ length: count }, () => {
    const until = account.pause(cause, now);
    const pauseMs = until - now;
    now = until;
    between();
    return pauseMs;
  });
}

describe("pauses of the whole account", () => {
  test("after 429 start at 60 s and double to 5 min", () => {
    expect(pausesMs(new Account(FEED_LIMITS), "rate-limited", 5)).toEqual([60_000, 120_000, 240_000, 300_000, 300_000]);
  });

  test("after 805 start at 60 s and double to 15 min", () => {
    expect(pausesMs(new Account(FEED_LIMITS), "kicked", 6)).toEqual([
      60_000, 120_000, 240_000, 480_000, 900_000, 900_000,
    ]);
  });

  test("of the two causes double apart from each other", () => {
    const account = new Account(FEED_LIMITS);
    pausesMs(account, "kicked", 3);
    expect(account.pause("rate-limited", NOW + HOUR)).toBe(NOW + HOUR + 60_000);
  });

  test("hold every connection off until they are over, to the millisecond", () => {
    const account = new Account(FEED_LIMITS);
    const until = account.pause("kicked", NOW);
    expect(account.waitMs(NOW, 0)).toBe(60_000);
    expect(account.waitMs(until - 1, 0)).toBe(1);
    expect(account.waitMs(until, 0)).toBe(0);
  });

  test("are never cut short by a shorter one", () => {
    const account = new Account(FEED_LIMITS);
    const long = account.pause("kicked", NOW);
    const longer = account.pause("kicked", NOW);
    expect(longer).toBeGreaterThan(long);
    expect(account.pause("rate-limited", NOW)).toBe(longer);
    expect(account.waitMs(NOW, 0)).toBe(longer - NOW);
  });

  test("start from 60 s again once a connection has stayed up", () => {
    for (const cause of ["rate-limited", "kicked"] as const) {
      const account = new Account(FEED_LIMITS);
      pausesMs(account, cause, 4);
      account.opened();
      account.recovered();
      expect(account.pause(cause, NOW + HOUR)).toBe(NOW + HOUR + 60_000);
    }
  });

  test("go on doubling when a connection merely opens: that success would be recorded too early", () => {
    for (const cause of ["rate-limited", "kicked"] as const) {
      const account = new Account(FEED_LIMITS);
      const mostMs = cause === "kicked" ? 900_000 : 300_000;
      expect(pausesMs(account, cause, 6, () => account.opened())).toEqual(
        [60_000, 120_000, 240_000, 480_000, 960_000, 1_920_000].map((ms) => Math.min(ms, mostMs)),
      );
    }
  });

  test("go on doubling when a connection that the 429 left open proves healthy: it says nothing of the pause", () => {
    const account = new Account(FEED_LIMITS);
    account.opened();
    expect(pausesMs(account, "rate-limited", 3, () => account.recovered())).toEqual([60_000, 120_000, 240_000]);
    expect(account.waitMs(NOW + HOUR, 1)).toBe(Number.POSITIVE_INFINITY);
  });
});

describe("attempts", () => {
  test("may all be under way at once at the start", () => {
    const account = new Account(FEED_LIMITS);
    for (let underWay = 0; underWay < 5; underWay++) {
      expect(account.waitMs(NOW, underWay)).toBe(0);
      account.attempted(NOW);
    }
    expect(account.waitMs(NOW, 5)).toBe(5_000);
  });

  test("come one at a time after a pause, until a connection has stayed up", () => {
    for (const cause of ["rate-limited", "kicked"] as const) {
      const account = new Account(FEED_LIMITS);
      const until = account.pause(cause, NOW);
      expect(account.waitMs(until, 0)).toBe(0);
      account.attempted(until);
      expect(account.waitMs(until, 1)).toBe(Number.POSITIVE_INFINITY);
      account.opened();
      expect(account.waitMs(until, 0)).toBe(0);
      expect(account.waitMs(until, 1)).toBe(Number.POSITIVE_INFINITY);
      account.recovered();
      expect(account.waitMs(until, 1)).toBe(0);
    }
  });

  test("count against the budget even where a pause is shorter", () => {
    const account = new Account({ ...FEED_LIMITS, kickedPauseMs: 1_000 });
    for (let i = 0; i < 5; i++) account.attempted(NOW);
    account.pause("kicked", NOW);
    expect(account.waitMs(NOW, 0)).toBe(5_000);
  });
});

describe("an outage", () => {
  test("is probed ever less often by whoever is next, up to every 30 s", () => {
    const account = new Account({ ...FEED_LIMITS, connectEveryMs: 1 });
    let now = NOW;
    const waits = Array.from({ length: 7 }, () => {
      const until = account.backOff(now, () => 1);
      expect(account.waitMs(now, 0)).toBe(until - now);
      const waitMs = until - now;
      now = until;
      return waitMs;
    });
    expect(waits).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
  });

  test("lets one at a time try until one has stayed up, and then begins anew", () => {
    const account = new Account(FEED_LIMITS);
    for (let i = 0; i < 6; i++) account.backOff(NOW, () => 1);
    account.comeBackOneByOne();
    const now = NOW + HOUR;
    expect(account.waitMs(now, 1)).toBe(Number.POSITIVE_INFINITY);
    account.opened();
    expect(account.waitMs(now, 1)).toBe(Number.POSITIVE_INFINITY);
    account.recovered();
    expect(account.waitMs(now, 1)).toBe(0);
    expect(account.backOff(now, () => 1)).toBe(now + 1_000);
  });
});

describe("429s in a row", () => {
  test("are counted until a connection opens; 805s are none of them", () => {
    const account = new Account(FEED_LIMITS);
    expect(account.rateLimitedInARow).toBe(0);
    for (const expected of [1, 2, 3]) {
      account.pause("rate-limited", NOW);
      account.pause("kicked", NOW);
      expect(account.rateLimitedInARow).toBe(expected);
    }
    account.opened();
    expect(account.rateLimitedInARow).toBe(0);
  });
});

test("whatever happens, nobody waits longer than the longest pause, unless for an attempt under way or the budget", () => {
  const happening = fc.constantFrom("attempted", "opened", "recovered", "rate-limited", "kicked", "time");
  fc.assert(
    fc.property(fc.array(happening, { maxLength: 40 }), (happenings) => {
      const account = new Account({ ...FEED_LIMITS, connectBurst: 1_000, connectsPerTenMinutes: 1_000 });
      let now = NOW;
      let isCareful = false;
      for (const what of happenings) {
        if (what === "time") now += 45_000;
        else if (what === "attempted") account.attempted(now);
        else if (what === "opened" || what === "recovered") account[what]();
        else {
          expect(account.pause(what, now) - now).toBeWithin(60_000, 900_001);
          isCareful = true;
        }
        expect(account.waitMs(now, 0)).toBeWithin(0, 900_001);
        if (!isCareful) expect(account.waitMs(now, 4)).toBe(0);
      }
    }),
  );
});
