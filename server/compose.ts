import { randomUUID } from "node:crypto";
import type { ConnectionStatus, FeedState } from "../shared/feed-state.ts";
import { type InstrumentKey, parseInstrumentKey } from "../shared/instrument-key.ts";
import { DAY_MS, dayNumber, istDate } from "../shared/ist.ts";
import { createApp } from "./api/app.ts";
import { type HttpServer, type HttpServerOptions, serveHttp } from "./api/http-server.ts";
import { createRouter } from "./api/router.ts";
import { WebPage } from "./api/web-page.ts";
import { sessionClose } from "./calendar/exchange-calendar.ts";
import { ALWAYS_OPEN, EXCHANGE_HOURS } from "./calendar/market-hours.ts";
import { type Clock, systemClock } from "./clock.ts";
import type { Config } from "./config.ts";
import { Feed } from "./dhan/feed.ts";
import { feedAddress } from "./dhan/feed-address.ts";
import { FEED_LIMITS, type FeedLimits } from "./dhan/feed-limits.ts";
import { LttEpoch } from "./dhan/ltt-epoch.ts";
import { loadMaster } from "./dhan/master-download.ts";
import { MAX_CONNECTIONS, MAX_INSTRUMENTS_PER_CONNECTION } from "./dhan/protocol.ts";
import { createDhanRest, type DhanRest } from "./dhan/rest.ts";
import { DhanRestError } from "./dhan/rest-error.ts";
import { createTokenKeeper } from "./dhan/token.ts";
import { Hub } from "./hub/hub.ts";
import type { InstrumentTable } from "./instruments/instrument-table.ts";
import { InstrumentTableBuilder } from "./instruments/instrument-table-builder.ts";
import { createLogger, type Logger } from "./logger.ts";
import { type SimulatorAddress, SimulatorProcess } from "./simulator/child-process.ts";
import { Startup } from "./startup.ts";
import { StreamDemand } from "./subscriptions/stream-demand.ts";
import { subscriptionStatus } from "./subscriptions/subscription-status.ts";
import { Subscriptions } from "./subscriptions/subscriptions.ts";
import { TickReader } from "./ticks/tick-reader.ts";
import { TickStore } from "./ticks/tick-store.ts";

const FEED_CAPACITY = MAX_CONNECTIONS * MAX_INSTRUMENTS_PER_CONNECTION;
/** Room for all the feed can carry and for what is just leaving it. */
const STORE_CAPACITY = 32_768;
/** The six indices on the page, demanded as long as the server runs. */
const PINNED: readonly InstrumentKey[] = ["IDX_I:13", "IDX_I:25", "IDX_I:27", "IDX_I:442", "IDX_I:51", "IDX_I:69"];
/** Slots of one user that nobody else's wish evicts, when slots are short. */
const USER_SHARE = 5_000;
const STATE_EVERY_MS = 1_000;
/** The feed step of the start-up waits this long for all five connections; they go on trying afterwards. */
const FEED_UP_WITHIN_MS = 15_000;
const FEED_LOOK_MS = 10;

/** Where Dhan is, or the simulator in its place, and as whom we call. */
type Account = NonNullable<Config["dhan"]>;

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
 * @throws when a port is taken; everything after that degrades instead.
 */
