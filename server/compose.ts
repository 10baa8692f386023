import { randomUUID } from "node:crypto";
import type { FeedState } from "../shared/feed-state.ts";
import { type InstrumentKey, parseInstrumentKey } from "../shared/instrument-key.ts";
import { DAY_MS, dayNumber, istDate } from "../shared/ist.ts";
import { createApp } from "./api/app.ts";
import { serveHttp } from "./api/http-server.ts";
import { WebPage } from "./api/web-page.ts";
import { sessionClose } from "./calendar/exchange-calendar.ts";
import { ALWAYS_OPEN, EXCHANGE_HOURS } from "./calendar/market-hours.ts";
import { type Clock, systemClock } from "./clock.ts";
import type { Config } from "./config.ts";
import { Feed } from "./dhan/feed.ts";
import { FEED_LIMITS, type FeedLimits } from "./dhan/feed-limits.ts";
import { feedUrl } from "./dhan/feed-url.ts";
import { LttEpoch } from "./dhan/ltt-epoch.ts";
import { loadMaster } from "./dhan/master-download.ts";
import { MAX_CONNECTIONS, MAX_INSTRUMENTS_PER_CONNECTION } from "./dhan/protocol.ts";
import { Hub } from "./hub/hub.ts";
import type { InstrumentTable } from "./instruments/instrument-table.ts";
import { InstrumentTableBuilder } from "./instruments/instrument-table-builder.ts";
import { createLogger, type Logger } from "./logger.ts";
import { SimulatorProcess } from "./simulator/child-process.ts";
import { Startup } from "./startup.ts";
import { Demand } from "./subscriptions/demand.ts";
import { Reconciler } from "./subscriptions/reconciler.ts";
import { TickReader } from "./ticks/tick-reader.ts";
import { TickStore } from "./ticks/tick-store.ts";

const FEED_CAPACITY = MAX_CONNECTIONS * MAX_INSTRUMENTS_PER_CONNECTION;
/** Room for all the feed can carry and for what is just leaving it. */
const STORE_CAPACITY = 32_768;
/** The six indices on the page, demanded as long as the server runs. */
const PINNED: readonly InstrumentKey[] = ["IDX_I:13", "IDX_I:25", "IDX_I:27", "IDX_I:442", "IDX_I:51", "IDX_I:69"];
const STATE_EVERY_MS = 1_000;
/** The feed step of the start-up waits this long for all five connections; they go on trying afterwards. */
const FEED_UP_WITHIN_MS = 15_000;

/** Where Dhan (or the simulator) is and as whom we call. */
interface Account {
  clientId: string;
  accessToken: string;
  feedUrl: string;
  apiUrl: string;
  authUrl: string;
  masterUrl: string;
}

/** What tests put in place of the real thing. */
export interface Overrides {
  clock?: Clock;
  log?: Logger;
  feedLimits?: Partial<FeedLimits>;
}

export interface Strikewire {
  port: number;
  url: string;
  /** Resolves when the start-up is over, degraded or not. */
  ready: Promise<void>;
  stop(): Promise<void>;
}

/**
 * Builds every part once, in the order of the start-up, and joins them by callbacks: the one place where folders meet.
 * @throws when the port is taken; everything after that degrades instead.
 */
