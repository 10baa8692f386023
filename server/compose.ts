import { randomUUID } from "node:crypto";
import type { AuthMode } from "../shared/auth.ts";
import type { ConnectionStatus, FeedState } from "../shared/feed-state.ts";
import type { FeedCut } from "../shared/feed-switch.ts";
import type { Readiness } from "../shared/health.ts";
import { type InstrumentKey, parseInstrumentKey } from "../shared/instrument-key.ts";
import { DAY_MS, dayNumber, istDate } from "../shared/ist.ts";
import type { RunningRefresh } from "../shared/master-refresh.ts";
import { DEFAULT_TIER_B_PLAN, type TierBPlan, tierBPlan } from "../shared/tier-b-plan.ts";
import { createApp } from "./api/app.ts";
import { ClientAddresses } from "./api/client-address.ts";
import { EventStreams } from "./api/event-streams.ts";
import { type HttpServer, serveHttp } from "./api/http-server.ts";
import { Announcements } from "./api/live/announcements.ts";
import { OwnHost, urlHostname } from "./api/own-host.ts";
import { createRouter } from "./api/router.ts";
import { createTickUpgrade } from "./api/tick-upgrade.ts";
import { WebPage } from "./api/web-page.ts";
import { Auth } from "./auth/auth.ts";
import { contractsEndAt, isTradingDay, lastDateOver, sessionsOf } from "./calendar/exchange-calendar.ts";
import { expiryKinds } from "./calendar/expiry-kind.ts";
import { ALWAYS_OPEN, EXCHANGE_HOURS } from "./calendar/market-hours.ts";
import { SessionWatch } from "./calendar/session-watch.ts";
import { AtmBoard } from "./chains/atm-board.ts";
import { nearestPlace, stepNear } from "./chains/atm-engine.ts";
import { ChainBoard } from "./chains/chain-board.ts";
import { RestChains } from "./chains/rest-chains.ts";
import { StrikeWindows } from "./chains/strike-windows.ts";
import { UnderlyingPrices } from "./chains/underlying-prices.ts";
import { type Clock, systemClock } from "./clock.ts";
import type { Config } from "./config.ts";
import type { Database } from "./db/database.ts";
import { openDatabase } from "./db/open-database.ts";
import { checkCredentials } from "./dhan/check-credentials.ts";
import { CredentialBook } from "./dhan/credential-book.ts";
import { type DhanCredentials, keptCredentials } from "./dhan/credentials.ts";
import { EmergencySwitch } from "./dhan/emergency-switch.ts";
import { Feed } from "./dhan/feed.ts";
import { feedAddress } from "./dhan/feed-address.ts";
import { FEED_LIMITS, type FeedLimits } from "./dhan/feed-limits.ts";
import { LttEpoch } from "./dhan/ltt-epoch.ts";
import { loadMaster, refreshMaster } from "./dhan/master-download.ts";
import { MAX_CONNECTIONS, MAX_INSTRUMENTS_PER_CONNECTION } from "./dhan/protocol.ts";
import { createDhanRest, type DhanRest } from "./dhan/rest.ts";
import { DhanRestError } from "./dhan/rest-error.ts";
import { createTokenKeeper } from "./dhan/token.ts";
import { Hub } from "./hub/hub.ts";
import { InstrumentDirectory } from "./instruments/instrument-directory.ts";
import type { InstrumentTable } from "./instruments/instrument-table.ts";
import { Listing } from "./instruments/listing.ts";
import { PresentMaster } from "./instruments/present-master.ts";
import { DailyMasterRefresh } from "./jobs/daily-master-refresh.ts";
import { EndOfDay } from "./jobs/end-of-day.ts";
import { createLogger, type Logger } from "./logger.ts";
import { SealedSetting } from "./secrets/sealed-setting.ts";
import { SecretsKey } from "./secrets/secrets-key.ts";
import { type SimulatorAddress, SimulatorProcess } from "./simulator/child-process.ts";
import { Startup, type StepReport } from "./startup.ts";
import { activePage, activeSubscription } from "./subscriptions/active-subscriptions.ts";
import type { DemandUnit } from "./subscriptions/demand-unit.ts";
import { StreamDemand } from "./subscriptions/stream-demand.ts";
import { SubscriptionJournal } from "./subscriptions/subscription-journal.ts";
import { subscriptionStatus } from "./subscriptions/subscription-status.ts";
import { Subscriptions } from "./subscriptions/subscriptions.ts";
import { tierAHoldings } from "./subscriptions/tier-a-holdings.ts";
import { TierBLoader } from "./subscriptions/tier-b-loader.ts";
import { lastPrice } from "./ticks/last-price.ts";
import { TickReader } from "./ticks/tick-reader.ts";
import { TickStore } from "./ticks/tick-store.ts";
import { WatchlistService } from "./watchlist/watchlist-service.ts";

