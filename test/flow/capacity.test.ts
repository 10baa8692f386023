import { afterAll, beforeAll, expect, test } from "bun:test";
import { systemClock } from "../../server/clock.ts";
import { MAX_CONNECTIONS, MAX_INSTRUMENTS_PER_CONNECTION } from "../../server/dhan/protocol.ts";
import { Demand } from "../../server/subscriptions/demand.ts";
import { Reconciler } from "../../server/subscriptions/reconciler.ts";
import { FeedRig } from "../fakes/feed-rig.ts";
import { until } from "../fakes/until.ts";

const CAPACITY = MAX_CONNECTIONS * MAX_INSTRUMENTS_PER_CONNECTION;

let rig: FeedRig;
let demand: Demand;

beforeAll(async () => {
  rig = await FeedRig.start({ isFullSize: true, ticksPerSecond: 1 });
  const reconciler = new Reconciler({
    clock: systemClock(),
    limits: { connections: MAX_CONNECTIONS, instrumentsPerConnection: MAX_INSTRUMENTS_PER_CONNECTION },
    apply: (changes) => rig.feed.apply(changes),
    released: (key) => rig.store.close(key),
  });
  demand = new Demand(CAPACITY, { changed: (key, mode) => reconciler.changed(key, mode) });
  rig.feed.start();
  await rig.allUp();
});
afterAll(() => rig.stop());

test("five connections carry 25,000 instruments, counted at the simulator's sockets, and no more", async () => {
  const keys = rig.keys(CAPACITY + 1);
  const extra = keys.pop()!;
  for (const key of keys) {
    expect(demand.hold(key, "full")).toBe(true);
    rig.store.open(key);
  }
  expect(demand.hold(extra, "full")).toBe(false);

  const { control } = rig.simulator;
  await until("all asked for", () => control.status().instruments === CAPACITY, 30_000);
  expect(control.status().sockets.map(({ instruments }) => instruments)).toEqual([5_000, 5_000, 5_000, 5_000, 5_000]);
  const asked = control.status().sockets.flatMap(({ id }) => Object.entries(control.instruments(id)!));
  expect(asked.map(([key]) => key).sort()).toEqual(keys.toSorted());
  expect(new Set(asked.map(([, modes]) => modes.join()))).toEqual(new Set(["full"]));
  expect(control.messages().map(({ count, largest }) => ({ count, largest }))).toEqual(
    Array.from({ length: 5 }, () => ({ count: 50, largest: 100 })),
  );

  await until("all confirmed", () => rig.feed.status().every(({ confirmed }) => confirmed === 5_000), 30_000);
  expect(rig.store.size).toBe(CAPACITY);
  expect(rig.feed.badPackets).toEqual({ unknownCodes: 0, shortPackets: 0, brokenFrames: 0 });
});
