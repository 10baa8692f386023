import { describe, expect, test } from "bun:test";
import { systemClock } from "../../server/clock.ts";
import { RateLimiter } from "../../server/dhan/rate-limiter.ts";
import { DhanRestError } from "../../server/dhan/rest-error.ts";
import { type RateLimit, REST_LIMITS } from "../../server/dhan/rest-limits.ts";
import { HandClock } from "../fakes/clock.ts";

const FREE: RateLimit = {
  calls: 1_000,
  everyMs: 10,
  concurrency: 1_000,
  perDay: null,
  waiting: 1_000,
  pauseMs: 1_000,
  pauseMostMs: 4_000,
};
const limiter = (limit: Partial<RateLimit>, clock: HandClock | ReturnType<typeof systemClock> = systemClock()) =>
  new RateLimiter("test", { ...FREE, ...limit }, clock);
const tooFast = (retryAfterMs: number | null = null) => {
  return new DhanRestError("GET /x", { kind: "rate-limit", code: "805", message: "", httpStatus: 429, retryAfterMs });
};
const codeOf = async (call: Promise<unknown>) => {
  const error = await call.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(DhanRestError);
  return (error as DhanRestError).code;
};

test("the limits of each class are Dhan's", () => {
  expect([REST_LIMITS.quote.calls, REST_LIMITS.quote.everyMs]).toEqual([1, 1_100]);
  expect([REST_LIMITS.data.calls, REST_LIMITS.data.everyMs, REST_LIMITS.data.perDay]).toEqual([5, 1_100, 100_000]);
  expect(REST_LIMITS.data.concurrency).toBe(1);
  expect([REST_LIMITS.nonTrading.calls, REST_LIMITS.nonTrading.everyMs]).toEqual([20, 1_100]);
  expect(REST_LIMITS.chainEveryMs).toBe(3_100);
});

describe("spacing", () => {
  test("no more calls than allowed start in any window", async () => {
    const everyMs = 40;
    const calls = 3;
    const spaced = limiter({ calls, everyMs });
    const begin = Date.now();
    const startedAfter = await Promise.all(
      Array.from({ length: 10 }, () => spaced.run(async () => Date.now() - begin)),
    );
    startedAfter.forEach((ms, place) => {
      expect(ms).toBeGreaterThanOrEqual(everyMs * Math.floor(place / calls));
    });
  });

  test("the window slides: calls late in one and early in the next do not add up", async () => {
    const everyMs = 60;
    const spaced = limiter({ calls: 3, everyMs });
    await spaced.run(async () => {});
    // How late does not matter to a window that slides; fixed ones would let the fourth of the next calls go at once.
    await Bun.sleep(everyMs * 0.8);
    const begin = Date.now();
    const startedAfter = await Promise.all(Array.from({ length: 4 }, () => spaced.run(async () => Date.now() - begin)));
    expect(startedAfter[3]).toBeGreaterThanOrEqual(everyMs);
  });

  test("no more calls than allowed are under way at once", async () => {
    let running = 0;
    let most = 0;
    const serial = limiter({ concurrency: 2 });
    await Promise.all(
      Array.from({ length: 8 }, () =>
        serial.run(async () => {
          most = Math.max(most, ++running);
          await new Promise<void>((resolve) => setImmediate(resolve));
          running--;
        }),
      ),
    );
    expect(most).toBe(2);
  });
});

describe("what waits", () => {
  test("is bounded: one call more fails at once, and may be tried again later", async () => {
    const blocked = limiter({ concurrency: 1, waiting: 2 });
    const gate = Promise.withResolvers<void>();
    const accepted = Array.from({ length: 3 }, () => blocked.run(() => gate.promise));
    const refused = blocked.run(async () => {});
    expect(await codeOf(refused)).toBe("queue-full");
    await refused.catch((error: DhanRestError) => expect(error.retryable).toBe(true));
    gate.resolve();
    await Promise.all(accepted);
  });

  test("is passed by a retry, which needs no room of its own", async () => {
    const blocked = limiter({ concurrency: 1, waiting: 1 });
    const gate = Promise.withResolvers<void>();
    const order: string[] = [];
    const all = [
      blocked.run(() => gate.promise),
      blocked.run(async () => void order.push("first try")),
      blocked.run(async () => void order.push("retry"), 1),
    ];
    gate.resolve();
    await Promise.all(all);
    expect(order).toEqual(["retry", "first try"]);
  });

  test("fails when the client closes, and so does all that comes later", async () => {
    const blocked = limiter({ concurrency: 1 });
    const gate = Promise.withResolvers<string>();
    const underWay = blocked.run(() => gate.promise);
    const waiting = blocked.run(async () => {});
    blocked.close();
    expect(await codeOf(waiting)).toBe("closed");
    expect(await codeOf(blocked.run(async () => {}))).toBe("closed");
    gate.resolve("done");
    expect(await underWay).toBe("done");
  });
});

describe("a day's calls", () => {
  test("are counted by the Indian day", async () => {
    const clock = new HandClock(Date.parse("2026-11-23T23:59:00+05:30"));
    const daily = limiter({ perDay: 2 }, clock);
    await daily.run(async () => {});
    await daily.run(async () => {});
    expect(await codeOf(daily.run(async () => {}))).toBe("day-limit");
    clock.advance(60_000);
    expect(await daily.run(async () => "a new day")).toBe("a new day");
  });
});

describe("told that it was too fast", () => {
  const strike = (paused: RateLimiter, error = tooFast()) => codeOf(paused.run(() => Promise.reject(error)));

  test("the class stands still, then goes on", async () => {
    const clock = new HandClock(0);
    const paused = limiter({}, clock);
    expect(await strike(paused)).toBe("805");
    expect(paused.isPaused).toBe(true);
    const ran: string[] = [];
    const waiting = paused.run(async () => void ran.push("waiting"));
    clock.advance(999);
    expect([paused.isPaused, ran]).toEqual([true, []]);
    clock.advance(1);
    await waiting;
    expect([paused.isPaused, ran]).toEqual([false, ["waiting"]]);
  });

  test("it pauses twice as long each time up to the most, and as at first after a success", async () => {
    const clock = new HandClock(0);
    const paused = limiter({}, clock);
    for (const pauseMs of [1_000, 2_000, 4_000, 4_000]) {
      await strike(paused);
      expect(clock.nextTimerMs).toBe(pauseMs);
      clock.advance(pauseMs);
    }
    await paused.run(async () => {});
    await strike(paused);
    expect(clock.nextTimerMs).toBe(1_000);
  });

  test("calls that were under way together earn one pause", async () => {
    const clock = new HandClock(0);
    const paused = limiter({}, clock);
    await Promise.all([strike(paused), strike(paused), strike(paused)]);
    expect(clock.nextTimerMs).toBe(1_000);
    clock.advance(1_000);
    await strike(paused);
    expect(clock.nextTimerMs).toBe(2_000);
  });

  test("it waits as long as the server asks, within the most", async () => {
    const clock = new HandClock(0);
    const paused = limiter({}, clock);
    await strike(paused, tooFast(3_000));
    expect(clock.nextTimerMs).toBe(3_000);
    clock.advance(3_000);
    await strike(paused, tooFast(3_600_000));
    expect(clock.nextTimerMs).toBe(4_000);
  });

  test("other failures pause nothing", async () => {
    const paused = limiter({}, new HandClock(0));
    await strike(paused, new DhanRestError("GET /x", { kind: "server", code: "800", message: "" }));
    expect(paused.isPaused).toBe(false);
  });
});
