import { afterEach, expect, test } from "bun:test";
import { systemClock } from "../../server/clock.ts";
import { modeOf } from "../../server/subscriptions/allocation.ts";
import type { DemandUnit } from "../../server/subscriptions/demand-unit.ts";
import { Subscriptions } from "../../server/subscriptions/subscriptions.ts";
import type { Mode } from "../../shared/tick-mode.ts";
import { FeedRig } from "../fakes/feed-rig.ts";
import { until } from "../fakes/until.ts";

const FEED_MODE = { ltp: "ticker", quote: "quote", full: "full" } as const;

let rig: FeedRig;
let subscriptions: Subscriptions;

afterEach(async () => {
  await rig.stop();
  subscriptions.stop();
});

/** The real subscriptions on the real feed against the real simulator, which sends messages slowly enough to be caught in the middle. */
async function start(): Promise<void> {
  rig = await FeedRig.start({ limits: { messagesBurst: 1, messagesPerSecond: 50 } });
  subscriptions = new Subscriptions({
    clock: systemClock(),
    connections: 5,
    limits: { instruments: 25_000, instrumentsPerConnection: 5_000, userShare: 25_000 },
    apply: (changes) => rig.feed.apply(changes),
    held: (key) => rig.store.open(key),
    narrowed: (key, mode) => rig.store.narrow(key, mode),
    released: (key) => rig.store.close(key),
    onEvicted() {},
    onMoved() {},
  });
  rig.feed.start();
  await rig.allUp();
}

function unit(id: string, keys: readonly string[], mode: Mode = "full"): DemandUnit {
  return { id, tier: "A", userId: "u", mode, keys };
}

/** What is wanted, as `KEY mode`. */
function desired(): string[] {
  return [...subscriptions.view.held].map(([key, held]) => `${key} ${FEED_MODE[modeOf(held)]}`).sort();
}

/** What the simulator's sockets carry, the same way. */
function onTheWire(): string[] {
  const { control } = rig.simulator;
  return control
    .status()
    .sockets.flatMap(({ id }) => Object.entries(control.instruments(id)!))
    .flatMap(([key, modes]) => modes.map((mode) => `${key} ${mode}`))
    .sort();
}

async function settled(): Promise<void> {
  await rig.allUp();
  await until("the wire is what is desired", () => onTheWire().join() === desired().join());
  await rig.allTick([...subscriptions.view.held.keys()]);
}

test("a connection that dies in the middle of a plan: afterwards the wire is what is desired", async () => {
  await start();
  subscriptions.request({ set: [unit("a", rig.keys(1_000))] });
  await until("in the middle", () => onTheWire().length > 200);
  expect(onTheWire().length).toBeLessThan(1_000);
  rig.simulator.control.drop(rig.simulator.control.status().sockets[0]!.id);
  subscriptions.request({ set: [unit("b", rig.keys(1_100).slice(900), "quote")] });
  await settled();
});

test("all five die in the middle of a plan, while demand changes: afterwards the wire is what is desired", async () => {
  await start();
  subscriptions.request({ set: [unit("a", rig.keys(1_000)), unit("b", rig.keys(1_100).slice(800), "ltp")] });
  await until("in the middle", () => onTheWire().length > 200);
  rig.simulator.control.drop();
  subscriptions.request({ set: [unit("a", rig.keys(600).slice(100))], drop: ["b"] });
  subscriptions.request({ set: [unit("c", rig.keys(700), "quote")] });
  await settled();
  expect(onTheWire()).toHaveLength(700);
});

test("a token that is refused in the middle of a plan: once there is another, the wire is what is desired", async () => {
  await start();
  subscriptions.request({ set: [unit("a", rig.keys(1_000))] });
  await until("in the middle", () => onTheWire().length > 200);
  rig.simulator.control.disconnect(807);
  await until("refused", () => rig.tokenRejections.length > 0);
  subscriptions.request({ set: [unit("a", rig.keys(500))] });
  rig.feed.credentialsChanged();
  await settled();
  expect(onTheWire()).toHaveLength(500);
});

test("modes that go up and down, legs that shift, and units that come and go within a beat end as desired", async () => {
  await start();
  for (let round = 0; round < 20; round++) {
    const first = (round * 37) % 600;
    subscriptions.request({ set: [unit("a", rig.keys(first + 200).slice(first), round % 2 === 0 ? "full" : "ltp")] });
    subscriptions.request({ set: [unit(`b${round % 3}`, rig.keys(first + 50).slice(first), "quote")] });
    if (round % 4 === 3) subscriptions.request({ drop: ["b0", "b1"] });
    await Bun.sleep(round % 3 === 0 ? 25 : 0);
  }
  await settled();
});
