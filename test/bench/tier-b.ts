import { AtmBoard } from "../../server/chains/atm-board.ts";
import { StrikeWindows } from "../../server/chains/strike-windows.ts";
import { UnderlyingPrices } from "../../server/chains/underlying-prices.ts";
import { systemClock } from "../../server/clock.ts";
import { FEED_LIMITS } from "../../server/dhan/feed-limits.ts";
import { parseMaster } from "../../server/dhan/master-parser.ts";
import { InstrumentTableBuilder } from "../../server/instruments/instrument-table-builder.ts";
import { OptionSeriesIndex } from "../../server/instruments/option-series-index.ts";
import { createLogger } from "../../server/logger.ts";
import { Subscriptions } from "../../server/subscriptions/subscriptions.ts";
import { TierBLoader } from "../../server/subscriptions/tier-b-loader.ts";
import { lastPrice } from "../../server/ticks/last-price.ts";
import { DEFAULT_TIER_B_PLAN } from "../../shared/tier-b-plan.ts";
import { instrumentsOf } from "../../shared/tier-b-rules.ts";
import { FeedRig } from "../fakes/feed-rig.ts";
import { SMALL_UNIVERSE_DATE } from "../fakes/small-universe.ts";
import { until } from "../fakes/until.ts";
import { summary } from "./measure.ts";

const RUNS = 5;
const ASKED_LIMIT_MS = 600;
const CONFIRMED_LIMIT_MS = 2_000;
const PLANNED = instrumentsOf(DEFAULT_TIER_B_PLAN);

/**
 * From the moment the prices of all eight underlyings are known: how long until the simulator's sockets were asked for
 * the whole of Tier B, at the pace Dhan allows, and until each instrument has sent a packet, at one tick a second. The
 * simulator runs in the same process and takes its part of the time.
 */
export async function run(print: (line: object) => void): Promise<void> {
  const asked: number[] = [];
  const confirmed: number[] = [];
  for (let i = 0; i < RUNS; i++) {
    const times = await load();
    asked.push(times.askedMs);
    confirmed.push(times.confirmedMs);
  }
  const askedMs = summary(asked);
  const confirmedMs = summary(confirmed);
  print({
    bench: "tier-b",
    work: `${PLANNED} instruments, from prices known`,
    askedMs,
    askedLimitMs: ASKED_LIMIT_MS,
    confirmedMs,
    confirmedLimitMs: CONFIRMED_LIMIT_MS,
    pass: askedMs.median <= ASKED_LIMIT_MS && confirmedMs.median <= CONFIRMED_LIMIT_MS,
  });
}

async function load(): Promise<{ askedMs: number; confirmedMs: number }> {
  const clock = systemClock();
  const log = createLogger("silent", "bench");
  const rig = await FeedRig.start({ isFullSize: true, ticksPerSecond: 1, limits: FEED_LIMITS });
  const index = await readMaster(rig.simulator.masterUrl);
  const subscriptions = new Subscriptions({
    clock,
    connections: 5,
    limits: { instruments: 25_000, instrumentsPerConnection: 5_000, userShare: 5_000 },
    apply: (changes) => rig.feed.apply(changes),
    held: (key) => rig.store.open(key),
    narrowed() {},
    released: (key) => rig.store.close(key),
    onEvicted() {},
    onMoved() {},
  });
  const prices = new UnderlyingPrices({
    clock,
    log,
    index: () => index,
    stream: (key) => lastPrice(rig.store, rig.reader, key),
    askRest: async () => new Map(),
    sessionStart: () => 0,
  });
  const board = new AtmBoard({
    clock,
    log,
    index: () => index,
    prices,
    cache: { all: async () => [], put: async () => {} },
  });
  const windows = new StrikeWindows(board, clock);
  const tierB = new TierBLoader({
    clock,
    log,
    index: () => index,
    windows,
    request: (request) => subscriptions.request(request),
  });

  // What Tier B's options follow: the index spots, and the near futures of commodities.
  const followed = DEFAULT_TIER_B_PLAN.entries.map(
    ({ underlying }) => index.spotKey(underlying) ?? index.futures(underlying)[0]!.key,
  );
  subscriptions.request({ set: [{ id: "pinned", tier: "pinned", userId: null, mode: "quote", keys: followed }] });
  rig.feed.start();
  await rig.allUp();
  await rig.allTick(followed);
  const before = rig.simulator.control.status().instruments;
  // Two of the commodities' futures are followed and planned both.
  const expected = before + PLANNED - followed.filter((key) => !key.startsWith("IDX_I:")).length;

  const startedAt = performance.now();
  tierB.apply(DEFAULT_TIER_B_PLAN);
  await until("all asked for", () => rig.simulator.control.status().instruments === expected);
  const askedMs = performance.now() - startedAt;
  await until("all confirmed", () => rig.feed.status().reduce((sum, status) => sum + status.confirmed, 0) === expected);
  const confirmedMs = performance.now() - startedAt;

  tierB.stop();
  windows.stop();
  await rig.stop();
  subscriptions.stop();
  return { askedMs, confirmedMs };
}

async function readMaster(url: string): Promise<OptionSeriesIndex> {
  const sink = new InstrumentTableBuilder();
  const response = await fetch(url);
  await parseMaster(response.body as unknown as AsyncIterable<Uint8Array>, { today: SMALL_UNIVERSE_DATE, sink });
  return new OptionSeriesIndex(sink.build());
}

if (import.meta.main) await run((line) => console.log(JSON.stringify(line)));