/** Listening on every address of the machine: none that a browser could be sent to. */
const WILDCARDS: ReadonlySet<string> = new Set(["0.0.0.0", "::"]);
const FEED_CAPACITY = MAX_CONNECTIONS * MAX_INSTRUMENTS_PER_CONNECTION;
/** Room for all the feed can carry, and as much again that comes before others have left. */
const STORE_CAPACITY = 2 * FEED_CAPACITY;
/** The six indices on the page, demanded as long as the server runs. */
const PINNED: readonly InstrumentKey[] = ["IDX_I:13", "IDX_I:25", "IDX_I:27", "IDX_I:442", "IDX_I:51", "IDX_I:69"];
/** When slots are short, a user who would have more than these makes room among their own items, not others'; an admin can give another share. */
const USER_SHARE = 5_000;
const STATE_EVERY_MS = 2_000;
/** The feed step of the start-up waits this long for all five connections; they go on trying afterwards. */
const FEED_UP_WITHIN_MS = 15_000;
const FEED_LOOK_MS = 10;
const REPORT_EVERY_MS = 60_000;
/** An admin who asks for a refresh waits so long for what comes of it; afterwards the status tells. */
const ANSWER_WITHIN_MS = 8_000;
const REQUESTS_END_WITHIN_MS = 1_000;
/** Around the money: 21 strikes, 42 legs an expiry. */
const STRIKES_EACH_SIDE = 10;
/** At which options are discounted, a year: about what India's treasury bills yield. Around the money it hardly shows. */
const INTEREST_RATE = 0.065;
/** The setting that holds the plan, once it was changed. */
const TIER_B_PLAN = "tier-b-plan";

/** Where Dhan is, or the simulator in its place, and as whom we call. */
type Account = DhanCredentials & Config["dhanUrls"];

/** What tests put in place of the real thing. */
export interface Overrides {
  clock?: Clock;
  log?: Logger;
  feedLimits?: Partial<FeedLimits>;
}

export interface Strikewire {
  port: number;
  url: string;
  /** Where the first admin is made; null where nobody signs in, or there is one. Not for the log: whoever has it is admin. */
  setUpUrl: string | null;
  /** Resolves when the start-up is over, degraded or not. */
  ready: Promise<void>;
  /** What is wrong at the moment, in words; empty when nothing is. */
  problems(): string[];
  stop(): Promise<void>;
}

/**
 * Builds every part once, in the order of the start-up, and joins them by callbacks: the one place where folders meet.
 * @throws when a port is taken; everything after that degrades instead.
 */
