import { describe, expect, test } from "bun:test";
import pino from "pino";
import {
  type AnsweredChain,
  CALL_GAP_MS,
  REFRESH_EVERY_MS,
  RETRY_EVERY_MS,
  RestChains,
} from "../../server/chains/rest-chains.ts";
import { DAY_MS } from "../../shared/ist.ts";
import { HandClock } from "../fakes/clock.ts";
import { settled } from "./price-desk.ts";

const NIFTY = [{ segment: "IDX_I" as const, securityId: 13 }] as const;
const NOON = Date.parse("2026-12-01T12:00:00+05:30");
const ANSWER: AnsweredChain = {
  strikes: [
    { strike: 24_950, call: { volume: 10, oi: 100, previousOi: 90 }, put: null },
    { strike: 25_000, call: { volume: null, oi: 0, previousOi: null }, put: { volume: 5, oi: 50, previousOi: 60 } },
  ],
};

function rig() {
  const clock = new HandClock(NOON);
  const calls: { expiry: string; at: number }[] = [];
  const world = { answer: ANSWER as AnsweredChain | Error, gate: Promise.resolve() };
  const chains = new RestChains({
    clock,
    log: pino({ level: "silent" }),
    async ask(_, expiry) {
      calls.push({ expiry, at: clock.now() - NOON });
      await world.gate;
      if (world.answer instanceof Error) throw world.answer;
      return world.answer;
    },
  });
  const advance = async (ms: number) => {
    for (let left = ms; left > 0; left -= 100) {
      clock.advance(Math.min(left, 100));
      await settled();
    }
  };
  return { clock, calls, world, chains, advance };
}

describe("a series that is wanted", () => {
  test("is asked for at once, and known by strike: null stays unknown, 0 stays 0", async () => {
    const { chains, advance } = rig();
    chains.want("a", NIFTY, "2026-12-01");
    expect(chains.of("a")).toBeNull();
    await advance(100);
    const chain = chains.of("a")!;
    expect(chain.at).toBe(NOON);
    expect([...chain.strikes]).toEqual([24_950, 25_000]);
    expect([...chain.call.previousOi]).toEqual([90, Number.NaN]);
    expect([...chain.call.oi]).toEqual([100, 0]);
    expect([...chain.put.previousOi]).toEqual([Number.NaN, 60]);
    expect([...chain.put.volume]).toEqual([Number.NaN, 5]);
  });

  test("is asked for again a minute after its answer, and sooner after a failure, keeping what it knew", async () => {
    const { chains, calls, world, advance } = rig();
    chains.want("a", NIFTY, "2026-12-01");
    await advance(REFRESH_EVERY_MS);
    expect(calls).toHaveLength(1);
    world.answer = new Error("down");
    await advance(200);
    expect(calls).toHaveLength(2);
    expect(chains.of("a")).not.toBeNull();
    await advance(RETRY_EVERY_MS - 1_000);
    expect(calls).toHaveLength(2);
    await advance(1_200);
    expect(calls).toHaveLength(3);
  });

  test("is asked for as long as anybody wants it, and forgotten with the last", async () => {
    const { chains, calls, advance } = rig();
    chains.want("a", NIFTY, "2026-12-01");
    chains.want("a", NIFTY, "2026-12-01");
    await advance(100);
    chains.leave("a");
    expect(chains.of("a")).not.toBeNull();
    chains.leave("a");
    expect(chains.of("a")).toBeNull();
    chains.leave("a");
    await advance(2 * REFRESH_EVERY_MS);
    expect(calls).toHaveLength(1);
  });

  test("is unknown on the next Indian day until it has been asked for again", async () => {
    const { clock, chains, world, advance } = rig();
    chains.want("a", NIFTY, "2026-12-08");
    await advance(100);
    world.answer = new Error("down");
    clock.advance(DAY_MS);
    await settled();
    expect(chains.of("a")).toBeNull();
    world.answer = ANSWER;
    await advance(RETRY_EVERY_MS + CALL_GAP_MS);
    expect(chains.of("a")).not.toBeNull();
  });
});

describe("calls", () => {
  test("come one at a time, three seconds apart and more, whoever waits longest first", async () => {
    const { chains, calls, advance } = rig();
    for (const expiry of ["2026-12-01", "2026-12-08", "2026-12-15"]) chains.want(expiry, NIFTY, expiry);
    await advance(3 * CALL_GAP_MS);
    expect(calls.map(({ expiry }) => expiry)).toEqual(["2026-12-01", "2026-12-08", "2026-12-15"]);
    const gaps = calls.slice(1).map(({ at }, place) => at - calls[place]!.at);
    for (const gap of gaps) expect(gap).toBeGreaterThanOrEqual(CALL_GAP_MS);
  });

  test("wait for one that is slow, and the gap counts from its end", async () => {
    const { chains, calls, world, advance } = rig();
    const slow = Promise.withResolvers<void>();
    world.gate = slow.promise;
    chains.want("a", NIFTY, "2026-12-01");
    chains.want("b", NIFTY, "2026-12-08");
    await advance(20_000);
    expect(calls).toHaveLength(1);
    slow.resolve();
    await settled();
    await advance(CALL_GAP_MS - 200);
    expect(calls).toHaveLength(1);
    await advance(300);
    expect(calls).toHaveLength(2);
  });

  test("come no more once stopped", async () => {
    const { clock, chains, calls, advance } = rig();
    chains.want("a", NIFTY, "2026-12-01");
    chains.stop();
    await advance(10_000);
    expect(calls).toEqual([]);
    expect(clock.pending).toBe(0);
  });
});
