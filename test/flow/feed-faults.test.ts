import { afterEach, describe, expect, test } from "bun:test";
import { FeedRig, type FeedRigOptions } from "../fakes/feed-rig.ts";
import { until } from "../fakes/until.ts";

let rig: FeedRig;
let keys: string[];

/** Five connections up, forty instruments in full mode, all ticking. */
async function ticking(options: FeedRigOptions = {}, { isAnswerEnough = false } = {}): Promise<void> {
  rig = await FeedRig.start(options);
  keys = rig.keys(40);
  rig.feed.start();
  rig.carry(keys);
  await rig.allUp();
  if (!isAnswerEnough) await rig.allTick(keys);
}

afterEach(() => rig.stop());

/** What the simulator's sockets were asked for, all together. */
function asked(): string[] {
  const { control } = rig.simulator;
  return control
    .status()
    .sockets.flatMap(({ id }) => Object.keys(control.instruments(id)!))
    .sort();
}

async function recovered(): Promise<void> {
  await rig.allUp();
  await rig.allTick(keys);
  expect(asked()).toEqual(keys.toSorted());
}

describe("the feed recovers and every desired instrument ticks again", () => {
  test("after the oldest socket is kicked with 805: all five pause, then come back one at a time", async () => {
    await ticking();
    rig.simulator.control.kickOldest();
    await until("all closed", () => rig.states().every((state) => state === "backing-off"));
    expect(rig.feed.status().every(({ reason }) => reason?.includes("another program"))).toBe(true);
    const mostConnecting = watchMost(() => rig.states().filter((state) => state === "connecting").length);
    await recovered();
    expect(mostConnecting()).toBe(1);
  });

  test("after a disconnect packet for an internal error on every socket", async () => {
    await ticking();
    expect(rig.simulator.control.disconnect(800)).toBe(5);
    await until("each was lost", () => rig.feed.status().every(({ reconnects }) => reconnects === 1));
    await recovered();
  });

  test("after 806 every connection is refused, says why, and is looked at again later", async () => {
    await ticking();
    rig.simulator.control.disconnect(806);
    await until("refused", () => rig.states().every((state) => state === "refused"));
    expect(rig.feed.status()[0]?.reason).toContain("Data API plan");
    await recovered();
  });

  test("after 807 once another token is there", async () => {
    await ticking({ limits: { refusedRetryMs: 60_000 } });
    rig.simulator.control.disconnect(807);
    await until("token rejected", () => rig.states().every((state) => state === "refused"));
    expect(rig.tokenRejections.length).toBeGreaterThan(0);
    rig.feed.credentialsChanged();
    await recovered();
  });

  test("after TCP goes without a close frame", async () => {
    await ticking();
    rig.simulator.control.drop();
    await until("each was lost", () => rig.feed.status().every(({ reconnects }) => reconnects === 1));
    await recovered();
  });

  test("after 429 at the upgrade: the account pauses, and comes back one at a time", async () => {
    await ticking();
    rig.simulator.control.refuseUpgrades({ status: 429, count: 2 });
    rig.simulator.control.drop();
    await until("rate limited", () => rig.feed.status().some(({ reason }) => reason?.includes("429") ?? false));
    await recovered();
  });

  test("open sockets stay open while others are refused with 429", async () => {
    await ticking();
    rig.simulator.control.refuseUpgrades({ status: 429, count: 1 });
    rig.simulator.control.drop(rig.simulator.control.status().sockets[0]!.id);
    await until("rate limited", () => rig.feed.status().some(({ reason }) => reason?.includes("429") ?? false));
    expect(rig.states().filter((state) => state === "up")).toHaveLength(4);
    await recovered();
  });

  test("after three 429s in a row the account is looked at, and refused when its plan is not active", async () => {
    await ticking({ checkAccount: async () => "the data plan is not active" });
    rig.simulator.control.refuseUpgrades({ status: 429, count: 3 });
    rig.simulator.control.drop();
    await until("refused", () => rig.states().every((state) => state === "refused"));
    expect(rig.accountChecks).toBe(1);
    expect(rig.feed.status()[0]?.reason).toBe("the data plan is not active");
    await recovered();
  });

  test("after 401 at the upgrade once another token is there", async () => {
    await ticking({ limits: { refusedRetryMs: 60_000 } });
    rig.simulator.control.refuseUpgrades({ status: 401, count: 1 });
    rig.simulator.control.drop();
    await until("token rejected", () => rig.tokenRejections.length > 0);
    rig.feed.credentialsChanged();
    await recovered();
  });

  test("when data stops and pings go on: it asks again on the socket, then reconnects", async () => {
    await ticking();
    const before = rig.simulator.control.messages().map(({ id, count }) => ({ id, count }));
    rig.simulator.control.setFaults({ stopData: true });
    await until("asked again", () =>
      before.every(({ id, count }) => (rig.simulator.control.messages().find((m) => m.id === id)?.count ?? 99) > count),
    );
    await until("given up", () => rig.feed.status().some(({ reason }) => reason?.includes("pings") ?? false));
    rig.simulator.control.clearFaults();
    await recovered();
  });

  test("when data stops and heartbeats go on: they are no data", async () => {
    await ticking();
    rig.simulator.control.setFaults({ stopData: true });
    const heartbeats = setInterval(() => rig.simulator.control.sendOddPacket({ code: 0, length: 8, bytes: 8 }), 20);
    try {
      await until("given up", () => rig.feed.status().some(({ reason }) => reason?.includes("no prices") ?? false));
    } finally {
      clearInterval(heartbeats);
    }
    rig.simulator.control.clearFaults();
    await recovered();
  });

  test("when only what is asked for is answered, and then nothing more comes", async () => {
    await ticking({ ticksPerSecond: 0 }, { isAnswerEnough: true });
    await until("given up", () => rig.feed.status().some(({ reason }) => reason?.includes("pings") ?? false));
    rig.simulator.control.setTicksPerSecond(20);
    await recovered();
  });

  test("when even pings stop", async () => {
    await ticking({ limits: { noDataAfterMs: 60_000 } });
    rig.simulator.control.setFaults({ stopData: true, stopPings: true });
    await until("noticed", () => rig.feed.status().some(({ reason }) => reason?.includes("not even a ping") ?? false));
    rig.simulator.control.clearFaults();
    await recovered();
  });

  test("a closed market's silence is no fault while pings come", async () => {
    await ticking({ limits: { noDataLeastInstruments: 1_000 } });
    // The one index would give the market away.
    rig.feed.apply(
      keys
        .filter((key) => key.startsWith("IDX_I:"))
        .map((key) => ({ connection: (keys.indexOf(key) % 5) + 1, key, mode: null })),
    );
    rig.simulator.control.setFaults({ stopData: true });
    await Bun.sleep(1_500);
    expect(rig.states()).toEqual(["up", "up", "up", "up", "up"]);
    expect(rig.feed.status().map(({ reconnects }) => reconnects)).toEqual([0, 0, 0, 0, 0]);
  });

  test("through truncated packets, unknown codes and absurd lengths, without losing the socket", async () => {
    await ticking();
    const { control } = rig.simulator;
    for (const length of [0, 7, 65_535]) control.sendOddPacket({ code: 8, length, bytes: 100 });
    control.sendOddPacket({ code: 99, length: 16, bytes: 16 });
    control.sendTruncatedPacket(100);
    await rig.allTick(keys);
    expect(rig.feed.badPackets).toEqual({ brokenFrames: 4 * 5, unknownCodes: 5, shortPackets: 0 });
    expect(rig.feed.status().map(({ reconnects }) => reconnects)).toEqual([0, 0, 0, 0, 0]);
  });

  test("with packets stacked in a frame", async () => {
    await ticking({ faults: { packetsPerFrame: 8 } });
    expect(rig.feed.badPackets).toEqual({ brokenFrames: 0, unknownCodes: 0, shortPackets: 0 });
  });

  test("a slow reader that was dropped comes back", async () => {
    await ticking({ faults: { slowReader: "drop" } });
    const { sockets } = rig.simulator.control.status();
    rig.simulator.control.drop(sockets[2]!.id);
    await recovered();
  });
});