export async function compose(config: Config, overrides: Overrides = {}): Promise<Strikewire> {
  const log = overrides.log ?? createLogger(config.logLevel, "strikewire");
  const steps = [
    "database",
    "Dhan account",
    "instrument master",
    "web page",
    "feed",
    "Tier B",
    "scheduler",
    "watchlists",
  ];
  const startup = new Startup(steps, log);
  const announcements = new Announcements();
  // People and their secrets live in real time, whatever day the simulator has.
  const realTime = systemClock();
  let isStopping = false;

  const db = await openDatabaseOrDoWithout(config.dataDir, startup, log);
  const secrets = new SecretsKey({ dataDir: config.dataDir, fromEnvironment: config.secretsKey, log });
  const { settings } = db;
  const credentials = await CredentialBook.open({
    setting: new SealedSetting({ settings, name: "dhan-credentials", key: secrets, schema: keptCredentials }),
    fromEnvironment: config.dhan,
    check: (candidate) => checkCredentials(candidate, { ...config.dhanUrls, clock: realTime, log }),
    clock: realTime,
    log,
  });

  // Dhan, or the simulator in its place. Whatever is not Dhan's own host counts as simulated.
  const hasAccount = credentials.present !== null;
  const clock = overrides.clock ?? systemClock(hasAccount ? 0 : offsetTo(config.simulator.date));
  const simulator = hasAccount ? null : new SimulatorProcess({ env: simulatorEnvironment(config), clock, log });
  let account: Account | null = hasAccount ? { ...credentials.present!, ...config.dhanUrls } : null;
  await startup.must("Dhan account", async ({ progress, degrade }) => {
    if (simulator !== null) account = simulatedAccount(await simulator.start());
    progress(simulator === null ? `${credentials.status().clientId}` : "the simulator stands in");
    if (credentials.problem !== null) degrade(credentials.problem);
  });
  const { feedUrl, apiUrl, authUrl, masterUrl } = account!;
  const isSimulated = !new URL(feedUrl).hostname.endsWith(".dhan.co");
  const hours = isSimulated ? ALWAYS_OPEN : EXCHANGE_HOURS;
  const shares = await sharesOfUsers(db);
  const ownHost = new OwnHost(config);
  const authMode = config.authMode ?? (config.isLoopback && isSimulated ? "demo" : "required");

  const rest = createDhanRest({
    apiUrl,
    authUrl,
    credentials: () => ({ clientId: tokens.clientId(), accessToken: tokens.accessToken() }),
    onTokenRejected: (token) => tokens.rejected(token),
    clock,
    log,
  });
  const tokens = createTokenKeeper({ ...account!, rest, clock, log });
  if (hasAccount) credentials.join(tokens);

  // Ticks: feed -> store -> hub.
  const store = new TickStore({
    capacity: STORE_CAPACITY,
    closeMeaning: hours.closeMeaning,
    onTick: (slot) => hub.onTick(slot),
  });
  const reader = new TickReader(store);
  const isUp = Array.from({ length: MAX_CONNECTIONS }, () => false);
  const feed = new Feed({
    credentials() {
      const [clientId, token] = [tokens.clientId(), tokens.accessToken()];
      return token === null ? null : { url: feedAddress(feedUrl, { clientId, accessToken: token }), token };
    },
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
      isUp[connection - 1] = state === "up";
      subscriptions.connectionChanged(connection, state === "up");
      publishSoon();
    },
    onTokenRejected: (token) => tokens.rejected(token),
    checkAccount: () => whyRefused(rest),
  });
  const emergency = await EmergencySwitch.open({ settings, cuts: feed.cuts, clock, log });
  tokens.onToken((token) => {
    feed.credentialsChanged();
    credentials.renewed(token);
  });

  // Subscriptions: hub, Tier B and watchlists -> subscriptions -> feed.
  const subscriptions = new Subscriptions({
    clock,
    connections: MAX_CONNECTIONS,
    limits: {
      instruments: FEED_CAPACITY,
      instrumentsPerConnection: MAX_INSTRUMENTS_PER_CONNECTION,
      userShare: USER_SHARE,
      shareOf: (userId) => shares.get(userId),
    },
    apply: (changes) => feed.apply(changes),
    held(key, connection) {
      store.open(key);
      // Nothing keeps it fresh until its connection is there.
      if (!isUp[connection - 1]) store.markStale([key]);
    },
    narrowed: (key, mode) => store.narrow(key, mode),
    released: (key) => store.close(key),
    onEvicted: (units) => madeRoom(units),
    onMoved: (legs, reason) => journal.moved(legs, reason),
  });
  /** These units are let go without their owners' doing. */
  const madeRoom = (units: readonly DemandUnit[]) => {
    const keys = units.flatMap(({ id }) => streamDemand.evicted(id) ?? []);
    for (const key of keys) hub.evicted(key);
    journal.streamsEvicted(keys.length);
    watchlists.upkeep.evicted(units);
    chains.evicted(units);
  };
  const journal = new SubscriptionJournal({ clock, log, append: (entries) => db.log.append(entries) });
  const streamDemand = new StreamDemand(subscriptions);

  // Chains: what is around the money.
  const seriesIndex = () => master.listing?.series ?? null;
  const prices = new UnderlyingPrices({
    clock,
    log,
    index: seriesIndex,
    stream: (key) => lastPrice(store, reader, key),
    askRest: (refs) => rest.ohlc(refs),
    sessionStart: hours.sessionStart,
  });
  const board = new AtmBoard({ clock, log, index: seriesIndex, prices, cache: db.atmCache });
  const windows = new StrikeWindows(board, clock);
  const restChains = new RestChains({
    clock,
    log,
    ask: (underlying, expiry) => rest.optionChain(underlying, expiry),
  });
  const chains = new ChainBoard({
    clock,
    index: seriesIndex,
    windows,
    subscriptions,
    restChains,
    ticks: { slotOf: (key) => store.slotOf(key), lastPrice: (key) => lastPrice(store, reader, key), reader },
    priceOf: (ref) => prices.now(ref),
    expiresAt: contractsEndAt,
    interestRate: INTEREST_RATE,
    onLost(chain, userId, reason) {
      hub.chainLost(chain, userId, reason);
      announcements.chainsLost.publish({ chain, userId, reason });
    },
    onBeat(beat) {
      hub.chainsComputed(beat);
      announcements.chainBeats.publish(beat);
    },
  });
  const tierB = new TierBLoader({
    clock,
    log,
    index: seriesIndex,
    windows,
    request(request, reason) {
      const outcome = subscriptions.request(request);
      if (outcome.ok) journal.tierB(request, reason);
      return outcome;
    },
  });

  const hub = new Hub({
    clock,
    log,
    reader,
    epoch: randomUUID(),
    keyOf: (slot) => store.keyOf(slot),
    slotOf: (key) => store.slotOf(key),
    // Without a master nothing is known to be wrong with a key, and its ticks are worth more than its name.
    nameOf: (key) => (master.listing === null ? key : nameIn(master.listing.table, key)),
    hold(key, mode) {
      if (!streamDemand.hold(key, mode)) return -1;
      const slot = store.open(key);
      if (slot === -1) streamDemand.release(key, mode);
      return slot;
    },
    release: (key, mode) => streamDemand.release(key, mode),
    watchEveryTick(slot, isWatched) {
      store.everyTick[slot] = isWatched ? 1 : 0;
    },
    chains,
  });

  const watchlists = new WatchlistService({
    db,
    clock,
    log,
    listing: () => master.listing,
    strikesEachSide: () => STRIKES_EACH_SIDE,
    subscriptions,
    windows,
    tell(userId, event) {
      hub.tell(userId, event);
      announcements.userEvents.publish({ userId, event });
    },
  });

  // Instruments: the master in use, and what follows when there is another.
  const master = new PresentMaster({
    clock,
    log,
    load(request, inUse) {
      const options = { ...request, url: masterUrl, dataDir: config.dataDir, clock, log };
      return inUse === null ? loadMaster(options) : refreshMaster(options, inUse);
    },
    build: (table) => Listing.inSlices(table),
    pinned: PINNED,
    lastOver: (segment) => lastDateOver(segment, clock.now()),
    record: (refresh) => db.masterRefreshes.append(refresh),
    onReplaced({ listing, compared }) {
      const lost = compared?.match.lostOf(subscriptions.view.held.keys()) ?? { delisted: [], reassigned: [] };
      for (const reason of ["delisted", "reassigned"] as const)
        journal.streamsDelisted(hub.delisted(lost[reason], reason), reason);
      for (const key of lost.reassigned) store.forget(key);
      windows.instrumentsChanged(compared?.match.renamed);
      tierB.instrumentsChanged();
      chains.instrumentsChanged();
      watchlists.upkeep
        .instrumentsChanged(compared?.match.renamed ?? null)
        .catch((err: unknown) => log.error({ err }, "watchlists do not follow the new instrument master"));
      if (compared === null) return;
      const { counts } = compared.change;
      const event = { type: "master-changed", instruments: listing.table.size, counts, at: clock.now() } as const;
      hub.tellAll(event);
      announcements.masterChanges.publish(event);
    },
    onFinished: ({ reason, outcome, instruments }) => {
      if (outcome === "replaced" || outcome === "unchanged") {
        startup.amend("instrument master", `${instruments} instruments`, false);
        return;
      }
      const kept = instruments === 0 ? "" : `; the one in use stays, with ${instruments} instruments`;
      startup.amend(
        "instrument master",
        `the newest ${outcome === "refused" ? "is refused" : "is not to be had"}: ${reason}${kept}`,
        true,
      );
    },
  });
  const dailyMasterRefresh = new DailyMasterRefresh({ clock, log, calendar: { isTradingDay, sessionsOf }, master });
  const endOfDay = new EndOfDay({
    clock,
    log,
    calendar: { isTradingDay, sessionsOf },
    runs: db.eodRuns,
    watchlists: watchlists.upkeep,
    eodAt: config.eodAt,
    isListCleared: config.eodClearWatchlists,
    onRun: (run) => announcements.eodRuns.publish(run),
  });

  const presentState = () => feedState(feed.status(), feed.cuts.whole, isSimulated);
  const publish = () => {
    const state = presentState();
    hub.publishState(state);
    announcements.feedState.publish(state);
  };
  const stopPublishing = clock.every(STATE_EVERY_MS, publish);
  const sessionWatch = new SessionWatch({ clock, hours, onChange: (market) => hub.publishMarket(market) });
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
  const reportBadPackets = badPacketReport(feed, store, log);
  const stopReporting = clock.every(REPORT_EVERY_MS, reportBadPackets);

  const masterStatus = () => ({ ...master.status(), nextRunAt: dailyMasterRefresh.nextRunAt });
  const directory = new InstrumentDirectory({
    listing: () => master.listing,
    today: () => istDate(clock.now()),
    // Prices are wanted without the exchange where it goes without saying.
    priceOf: (underlying, exchange) =>
      prices.now(seriesIndex()?.exchangeOf(underlying) === exchange ? { underlying } : { underlying, exchange }).price,
    expiryKinds: (segment, expiries) => expiryKinds(segment, expiries),
    strikeStep: (strikes, price) => stepNear(strikes, nearestPlace(strikes, price)),
  });
  const whenPage = Promise.withResolvers<WebPage | null>();
  const whenInstruments = Promise.withResolvers<void>();
  const activeSources = {
    view: subscriptions.view,
    carried: () => feed.carried(),
    nameOf: (key: InstrumentKey) => (master.listing === null ? null : nameIn(master.listing.table, key)),
  };
  const auth = await orStop(simulator, () =>
    Auth.open({
      mode: authMode,
      db,
      cookieSecret: () => Buffer.from(secrets.derive("session-cookies")).toString("base64"),
      isSecure: ownHost.hasSecureCookies,
      admin: config.admin,
      clock: realTime,
      log,
      onShare(userId, slots) {
        if (slots === null) shares.delete(userId);
        else shares.set(userId, slots);
      },
    }),
  );
  warnOfAccess(authMode, config, log);
  const router = createRouter({
    subscriptions: {
      status: () =>
        subscriptionStatus(
          feed.carried(),
          feed.status().map(({ state }) => state),
          subscriptions,
          FEED_CAPACITY,
        ),
      feedState: presentState,
      tierB: () => tierB.status(),
      active: (query) => activePage(activeSources, query),
      instrument: (key) => activeSubscription(activeSources, key),
    },
    chains,
    watchlists,
    auth,
    credentials,
    admin: {
      db,
      endOfDay,
      tierBPlan: () => tierB.plan,
      async setTierBPlan(plan) {
        await db.settings.put(TIER_B_PLAN, plan, clock.now());
        tierB.apply(plan);
        return tierB.loaded();
      },
      connections: () => feed.status(),
      feed: {
        emergency,
        async disconnect(connection, actor) {
          log.warn({ connection, by: actor }, "a feed connection is disconnected");
          await feed.cuts.disconnect(connection);
          return feed.status();
        },
        connect(connection, actor) {
          log.info({ connection, by: actor }, "a feed connection is connected");
          feed.cuts.connect(connection);
          return feed.status();
        },
      },
      holdings: () => tierAHoldings(subscriptions.view, (userId) => shares.get(userId) ?? USER_SHARE),
      clearWatchlists: (actor) => watchlists.upkeep.stopAll(actor, true),
      async unsubscribeAllTierA(actor) {
        const items = await watchlists.upkeep.stopAll(actor, false);
        // What is left is of open pages and chains.
        const rest = [...subscriptions.view.units.values()].filter(({ tier }) => tier === "A");
        subscriptions.request({ drop: rest.map(({ id }) => id) });
        madeRoom(rest);
        const legs = rest.reduce((sum, { keys }) => sum + keys.length, items.legs);
        return { units: items.units + rest.length, legs };
      },
      rebalance: () => subscriptions.rebalance("asked for by an admin"),
      masterStatus,
      async refreshMaster(actor, isForced) {
        const refresh = await orNullAfter(
          ANSWER_WITHIN_MS,
          master.refresh({ trigger: "admin", actor, isForced }),
          clock,
        );
        return { refresh, status: masterStatus() };
      },
    },
    directory,
    announcements,
  });
  const readiness = () => ({ ...withProblems(startup.readiness, feed.status(), tokens.status().problem), authMode });
  const addresses = new ClientAddresses(config.trustedProxies);
  const eventStreams = new EventStreams({ ofIdentities: auth.streams });
  const app = createApp({
    readiness,
    page: whenPage.promise,
    router,
    // The first to end after today: today's may be over.
    exampleExpiry: () =>
      seriesIndex()
        ?.expiries("NIFTY")
        .find((expiry) => expiry > istDate(clock.now())) ?? null,
    auth,
    addresses,
    eventStreams,
    ownHost,
    log,
  });
  const server = await orStop(simulator, () =>
    serveHttp({
      host: config.host,
      port: config.port,
      hub,
      ownHost,
      addresses,
      ticks: createTickUpgrade({ hub, auth, addresses, whenReady: whenInstruments.promise }),
      fetch: (request) => app.fetch(request),
      log,
    }),
  );

  const start = async () => {
    const bundled = startup.run("web page", async () => {
      try {
        whenPage.resolve(await WebPage.bundle());
      } finally {
        whenPage.resolve(null);
      }
    });
    await startup.run("instrument master", async ({ progress, degrade }) => {
      const onProgress = ({ rows }: RunningRefresh) => progress(`${rows} rows`);
      const { instruments, reason } = await master.refresh({ trigger: "start", actor: "server", onProgress });
      if (instruments === 0) throw new Error(reason ?? "there is no instrument master");
      progress(`${instruments} instruments`);
      if (reason !== null) degrade(reason);
    });
    whenInstruments.resolve();
    await bundled;
    if (isStopping) return;
    await startup.run("feed", async ({ progress }) => {
      subscriptions.request({ set: [{ id: "pinned", tier: "pinned", userId: null, mode: "quote", keys: PINNED }] });
      tokens.start();
      feed.start();
      const deadline = clock.now() + FEED_UP_WITHIN_MS;
      for (;;) {
        const states = feed.status().map(({ state }) => state);
        const up = states.filter((state) => state === "up").length;
        progress(feed.cuts.whole === null ? `${up} of ${MAX_CONNECTIONS} connections up` : "switched off by an admin");
        const isSettled = states.every((state) => state === "up" || state === "stopped");
        if (isSettled || clock.now() >= deadline || isStopping) return;
        await new Promise<void>((resolve) => clock.after(FEED_LOOK_MS, resolve));
      }
    });
    if (isStopping) return;
    await startup.run("Tier B", async ({ progress, degrade }) => {
      await board.restore();
      tierB.apply(await readTierBPlan(db, degrade));
      const { instruments: held, isComplete, entries } = await tierB.loaded();
      progress(`${held.demanded} of ${held.planned} instruments`);
      const shortfalls = entries.flatMap(({ underlying, shortfalls }) =>
        shortfalls.map((text) => `${underlying}: ${text}`),
      );
      if (!isComplete) degrade(`${held.demanded} of ${held.planned} instruments: ${shortfalls.join("; ")}`);
    });
    if (isStopping) return;
    // Before the watchlists: what a missed end of day ends is not subscribed first.
    await startup.run("scheduler", async () => {
      dailyMasterRefresh.start();
      await endOfDay.start();
    });
    if (isStopping) return;
    await startup.run("watchlists", async ({ progress }) => {
      progress(`${await watchlists.upkeep.restore()} items stream`);
    });
  };

  const ready = start();
  const url = `http://${urlHostname(WILDCARDS.has(config.host) ? "localhost" : config.host)}:${server.port}`;
  return {
    port: server.port!,
    url,
    setUpUrl: auth.setUpPath === null ? null : (config.publicUrl ?? url) + auth.setUpPath,
    ready,
    problems: () => readiness().problems,
    async stop() {
      isStopping = true;
      stopPublishing();
      sessionWatch.stop();
      stopReporting();
      tokens.stop();
      auth.stop();
      hub.shutDown();
      eventStreams.endAll();
      // First, so that nobody waits any more for a price that will not come.
      chains.stop();
      restChains.stop();
      windows.stop();
      tierB.stop();
      await Promise.all([
        feed.stop(),
        stopServer(server, clock),
        simulator?.stop(),
        endOfDay.stop(),
        dailyMasterRefresh.stop(),
        master.stop(),
        ready,
      ]);
      subscriptions.stop();
      rest.close();
      await watchlists.settled();
      await journal.settled();
      await db.close();
      log.info("stopped");
    },
  };
}