export async function compose(config: Config, overrides: Overrides = {}): Promise<Strikewire> {
  const log = overrides.log ?? createLogger(config.logLevel, "strikewire");
  const clock = overrides.clock ?? systemClock(config.dhan === null ? offsetTo(config.simulator.date) : 0);
  const steps = ["instrument master", "web page", "feed"];
  const startup = new Startup(config.dhan === null ? ["simulator", ...steps] : steps, log);

  // Dhan, or the simulator in its place. Whatever is not Dhan's own host counts as simulated.
  const simulator =
    config.dhan === null ? new SimulatorProcess({ env: simulatorEnvironment(config), clock, log }) : null;
  let account = config.dhan;
  if (simulator !== null) {
    await startup.must("simulator", async () => {
      account = simulatedAccount(await simulator.start());
    });
  }
  const { clientId, accessToken, pin, totpSecret, feedUrl, apiUrl, authUrl, masterUrl } = account!;
  const isSimulated = !new URL(feedUrl).hostname.endsWith(".dhan.co");
  const hours = isSimulated ? ALWAYS_OPEN : EXCHANGE_HOURS;

  const rest = createDhanRest({
    apiUrl,
    authUrl,
    credentials: () => ({ clientId, accessToken: tokens.accessToken() }),
    onTokenRejected: (token) => tokens.rejected(token),
    clock,
    log,
  });
  const tokens = createTokenKeeper({
    clientId,
    accessToken: accessToken ?? null,
    signIn: pin === undefined || totpSecret === undefined ? null : { pin, totpSecret },
    rest,
    clock,
    log,
  });

  // Ticks: feed -> store -> hub.
  const store = new TickStore({
    capacity: STORE_CAPACITY,
    isCloseOfDayBefore: (segment, utcMs) => isSimulated || utcMs < (sessionClose(segment, istDate(utcMs)) ?? 0),
    onTick: (slot) => hub.onTick(slot),
  });
  const reader = new TickReader(store);
  const feed = new Feed({
    url: () => feedAddress(feedUrl, { clientId, accessToken: tokens.accessToken() ?? "" }),
    clock,
    log,
    limits: { ...FEED_LIMITS, ...overrides.feedLimits },
    random: Math.random,
    ticks: store,
    epoch: new LttEpoch((verdict) => {
      if (verdict === "utc") log.error("last traded times are true UTC, no longer IST: read as UTC from here on");
      else log.info("last traded times checked: IST, as documented");
    }),
    isMarketOpen: (key) => hours.expectsTicks(parseInstrumentKey(key)!.segment, clock.now()),
    receivedTime: (key) => reader.receivedTime(store.slotOf(key)),
    onStale: (keys) => store.markStale(keys),
    onChange(connection, state) {
      subscriptions.connectionChanged(connection, state === "up");
      publishSoon();
    },
    onTokenRejected() {
      const token = tokens.accessToken();
      if (token !== null) tokens.rejected(token);
    },
    checkAccount: () => whyRefused(rest),
  });
  tokens.onToken(() => feed.credentialsChanged());

  // Subscriptions: hub -> subscriptions -> feed.
  const subscriptions = new Subscriptions({
    clock,
    connections: MAX_CONNECTIONS,
    limits: {
      instruments: FEED_CAPACITY,
      instrumentsPerConnection: MAX_INSTRUMENTS_PER_CONNECTION,
      userShare: USER_SHARE,
    },
    apply: (changes) => feed.apply(changes),
    held: (key) => store.open(key),
    released: (key) => store.close(key),
    onEvicted(units) {
      for (const { id } of units) {
        const key = streamDemand.evicted(id);
        if (key !== null) hub.evicted(key);
      }
    },
    onMoved: (legs, reason) => log.info({ legs }, `instruments moved between connections: ${reason}`),
  });
  const streamDemand = new StreamDemand(subscriptions);
  let instruments: InstrumentTable | null = null;
  const hub = new Hub({
    clock,
    log,
    reader,
    epoch: randomUUID(),
    keyOf: (slot) => store.keyOf(slot),
    slotOf: (key) => store.slotOf(key),
    // Without a master nothing is known to be wrong with a key, and its ticks are worth more than its name.
    nameOf: (key) => (instruments === null ? key : nameIn(instruments, key)),
    hold: (key, mode) => (streamDemand.hold(key, mode) ? store.open(key) : -1),
    release: (key, mode) => streamDemand.release(key, mode),
    watchEveryTick(slot, isWatched) {
      store.everyTick[slot] = isWatched ? 1 : 0;
    },
  });

  const publish = () => hub.publishState(feedState(feed.status(), isSimulated));
  const stopPublishing = clock.every(STATE_EVERY_MS, publish);
  // Connections change state in bunches: one message at the end of the turn tells of all of them.
  let isPublishing = false;
  const publishSoon = () => {
    if (isPublishing) return;
    isPublishing = true;
    setImmediate(() => {
      isPublishing = false;
      publish();
    });
  };

  const whenPage = Promise.withResolvers<WebPage>();
  const whenInstruments = Promise.withResolvers<void>();
  const router = createRouter({
    subscriptions: {
      status: () =>
        subscriptionStatus(
          feed.carried(),
          feed.status().map(({ state }) => state),
          subscriptions,
          FEED_CAPACITY,
        ),
    },
  });
  const app = createApp({ readiness: () => startup.readiness, page: whenPage.promise, router, log });
  const server = await serveOrStop(simulator, {
    host: config.host,
    port: config.port,
    hub,
    fetch: (request) => app.fetch(request),
    whenReady: whenInstruments.promise,
  });

  const start = async () => {
    const bundled = startup.run("web page", async () => whenPage.resolve(await WebPage.bundle()));
    await startup.run("instrument master", async ({ progress, degrade }) => {
      const { sink, reason } = await loadMaster({
        url: masterUrl,
        dataDir: config.dataDir,
        today: istDate(clock.now()),
        clock,
        log,
        createSink: () => new InstrumentTableBuilder(),
        onProgress: ({ rows }) => progress(`${rows} rows`),
      });
      instruments = sink.build();
      progress(`${instruments.size} instruments`);
      if (reason !== null) degrade(reason);
    });
    whenInstruments.resolve();
    await bundled;
    await startup.run("feed", async ({ progress, degrade }) => {
      subscriptions.request({ set: [{ id: "pinned", tier: "pinned", userId: null, mode: "quote", keys: PINNED }] });
      tokens.start();
      feed.start();
      const deadline = clock.now() + FEED_UP_WITHIN_MS;
      for (;;) {
        const down = feed.status().filter(({ state }) => state !== "up");
        progress(`${MAX_CONNECTIONS - down.length} of ${MAX_CONNECTIONS} connections up`);
        if (down.length === 0) return;
        if (clock.now() >= deadline) return degrade(`${down.length} connections are not up yet: ${down[0]!.reason}`);
        await new Promise<void>((resolve) => clock.after(FEED_LOOK_MS, resolve));
      }
    });
  };

  return {
    port: server.port!,
    url: `http://${server.hostname}:${server.port}`,
    ready: start(),
    async stop() {
      stopPublishing();
      tokens.stop();
      hub.shutDown();
      await feed.stop();
      subscriptions.stop();
      rest.close();
      await server.stop();
      await simulator?.stop();
      log.info("stopped");
    },
  };
}