describe("what Dhan refuses one connection for", () => {
  const refusedOnes = () => rig.feed.status().filter(({ state }) => state === "refused");

  /** The first socket's connection is refused for what it asked for. */
  async function refuseOne(reason: number): Promise<void> {
    rig.simulator.control.disconnect(reason, rig.simulator.control.status().sockets[0]!.id);
    await until("one refused", () => refusedOnes().length === 1);
  }

  for (const [reason, words] of [
    [804, "too many instruments"],
    [811, "expiry date"],
    [812, "date format"],
    [813, "security id"],
    [814, "request"],
  ] as const) {
    test(`after ${reason} it alone is refused, says so and is looked at again later`, async () => {
      await ticking();
      await refuseOne(reason);
      expect(refusedOnes()[0]?.reason).toContain(words);
      expect(rig.states().filter((state) => state === "up")).toHaveLength(4);
      expect(rig.tokenRejections).toEqual([]);
      await recovered();
      expect(rig.feed.status().filter(({ reconnects }) => reconnects > 0)).toHaveLength(1);
    });
  }

  test("after 804 it comes back as soon as it carries less; other credentials do not help it", async () => {
    await ticking({ limits: { refusedRetryMs: 60_000 } });
    await refuseOne(804);
    const { connection } = refusedOnes()[0]!;
    rig.feed.credentialsChanged();
    expect(refusedOnes()).toHaveLength(1);
    const key = keys.find((_, i) => (i % 5) + 1 === connection)!;
    rig.feed.apply([{ connection, key, mode: "quote" }]);
    expect(refusedOnes()).toHaveLength(1);
    rig.feed.apply([{ connection, key, mode: null }]);
    expect(refusedOnes()).toHaveLength(0);
    keys = keys.filter((one) => one !== key);
    await recovered();
  });

  test("it stays refused when another program makes the others pause", async () => {
    await ticking({ limits: { refusedRetryMs: 60_000 } });
    await refuseOne(806);
    rig.simulator.control.kickOldest();
    await until("the others pause", () => rig.states().filter((state) => state === "backing-off").length === 4);
    expect(refusedOnes()[0]?.reason).toContain("Data API plan");
    await until("the others are back", () => rig.states().filter((state) => state === "up").length === 4);
    expect(refusedOnes()).toHaveLength(1);
  });
});