/** Requests under way may end; those that take too long are cut. */
async function stopServer(server: HttpServer, clock: Clock): Promise<void> {
  const { promise: tooLong, resolve } = Promise.withResolvers<void>();
  const cancel = clock.after(REQUESTS_END_WITHIN_MS, resolve);
  await Promise.race([server.stop(), tooLong]);
  cancel();
  await server.stop(true);
}

/** What the promise brings, or null when that takes longer. */
async function orNullAfter<Result>(ms: number, promise: Promise<Result>, clock: Clock): Promise<Result | null> {
  const { promise: late, resolve } = Promise.withResolvers<null>();
  const cancel = clock.after(ms, () => resolve(null));
  return Promise.race([promise, late]).finally(cancel);
}

/** Without the database everything still works, and nothing of it is kept. */
async function openDatabaseOrDoWithout(dataDir: string, startup: Startup, log: Logger): Promise<Database> {
  let db: Database | null = null;
  await startup.run("database", async ({ progress, degrade }) => {
    db = await openDatabase({ dataDir, log });
    const { path, movedAside, damage } = db.opening;
    progress(path);
    if (movedAside !== null) degrade(`the database could not be read and is empty now; the old one is ${movedAside}`);
    if (damage !== null) degrade(`the database is damaged: ${damage}`);
  });
  return db ?? openDatabase({ path: ":memory:", log });
}

