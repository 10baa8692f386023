import { afterAll, beforeAll, expect, test } from "bun:test";
import { systemClock } from "../../server/clock.ts";
import { MAX_CONNECTIONS, MAX_INSTRUMENTS_PER_CONNECTION } from "../../server/dhan/protocol.ts";
import { StreamDemand } from "../../server/subscriptions/stream-demand.ts";
import { Subscriptions } from "../../server/subscriptions/subscriptions.ts";
import { FeedRig } from "../fakes/feed-rig.ts";
import { until } from "../fakes/until.ts";

const CAPACITY = MAX_CONNECTIONS * MAX_INSTRUMENTS_PER_CONNECTION;

let rig: FeedRig;
let subscriptions: Subscriptions;
let demand: StreamDemand;
const evicted: string[] = [];

beforeAll(async () => {
  rig = await FeedRig.start({ isFullSize: true, ticksPerSecond: 1 });
  subscriptions = new Subscriptions({
    clock: systemClock(),
    connections: MAX_CONNECTIONS,
    limits: { instruments: CAPACITY, instrumentsPerConnection: MAX_INSTRUMENTS_PER_CONNECTION, userShare: CAPACITY },
    apply: (changes) => rig.feed.apply(changes),
    held: (key) => rig.store.open(key),
    narrowed: (key, mode) => rig.store.narrow(key, mode),
    released: (key) => rig.store.close(key),
    onEvicted: (units) => evicted.push(...units.map(({ id }) => id)),
    onMoved() {},
  });
  demand = new StreamDemand(subscriptions);
  rig.feed.start();
  await rig.allUp();
});
afterAll(async () => {
  await rig.stop();
  subscriptions.stop();
});

/** What the simulator's sockets were asked for and not let go of, all together. */
function carried(): string[] {
  const { control } = rig.simulator;
  return control
    .status()
    .sockets.flatMap(({ id }) => Object.keys(control.instruments(id)!))
    .sort();
}

test("five connections carry 25,000 instruments, counted at the simulator's sockets, and never more", async () => {
  const keys = rig.keys(CAPACITY + 1);
  const extra = keys.pop()!;
  for (const key of keys) expect(demand.hold(key, "full")).toBe(true);

  const { control } = rig.simulator;
  await until("all asked for", () => control.status().instruments === CAPACITY, 30_000);
  expect(control.status().sockets.map(({ instruments }) => instruments)).toEqual([5_000, 5_000, 5_000, 5_000, 5_000]);
  const asked = control.status().sockets.flatMap(({ id }) => Object.entries(control.instruments(id)!));
  expect(asked.map(([key]) => key).sort()).toEqual(keys.toSorted());
  expect(new Set(asked.map(([, modes]) => modes.join()))).toEqual(new Set(["full"]));
  expect(control.messages().map(({ count, largest }) => ({ count, largest }))).toEqual(
    Array.from({ length: 5 }, () => ({ count: 50, largest: 100 })),
  );

  // One more makes room for itself: the least recently used goes, and nothing else moves.
  expect(demand.hold(extra, "full")).toBe(true);
  expect(evicted).toEqual([`stream:${keys[0]}`]);
  await until("swapped on the wire", () => carried().includes(extra));
  expect(carried()).toEqual([...keys.slice(1), extra].sort());

  await until("all confirmed", () => rig.feed.status().every(({ confirmed }) => confirmed === 5_000), 30_000);
  expect(rig.store.size).toBe(CAPACITY);
  expect(rig.feed.badPackets).toEqual({ unknownCodes: 0, shortPackets: 0, brokenFrames: 0 });
});
