import { afterEach, describe, expect, test } from "bun:test";
import { Feed } from "../../server/dhan/feed.ts";
import { FEED_LIMITS } from "../../server/dhan/feed-limits.ts";
import { LttEpoch } from "../../server/dhan/ltt-epoch.ts";
import { createLogger } from "../../server/logger.ts";
import { TickStore } from "../../server/ticks/tick-store.ts";
import { HandClock } from "../fakes/clock.ts";
import { until } from "../fakes/until.ts";

const START = Date.UTC(2026, 5, 10, 4, 0);
const STEP_MS = 250;
/** The longest a recovery may be waited for: the longest back-off and the pace of attempts. */
const LONGEST_WAIT_MS = FEED_LIMITS.backoffMostMs + FEED_LIMITS.connectEveryMs + STEP_MS;
/** Nobody listens here. */
const NOWHERE = "ws://127.0.0.1:1";

/** The real feed with Dhan's real limits, on a clock moved by hand; the other end only lets sockets open and drops them. */
class Rig {
  readonly clock = new HandClock(START);
  readonly feed: Feed;
  isOut = false;
  /** When an attempt was begun, and the most that were under way at once. */
  attempts: number[] = [];
  mostUnderWay = 0;
  readonly #sockets = new Set<Bun.ServerWebSocket<undefined>>();
  readonly #server: Bun.Server<undefined>;

  constructor(random: () => number) {
    const sockets = this.#sockets;
    this.#server = Bun.serve<undefined>({
      hostname: "127.0.0.1",
      port: 0,
      fetch: (request, server) => (server.upgrade(request) ? undefined : new Response(null, { status: 400 })),
      websocket: {
        open: (ws) => void sockets.add(ws),
        close: (ws) => void sockets.delete(ws),
        message() {},
      },
    });
    const url = `ws://127.0.0.1:${this.#server.port}`;
    this.feed = new Feed({
      credentials: () => ({ url: this.isOut ? NOWHERE : url, token: "token" }),
      clock: this.clock,
      log: createLogger("silent", "test"),
      limits: FEED_LIMITS,
      random,
      ticks: new TickStore({ capacity: 64, closeMeaning: () => "day-before" }),
      epoch: new LttEpoch(),
      isMarketOpen: () => false,
      receivedTime: () => Number.NaN,
      onStale() {},
      onChange: (_, state) => {
        if (state !== "connecting") return;
        this.attempts.push(this.clock.now());
        this.mostUnderWay = Math.max(this.mostUnderWay, this.count("connecting"));
      },
      onTokenRejected() {},
      checkAccount: async () => null,
    });
  }

  count(state: string): number {
    return this.feed.status().filter((one) => one.state === state).length;
  }

  /** Lets time pass; attempts end at the time they began at, and open sockets are pinged. */
  async pass(ms: number, isOver: () => boolean = () => false): Promise<void> {
    for (let passed = 0; passed < ms && !isOver(); passed += STEP_MS) {
      await until("no attempt under way", () => this.count("connecting") === 0);
      this.clock.advance(STEP_MS);
    }
    await until("no attempt under way", () => this.count("connecting") === 0);
  }

  async goOut(): Promise<void> {
    this.isOut = true;
    for (const socket of this.#sockets) socket.terminate();
    await until("all sockets lost", () => this.count("up") === 0);
  }

  async stop(): Promise<void> {
    const stopped = this.feed.stop();
    this.clock.advance(FEED_LIMITS.goodbyeMs);
    await stopped;
    await this.#server.stop(true);
  }
}

let rig: Rig;
afterEach(() => rig.stop());

const DICE: readonly (readonly [string, () => number])[] = [
  ["the longest back-offs", () => 0.999],
  ["middling back-offs", () => 0.5],
  ["no back-offs", () => 0],
];

describe.each(DICE)("with %s", (_, random) => {
  test.each([30, 60, 90, 180, 600])(
    "after an outage of %i s the first attempt comes soon, and the others follow at the pace",
    async (seconds) => {
      rig = new Rig(random);
      rig.feed.start();
      await rig.pass(STEP_MS);
      expect(rig.count("up")).toBe(5);

      rig.attempts = [];
      rig.mostUnderWay = 0;
      await rig.goOut();
      await rig.pass(seconds * 1_000);
      expect(rig.count("up")).toBe(0);
      expect(rig.attempts.length).toBeGreaterThan(0);
      // One probes for all five: no more often than the pace allows, and one at a time.
      expect(rig.mostUnderWay).toBe(1);

      rig.isOut = false;
      const ended = rig.clock.now();
      rig.attempts = [];
      await rig.pass(LONGEST_WAIT_MS, () => rig.count("up") > 0);
      expect(rig.attempts[0]! - ended).toBeLessThanOrEqual(LONGEST_WAIT_MS);
      await rig.pass(4 * FEED_LIMITS.connectEveryMs + STEP_MS, () => rig.count("up") === 5);
      expect(rig.count("up")).toBe(5);
      expect(rig.mostUnderWay).toBe(1);
    },
  );
});