describe("what a fault shows", () => {
  test("a lost connection's instruments are stale at once, the others are not", async () => {
    await ticking({ limits: { backoffBaseMs: 60_000, backoffMostMs: 60_000 } });
    const socket = rig.simulator.control.status().sockets[0]!;
    const lost = Object.keys(rig.simulator.control.instruments(socket.id)!);
    rig.simulator.control.drop(socket.id);
    await until("noticed", () => rig.states().includes("backing-off"));
    const stale = keys.filter((key) => rig.reader.isStale(rig.store.slotOf(key)));
    expect(stale.sort()).toEqual(lost.sort());
  });

  test("late trades show their own time", async () => {
    await ticking({ faults: { lttDelaySeconds: 90 } });
    const slot = rig.store.slotOf("IDX_I:13");
    const lagSeconds = Date.now() / 1000 - rig.reader.exchangeTime(slot);
    expect(lagSeconds).toBeGreaterThanOrEqual(89);
    expect(lagSeconds).toBeLessThan(100);
  });

  // A verdict takes twenty seconds of trades, by design: both cases run side by side.
  test("last traded times pass the self-check as IST; should Dhan change to true UTC, it is found and times stay right", async () => {
    await ticking();
    const changed = await FeedRig.start({ faults: { lttInUtc: true } });
    try {
      changed.feed.start();
      changed.carry(keys);
      await until("both settled", () => rig.epoch.isSettled && changed.epoch.isSettled, 40_000);
      expect(rig.epoch.verdict).toBe("ist");
      expect(changed.epoch.verdict).toBe("utc");
      for (const one of [rig, changed]) {
        await one.allTick(keys);
        expect(Math.abs(Date.now() / 1000 - one.reader.exchangeTime(one.store.slotOf("IDX_I:13")))).toBeLessThan(5);
      }
    } finally {
      await changed.stop();
    }
  });
});

/** Samples a number every millisecond and tells the largest. */
function watchMost(read: () => number): () => number {
  let most = 0;
  const timer = setInterval(() => {
    most = Math.max(most, read());
  }, 1);
  return () => {
    clearInterval(timer);
    return most;
  };
}
