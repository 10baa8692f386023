import { dayDate, dayNumber, istDate } from "../../shared/ist.ts";
import type { Clock } from "../clock.ts";
import { PING_EVERY_MS, PONG_TIMEOUT_MS } from "../dhan/protocol.ts";
import type { Logger } from "../logger.ts";
import { Account, type Credentials } from "./account.ts";
import { Control } from "./control/control.ts";
import { handleControl } from "./control/control-api.ts";
import { type FaultSwitches, Faults } from "./faults.ts";
import { Feed } from "./feed/feed.ts";
import type { FeedSocket } from "./feed/feed-socket.ts";
import { InstrumentPackets } from "./feed/instrument-packets.ts";
import { Ticker } from "./feed/ticker.ts";
import { buildUniverse } from "./listing/build-universe.ts";
import type { ListedUniverse } from "./listing/listed-universe.ts";
import { tradingDayAfter } from "./listing/trading-days.ts";
import { Market } from "./market/market.ts";
import type { Hours } from "./market/trading-hours.ts";
import { compactCsv, detailedCsv } from "./master-csv.ts";
import { type MasterCsv, MasterFiles } from "./rest/master-files.ts";
import { RestApi } from "./rest/rest-api.ts";
import { TokenApi } from "./rest/token-api.ts";
import type { Universe } from "./universe.ts";

/** A message of a client may be this long: more than 100 instruments must still be answered with a reason. */
const MAX_MESSAGE_BYTES = 1_048_576;
/** Unsent bytes past which the runtime itself leaves frames out; READER_LAG_BYTES comes first. */
const MAX_BUFFERED_BYTES = 8_388_608;

export interface SimulatorOptions {
  /** 127.0.0.1 by default. */
  readonly host?: string;
  /** 0 takes any free one. */
  readonly port: number;
  readonly seed: number;
  /** Of each subscribed instrument. */
  readonly ticksPerSecond: number;
  readonly clock: Clock;
  readonly log: Logger;
  /** What is listed, with its master; the full universe of `date` by default. */
  readonly listing?: Listing;
  /** Day whose instruments are listed, `YYYY-MM-DD`; the clock's by default. */
  readonly date?: string;
  /** `always` by default. */
  readonly hours?: Hours;
  readonly pingEveryMs?: number;
  readonly pongTimeoutMs?: number;
  /** Switches that are on from the start. */
  readonly faults?: Partial<FaultSwitches>;
}

export interface Listing {
  readonly universe: Universe;
  readonly csv: MasterCsv;
  /** The next trading day's master. Its new contracts are listed and nobody trades them. */
  nextDay(): MasterCsv;
}

export interface Simulator {
  readonly port: number;
  /** What DHAN_FEED_URL, DHAN_API_URL, DHAN_AUTH_URL and DHAN_MASTER_URL are set to. */
  readonly feedUrl: string;
  readonly apiUrl: string;
  readonly authUrl: string;
  readonly masterUrl: string;
  readonly credentials: Credentials;
  readonly control: Control;
  /** Closes every socket and the port. */
  stop(): Promise<void>;
}

/**
 * Starts a DhanHQ of our own on one port: feed, REST, master files and `/control`.
 * @throws the runtime's error, with code EADDRINUSE when the port is taken
 */
export async function createSimulator(options: SimulatorOptions): Promise<Simulator> {
  const { clock, log, seed } = options;
  const date = options.date ?? istDate(clock.now());
  const { universe, csv, nextDay } = options.listing ?? fullListing(date, seed);
  const account = new Account(seed, clock);
  const faults = new Faults(clock, options.faults ?? {});
  const market = new Market(universe, seed, options.hours ?? "always");
  const packets = new InstrumentPackets(market, faults);
  const feed = new Feed({
    universe,
    packets,
    account,
    faults,
    clock,
    log,
    pingEveryMs: options.pingEveryMs ?? PING_EVERY_MS,
    pongTimeoutMs: options.pongTimeoutMs ?? PONG_TIMEOUT_MS,
  });
  const tokens = new TokenApi(account, clock, () => feed.tokenReplaced());
  const masters = new MasterFiles({ csv, nextDay, faults, date, version: `${date}-${seed}-${universe.size}` });
  const rest = new RestApi({ market, account, faults, clock, tokens, masters });

  const server = Bun.serve<FeedSocket>({
    hostname: options.host ?? "127.0.0.1",
    port: options.port,
    idleTimeout: 0,
    fetch(request, server) {
      const url = new URL(request.url);
      if (request.headers.get("upgrade")?.toLowerCase() === "websocket") {
        const admission = feed.admit(url.searchParams);
        if (!admission.ok) return new Response(null, { status: admission.status });
        return server.upgrade(request, { data: admission.socket }) ? undefined : new Response(null, { status: 400 });
      }
      if (url.pathname.startsWith("/control")) {
        return handleControl(control, request, url, server.requestIP(request)?.address);
      }
      return rest.handle(request, url);
    },
    websocket: {
      perMessageDeflate: false,
      // The feed pings by itself, as Dhan does.
      sendPings: false,
      idleTimeout: 0,
      maxPayloadLength: MAX_MESSAGE_BYTES,
      backpressureLimit: MAX_BUFFERED_BYTES,
      open: (ws) => feed.opened(ws.data, ws),
      message: (ws, message) => feed.message(ws.data, message),
      pong: (ws) => feed.pong(ws.data),
      close: (ws) => feed.closed(ws.data),
    },
  });
  const ticker = new Ticker(feed, packets, market, faults, clock, options.ticksPerSecond);
  const control = new Control(feed, packets, ticker, market, faults, clock);

  const address = `${server.hostname}:${server.port}`;
  log.info({ port: server.port, instruments: universe.size, date, seed }, "simulator listening");
  return {
    port: server.port!,
    feedUrl: `ws://${address}`,
    apiUrl: `http://${address}/v2`,
    authUrl: `http://${address}`,
    masterUrl: `http://${address}/api-data/api-scrip-master-detailed.csv`,
    credentials: {
      clientId: account.clientId,
      accessToken: account.firstToken(),
      pin: account.pin,
      totpSecret: account.totpSecret,
    },
    control,
    async stop() {
      ticker.stop();
      feed.stop();
      await server.stop(true);
    },
  };
}

function fullListing(date: string, seed: number): Listing {
  const universe = buildUniverse({ date, seed });
  const nextDate = dayDate(tradingDayAfter("NSE", dayNumber(date)));
  return { universe, csv: csvOf(universe), nextDay: () => csvOf(buildUniverse({ date: nextDate, seed })) };
}

function csvOf(universe: ListedUniverse): MasterCsv {
  return { compact: () => compactCsv(universe), detailed: () => detailedCsv(universe) };
}