/** The port may be taken: then nothing of ours must stay behind. */
async function serveOrStop(simulator: SimulatorProcess | null, options: HttpServerOptions): Promise<HttpServer> {
  try {
    return serveHttp(options);
  } catch (error) {
    await simulator?.stop();
    throw error;
  }
}

function feedState(connections: ConnectionStatus[], isSimulated: boolean): FeedState {
  const up = connections.filter(({ state }) => state === "up").length;
  return {
    feed: up === connections.length ? "up" : up > 0 ? "degraded" : "down",
    source: isSimulated ? "simulator" : "dhan",
    connections,
  };
}

/** Why the account may not use the feed; null when nothing is known against it, or REST cannot be asked either. */
async function whyRefused(rest: DhanRest): Promise<string | null> {
  try {
    const { isDataPlanActive } = await rest.profile();
    return isDataPlanActive === false ? "the account's Data API plan is not active: see web.dhan.co" : null;
  } catch (error) {
    return error instanceof DhanRestError && !error.retryable ? error.message : null;
  }
}

function simulatedAccount({ credentials, ...urls }: SimulatorAddress): Account {
  return { ...urls, ...credentials };
}

function nameIn(instruments: InstrumentTable, key: InstrumentKey): string | null {
  const row = instruments.find(key);
  return row === -1 ? null : instruments.nameAt(row);
}

/** How far from now the simulator's day is; it keeps the present time of day. */
function offsetTo(date: string | undefined): number {
  return date === undefined ? 0 : (dayNumber(date) - dayNumber(istDate(Date.now()))) * DAY_MS;
}

function simulatorEnvironment({ simulator, logLevel }: Config): { SIM_PORT: string } & Record<string, string> {
  return {
    SIM_PORT: String(simulator.port),
    SIM_SEED: String(simulator.seed),
    SIM_TICKS_PER_SECOND: String(simulator.ticksPerSecond),
    ...(simulator.date === undefined ? {} : { SIM_DATE: simulator.date }),
    // Its own start is not worth a line among ours.
    LOG_LEVEL: logLevel === "info" ? "warn" : logLevel,
  };
}
