import { systemClock } from "../../server/clock.ts";
import { Feed } from "../../server/dhan/feed.ts";
import { feedAddress } from "../../server/dhan/feed-address.ts";
import { FEED_LIMITS, type FeedLimits } from "../../server/dhan/feed-limits.ts";
import type { FeedMode } from "../../server/dhan/feed-mode.ts";
import { LttEpoch } from "../../server/dhan/ltt-epoch.ts";
import { createLogger } from "../../server/logger.ts";
import type { FaultSwitches } from "../../server/simulator/faults.ts";
import { buildUniverse } from "../../server/simulator/listing/build-universe.ts";
import { createSimulator, type Simulator } from "../../server/simulator/simulator.ts";
import type { Universe } from "../../server/simulator/universe.ts";
import { TickReader } from "../../server/ticks/tick-reader.ts";
import { TickStore } from "../../server/ticks/tick-store.ts";
import { formatInstrumentKey, SEGMENT_NUMBER, SEGMENTS } from "../../shared/instrument-key.ts";
import { smallListing } from "./small-master.ts";
import { SMALL_UNIVERSE_DATE } from "./small-universe.ts";
import { until } from "./until.ts";

const SEED = 1;

/** The real limits, a few hundred times faster. */
export const FAST_LIMITS: FeedLimits = {
  ...FEED_LIMITS,
  backoffBaseMs: 20,
  backoffMostMs: 200,
  healthyAfterMs: 400,
  openTimeoutMs: 2_000,
  silentAfterMs: 500,
  noDataAfterMs: 250,
  noDataLeastInstruments: 5,
  quickCloseMs: 10,
  rateLimitedPauseMs: 200,
  rateLimitedPauseMostMs: 800,
  kickedPauseMs: 200,
  kickedPauseMostMs: 800,
  refusedRetryMs: 600,
  messagesPerSecond: 1_000,
  connectBurst: 1_000,
  connectsPerTenMinutes: 1_000,
  goodbyeMs: 100,
};

/** 25,000 subscriptions keep both ends, in one process, busy for longer than the fast watches wait. */
const FULL_SIZE_LIMITS: Partial<FeedLimits> = { silentAfterMs: 10_000, noDataAfterMs: 10_000 };

export interface FeedRigOptions {
  limits?: Partial<FeedLimits>;
  faults?: Partial<FaultSwitches>;
  /** All 290,000 instruments rather than a small market. */
  isFullSize?: boolean;
  ticksPerSecond?: number;
  checkAccount?: () => Promise<string | null>;
}

/** The real feed and store against the real simulator, on real sockets, in one process and in a hurry. */
export class FeedRig {
  readonly simulator: Simulator;
  readonly store = new TickStore({ capacity: 32_768, closeMeaning: () => "day-before" });
  readonly reader = new TickReader(this.store);
  readonly epoch = new LttEpoch();
  readonly feed: Feed;
  readonly universe: Universe;
  /** The tokens that were reported as refused. */
  readonly tokenRejections: string[] = [];
  accountChecks = 0;
  /** Where the feed's token comes from, and who hears that it is refused; the simulator's first token by default. */
  accessToken: () => string | null;
  onTokenRejected: (token: string) => void = () => {};
  /** Called with every change of a connection's state. */
  onState: () => void = () => {};

  private constructor(simulator: Simulator, universe: Universe, options: FeedRigOptions) {
    this.simulator = simulator;
    this.universe = universe;
    const { clientId, accessToken: firstToken } = simulator.credentials;
    this.accessToken = () => firstToken;
    this.feed = new Feed({
      credentials: () => {
        const token = this.accessToken();
        if (token === null) return null;
        return { url: feedAddress(simulator.feedUrl, { clientId, accessToken: token }), token };
      },
      clock: systemClock(),
      log: createLogger("silent", "test"),
      limits: { ...FAST_LIMITS, ...(options.isFullSize ? FULL_SIZE_LIMITS : {}), ...options.limits },
      random: Math.random,
      ticks: this.store,
      epoch: this.epoch,
      isMarketOpen: () => true,
      receivedTime: (key) => this.reader.receivedTime(this.store.slotOf(key)),
      onStale: (keys) => this.store.markStale(keys),
      onChange: () => this.onState(),
      onTokenRejected: (token) => {
        this.tokenRejections.push(token);
        this.onTokenRejected(token);
      },
      checkAccount: async () => {
        this.accountChecks++;
        return (await options.checkAccount?.()) ?? null;
      },
    });
  }

  static async start(options: FeedRigOptions = {}): Promise<FeedRig> {
    const listing = options.isFullSize ? undefined : smallListing();
    const universe = listing?.universe ?? buildUniverse({ date: SMALL_UNIVERSE_DATE, seed: SEED });
    const simulator = await createSimulator({
      port: 0,
      seed: SEED,
      ticksPerSecond: options.ticksPerSecond ?? 20,
      clock: systemClock(),
      log: createLogger("silent", "test"),
      date: SMALL_UNIVERSE_DATE,
      pingEveryMs: 100,
      ...(listing === undefined ? {} : { listing }),
      ...(options.faults === undefined ? {} : { faults: options.faults }),
    });
    return new FeedRig(simulator, universe, options);
  }

  async stop(): Promise<void> {
    await this.feed.stop();
    await this.simulator.stop();
  }

  /** Keys of the universe's first rows. */
  keys(count: number): string[] {
    return Array.from({ length: count }, (_, row) => {
      const segment = SEGMENTS.find((name) => SEGMENT_NUMBER[name] === this.universe.segment[row])!;
      return formatInstrumentKey(segment, this.universe.securityId[row]!);
    });
  }

  /** Spreads keys over the five connections in turn. */
  carry(keys: readonly string[], mode: FeedMode = "full"): void {
    for (const key of keys) this.store.open(key);
    this.feed.apply(keys.map((key, i) => ({ connection: (i % 5) + 1, key, mode })));
  }

  states(): string[] {
    return this.feed.status().map(({ state }) => state);
  }

  async allUp(): Promise<void> {
    await until("all five connections up", () => this.states().every((state) => state === "up"));
  }

  /** Every one of these instruments sends a packet after this call, and none is stale. */
  async allTick(keys: readonly string[]): Promise<void> {
    const since = Date.now();
    const isFresh = (key: string) => {
      const slot = this.store.slotOf(key);
      return this.reader.receivedTime(slot) > since && !this.reader.isStale(slot);
    };
    await until("every desired instrument ticks", () => keys.every(isFresh));
  }
}