export async function compose(config: Config, overrides: Overrides = {}): Promise<Strikewire> {
  const isSimulated = config.dhan === null || !new URL(config.dhan.feedUrl).hostname.endsWith(".dhan.co");
  const log = overrides.log ?? createLogger(config.logLevel, "strikewire");
  const clock = overrides.clock ?? systemClock(config.dhan === null ? offsetTo(config.simulator.date) : 0);
  const hours = isSimulated ? ALWAYS_OPEN : EXCHANGE_HOURS;
  const startup = new Startup(
    [...(config.dhan === null ? ["simulator"] : []), "instrument master", "web page", "feed"],
    log,
  );

  let account: Account | null =
    config.dhan === null ? null : { ...config.dhan, accessToken: config.dhan.accessToken ?? "" };
  let instruments: InstrumentTable | null = null;

  // Ticks: feed -> store -> hub.
  const store = new TickStore({
    capacity: STORE_CAPACITY,
    isCloseOfDayBefore: (segment, utcMs) => isSimulated || utcMs < (sessionClose(segment, istDate(utcMs)) ?? 0),
    onTick: (slot) => hub.onTick(slot),
  });
  const reader = new TickReader(store);
  const epoch = new LttEpoch((verdict) => {
    if (verdict === "utc")
      log.error("Dhan's last traded times are true UTC now, no longer IST: read as UTC from here on");
    else log.info("Dhan's last traded times checked: IST, as documented here");
  });
  const feed = new Feed({
    url: () => feedUrl(account!.feedUrl, account!),
    clock,
    log,
    limits: { ...FEED_LIMITS, ...overrides.feedLimits },
    random: Math.random,
    ticks: store,
    epoch,
    isMarketOpen: (key) => hours.expectsTicks(parseInstrumentKey(key)!.segment, clock.now()),
    receivedTime: (key) => reader.receivedTime(store.slotOf(key)),
    onStale: (keys) => store.markStale(keys),
    onChange: () => publishSoon(),
    onTokenRejected: () => {},
    checkAccount: async () => null,
  });

  // Subscriptions: hub -> demand -> reconciler -> feed.
  const reconciler = new Reconciler({
    clock,
    limits: { connections: MAX_CONNECTIONS, instrumentsPerConnection: MAX_INSTRUMENTS_PER_CONNECTION },
    apply: (changes) => feed.apply(changes),
    released: (key) => store.close(key),
  });
  const demand = new Demand(FEED_CAPACITY, { changed: (key, mode) => reconciler.changed(key, mode) });
  const hub = new Hub({
    clock,
    log,
    reader,
    epoch: randomUUID(),
    keyOf: (slot) => store.keyOf(slot),
    slotOf: (key) => store.slotOf(key),
    // Without a master nothing is known to be wrong with a key, and its ticks are worth more than its name.
    nameOf: (key) => (instruments === null ? key : nameIn(instruments, key)),
    hold(key, mode) {
      if (!demand.hold(key, mode)) return -1;
      const slot = store.open(key);
      if (slot === -1) demand.release(key, mode);
      return slot;
    },
    release: (key, mode) => demand.release(key, mode),
    watchEveryTick(slot, isWatched) {
      store.everyTick[slot] = isWatched ? 1 : 0;
    },
  });

  const feedState = (): FeedState => {
    const connections = feed.status();
    const up = connections.filter(({ state }) => state === "up").length;
    return {
      feed: up === connections.length ? "up" : up > 0 ? "degraded" : "down",
      source: isSimulated ? "simulator" : "dhan",
      connections,
    };
  };
  // Connections change state in bunches: one message at the end of the turn tells of all of them.
  let isPublishing = false;
  const publishSoon = () => {
    if (isPublishing) return;
    isPublishing = true;
    setImmediate(() => {
      isPublishing = false;
      hub.publishState(feedState());
    });
  };
  const stopPublishing = clock.every(STATE_EVERY_MS, () => hub.publishState(feedState()));

  const whenPage = Promise.withResolvers<WebPage>();
  const whenInstruments = Promise.withResolvers<void>();
  const app = createApp({ readiness: () => startup.readiness, page: whenPage.promise });
  const server = serveHttp({
    host: config.host,
    port: config.port,
    hub,
    fetch: (request) => app.fetch(request),
    whenReady: whenInstruments.promise,
  });

  const simulator = new SimulatorProcess({
    env: simulatorEnvironment(config),
    clock,
    log,
    onRestarted(address) {
      account = { ...address, ...address.credentials };
      feed.credentialsChanged();
    },
  });

  const start = async () => {
    if (config.dhan === null) {
      // Without Dhan and without a simulator there is nothing to serve: this step alone may end the start.
      let failure: unknown = null;
      await startup.run("simulator", async () => {
        try {
          const address = await simulator.start();
          account = { ...address, ...address.credentials };
        } catch (error) {
          failure = error;
          throw error;
        }
      });
      if (failure !== null) throw failure;
    }
    const bundled = startup.run("web page", async () => whenPage.resolve(await WebPage.bundle()));
    await startup.run("instrument master", async ({ progress, degrade }) => {
      if (account === null) throw new Error("there is no Dhan and no simulator to get it from");
      const { sink, reason } = await loadMaster({
        url: account.masterUrl,
        dataDir: config.dataDir,
        today: istDate(clock.now()),
        clock,
        log,
        createSink: () => new InstrumentTableBuilder(),
        onProgress: ({ rows }) => progress(`${rows.toLocaleString("en-IN")} rows`),
      });
      instruments = sink.build();
      progress(`${instruments.size.toLocaleString("en-IN")} instruments`);
      if (reason !== null) degrade(reason);
    });
    whenInstruments.resolve();
    await bundled;
    await startup.run("feed", async ({ progress, degrade }) => {
      if (account === null) throw new Error("there is no Dhan and no simulator to connect to");
      for (const key of PINNED) {
        demand.hold(key, "quote");
        store.open(key);
      }
      feed.start();
      const deadline = clock.now() + FEED_UP_WITHIN_MS;
      for (;;) {
        const up = feedState().connections.filter(({ state }) => state === "up").length;
        progress(`${up} of ${MAX_CONNECTIONS} connections up`);
        if (up === MAX_CONNECTIONS) return;
        if (clock.now() >= deadline) return degrade(`only ${up} of ${MAX_CONNECTIONS} connections are up so far`);
        await new Promise<void>((resolve) => clock.after(20, resolve));
      }
    });
  };

  return {
    port: server.port!,
    url: `http://${server.hostname}:${server.port}`,
    ready: start(),
    async stop() {
      stopPublishing();
      hub.shutDown();
      reconciler.stop();
      await feed.stop();
      await server.stop();
      await simulator.stop();
      log.info("stopped");
    },
  };
}

function nameIn(instruments: InstrumentTable, key: InstrumentKey): string | null {
  const row = instruments.find(key);
  return row === -1 ? null : instruments.nameAt(row);
}

/** How far from now the simulator's day is; it keeps the present time of day. */
function offsetTo(date: string | undefined): number {
  return date === undefined ? 0 : (dayNumber(date) - dayNumber(istDate(Date.now()))) * DAY_MS;
}

function simulatorEnvironment({ simulator, logLevel }: Config): Record<string, string> {
  return {
    SIM_PORT: String(simulator.port),
    SIM_SEED: String(simulator.seed),
    SIM_TICKS_PER_SECOND: String(simulator.ticksPerSecond),
    ...(simulator.date === undefined ? {} : { SIM_DATE: simulator.date }),
    // Its own start is not worth a line among ours.
    LOG_LEVEL: logLevel === "info" ? "warn" : logLevel,
  };
}