async function sharesOfUsers(db: Database): Promise<Map<string, number>> {
  const users = await db.users.list();
  return new Map(users.flatMap(({ id, shareSlots }) => (shareSlots === null ? [] : [[id, shareSlots]])));
}

/** Says once what whoever started it should know of who may come in. */
function warnOfAccess(authMode: AuthMode, { isLoopback, publicUrl }: Config, log: Logger): void {
  if (authMode === "demo") log.warn({ authMode }, "demo mode: whoever reaches this port is admin");
  if (!isLoopback && publicUrl?.startsWith("https:") !== true)
    log.warn("HOST is reached from elsewhere without PUBLIC_URL=https://…: browsers can sign in on this machine only");
}

/** A plan that cannot be read is no reason to hold nothing. */
async function readTierBPlan(db: Database, degrade: StepReport["degrade"]): Promise<TierBPlan> {
  try {
    return (await db.settings.get(TIER_B_PLAN, tierBPlan)) ?? DEFAULT_TIER_B_PLAN;
  } catch (error) {
    degrade(
      `the plan that was set cannot be read, the default holds: ${error instanceof Error ? error.message : error}`,
    );
    return DEFAULT_TIER_B_PLAN;
  }
}

/** Says once a period what could not be used of what the feed sent, if there was any. */
function badPacketReport(feed: Feed, store: TickStore, log: Logger): () => void {
  let before = "";
  return () => {
    const bad = { ...feed.badPackets, unexpected: store.unexpectedPackets };
    const now = JSON.stringify(bad);
    if (now !== before && Object.values(bad).some((count) => count > 0))
      log.warn(bad, "packets that could not be used");
    before = now;
  };
}

