import { systemClock } from "../../../server/clock.ts";
import { Decoder } from "../../../server/dhan/decoder.ts";
import { LttEpoch } from "../../../server/dhan/ltt-epoch.ts";
import { Hub } from "../../../server/hub/hub.ts";
import { createLogger } from "../../../server/logger.ts";
import { StreamDemand } from "../../../server/subscriptions/stream-demand.ts";
import { Subscriptions } from "../../../server/subscriptions/subscriptions.ts";
import { TickReader } from "../../../server/ticks/tick-reader.ts";
import { TickStore } from "../../../server/ticks/tick-store.ts";
import { serveDemo } from "../../fakes/demo-server.ts";
import { FEED_UP } from "../../fakes/feed-up.ts";
import { Feeder } from "./feeder.ts";
import { answerQuestions, usage } from "./questions.ts";

const STATE_EVERY_MS = 2_000;

/** The server under test: decoder, tick store, hub and the one port as compose.ts joins them, with a feeder for a feed. */
const clock = systemClock();
const store = new TickStore({
  capacity: 50_000,
  closeMeaning: () => "day-before",
  onTick: (slot) => hub.onTick(slot),
});
const reader = new TickReader(store);
const decoder = new Decoder(store, { marketStatus() {}, disconnect() {} }, new LttEpoch());
const subscriptions = new Subscriptions({
  clock,
  connections: 5,
  limits: { instruments: 25_000, instrumentsPerConnection: 5_000, userShare: 5_000 },
  apply() {},
  held: (key) => store.open(key),
  narrowed() {},
  released: (key) => store.close(key),
  onEvicted() {},
  onMoved() {},
});
const demand = new StreamDemand(subscriptions);
const hub = new Hub({
  clock,
  log: createLogger("silent", "bench"),
  reader,
  epoch: "bench",
  keyOf: (slot) => store.keyOf(slot),
  slotOf: (key) => store.slotOf(key),
  nameOf: (key) => key,
  hold: (key, mode) => (demand.hold(key, mode) ? store.open(key) : -1),
  release: (key, mode) => demand.release(key, mode),
  watchEveryTick(slot, isWatched) {
    store.everyTick[slot] = isWatched ? 1 : 0;
  },
  chains: { open: () => ({ ok: false, reason: "no-master" }), close() {} },
});
const server = serveDemo({ hub, host: "0.0.0.0" });
clock.every(STATE_EVERY_MS, () => hub.publishState(FEED_UP));
const feeder = new Feeder((frame, receivedTime) => decoder.decodeFrame(frame, receivedTime));

const answers = {
  port: () => server.port!,
  feed: (ticksPerSecond: number) => feeder.setRate(ticksPerSecond),
  usage: () => ({ ...usage(), ticks: feeder.ticks, missedTicks: feeder.missedTicks, sessions: hub.sessionCount }),
  /** So that what is measured next is held and not merely left over. */
  collectGarbage: () => Bun.gc(true),
};
export type HubAnswers = typeof answers;
answerQuestions(answers);