/** What the start-up says, and what is wrong now: a feed that came up late is no problem, one that is down is. */
function withProblems(
  { status, steps }: Startup["readiness"],
  connections: ConnectionStatus[],
  token: string | null,
): Omit<Readiness, "authMode"> {
  const problems = steps.flatMap(({ name, state, detail }) => (state === "degraded" ? [`${name}: ${detail}`] : []));
  if (status !== "starting") {
    const down = connections.filter(({ state }) => state !== "up");
    if (down.length > 0)
      problems.push(`feed: ${down.length} of ${connections.length} connections are down: ${down[0]!.reason}`);
  }
  if (token !== null) problems.push(`access token: ${token}`);
  return { status: status === "ready" && problems.length > 0 ? "degraded" : status, steps, problems };
}

/** The port may be taken, or secrets be open to others: then nothing of ours must stay behind. */
async function orStop<Part>(simulator: SimulatorProcess | null, make: () => Part | Promise<Part>): Promise<Part> {
  try {
    return await make();
  } catch (error) {
    await simulator?.stop();
    throw error;
  }
}

function feedState(connections: ConnectionStatus[], switchedOff: FeedCut | null, isSimulated: boolean): FeedState {
  const up = connections.filter(({ state }) => state === "up").length;
  return {
    feed: up === connections.length ? "up" : up > 0 ? "degraded" : "down",
    source: isSimulated ? "simulator" : "dhan",
    switchedOff,
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
  const { clientId, accessToken, pin, totpSecret } = credentials;
  return { ...urls, clientId, accessToken, signIn: { pin, totpSecret } };
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
