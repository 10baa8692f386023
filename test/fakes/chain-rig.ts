import pino from "pino";
import { Announcements } from "../../server/api/live/announcements.ts";
import { AtmBoard } from "../../server/chains/atm-board.ts";
import { ChainBoard } from "../../server/chains/chain-board.ts";
import { type AnsweredChain, RestChains } from "../../server/chains/rest-chains.ts";
import { StrikeWindows } from "../../server/chains/strike-windows.ts";
import { UnderlyingPrices } from "../../server/chains/underlying-prices.ts";
import { Decoder } from "../../server/dhan/decoder.ts";
import { LttEpoch } from "../../server/dhan/ltt-epoch.ts";
import { Hub } from "../../server/hub/hub.ts";
import type { OptionSeriesIndex } from "../../server/instruments/option-series-index.ts";
import { Subscriptions } from "../../server/subscriptions/subscriptions.ts";
import { lastPrice } from "../../server/ticks/last-price.ts";
import { TickReader } from "../../server/ticks/tick-reader.ts";
import { TickStore } from "../../server/ticks/tick-store.ts";
import type { ChainSpec } from "../../shared/chain.ts";
import type { ChainRefusalReason } from "../../shared/chain-refusal.ts";
import type { InstrumentKey } from "../../shared/instrument-key.ts";
import { istDate, istMidnight } from "../../shared/ist.ts";
import { HandClock } from "./clock.ts";
import { HubSocket } from "./hub-socket.ts";

const log = pino({ level: "silent" });
const CONNECTIONS = 5;

export interface ChainRigOptions {
  index: OptionSeriesIndex;
  /** UTC milliseconds. */
  at: number;
  /** Instruments the feed can carry. */
  instruments?: number;
  userShare?: number;
  /** Chains at once. */
  chains?: number;
}

/** Chains on the real store, subscriptions and hub, joined as in compose.ts; only feed, REST and clock are a test's own. */
export class ChainRig {
  readonly clock: HandClock;
  readonly store: TickStore;
  readonly reader: TickReader;
  readonly subscriptions: Subscriptions;
  readonly restChains: RestChains;
  readonly board: ChainBoard;
  readonly hub: Hub;
  readonly announcements = new Announcements();
  /** Set to change the master; null for none. */
  index: OptionSeriesIndex | null;
  /** What REST answers; null has it fail. */
  rest: AnsweredChain | null = null;
  /** Each call to REST: the names tried and the expiry. */
  readonly restCalls: string[] = [];
  readonly lost: { chain: string; userId: string; reason: ChainRefusalReason }[] = [];
  readonly #windows: StrikeWindows;
  readonly #decoder: Decoder;

  constructor({ index, at, instruments = 25_000, userShare = 5_000, chains }: ChainRigOptions) {
    this.index = index;
    const clock = new HandClock(at);
    this.clock = clock;
    this.store = new TickStore({
      capacity: 2 * instruments,
      closeMeaning: () => "day-before",
      onTick: (slot) => this.hub.onTick(slot),
    });
    this.reader = new TickReader(this.store);
    this.#decoder = new Decoder(this.store, { marketStatus() {}, disconnect() {} }, new LttEpoch());
    this.subscriptions = new Subscriptions({
      clock,
      connections: CONNECTIONS,
      limits: { instruments, instrumentsPerConnection: instruments, userShare },
      apply() {},
      held: (key) => {
        this.store.open(key);
      },
      narrowed: (key, mode) => this.store.narrow(key, mode),
      released: (key) => this.store.close(key),
      onEvicted: (units) => this.board.evicted(units),
      onMoved() {},
    });
    const prices = new UnderlyingPrices({
      clock,
      log,
      index: () => this.index,
      stream: (key) => lastPrice(this.store, this.reader, key),
      askRest: async () => new Map(),
      sessionStart: (_, utcMs) => istMidnight(istDate(utcMs)),
    });
    const cache = { all: async () => [], put: async () => {} };
    this.#windows = new StrikeWindows(new AtmBoard({ clock, log, index: () => this.index, prices, cache }), clock);
    this.restChains = new RestChains({
      clock,
      log,
      ask: async (names, expiry) => {
        this.restCalls.push(
          `${names.map(({ segment, securityId }) => `${segment}:${securityId}`).join("|")} ${expiry}`,
        );
        if (this.rest === null) throw new Error("REST is down");
        return this.rest;
      },
    });
    this.board = new ChainBoard({
      clock,
      index: () => this.index,
      windows: this.#windows,
      subscriptions: this.subscriptions,
      restChains: this.restChains,
      ticks: {
        slotOf: (key) => this.store.slotOf(key),
        lastPrice: (key) => lastPrice(this.store, this.reader, key),
        reader: this.reader,
      },
      priceOf: (ref) => prices.now(ref),
      expiresAt: (_, expiry) => istMidnight(expiry) + 15.5 * 3_600_000,
      interestRate: 0.065,
      onLost: (chain, userId, reason) => {
        this.lost.push({ chain, userId, reason });
        this.hub.chainLost(chain, userId, reason);
        this.announcements.chainsLost.publish({ chain, userId, reason });
      },
      onBeat: (beat) => {
        this.hub.chainsComputed(beat);
        this.announcements.chainBeats.publish(beat);
      },
      ...(chains === undefined ? {} : { limits: { atOnce: chains } }),
    });
    this.hub = new Hub({
      clock,
      log,
      reader: this.reader,
      epoch: "rig",
      keyOf: (slot) => this.store.keyOf(slot),
      slotOf: (key) => this.store.slotOf(key),
      nameOf: (key) => key,
      hold: () => -1,
      release() {},
      watchEveryTick() {},
      chains: this.board,
    });
  }

  /** One frame of the feed: these packets, back to back. */
  receive(...packets: Uint8Array[]): void {
    this.#decoder.decodeFrame(new Uint8Array(Buffer.concat(packets)), this.clock.now());
  }

  /** The feed holds these from now on, whoever wants them. */
  hold(...keys: InstrumentKey[]): void {
    this.subscriptions.request({ set: [{ id: "pinned", tier: "pinned", userId: null, mode: "full", keys }] });
    this.clock.advance(20);
  }

  /** Takes another master. */
  use(index: OptionSeriesIndex | null): void {
    this.index = index;
    this.#windows.instrumentsChanged();
    this.board.instrumentsChanged();
  }

  /** Lets the clock run in small steps, and all that was set off be done. */
  async advance(ms: number): Promise<void> {
    for (let left = ms; left > 0; left -= 50) {
      this.clock.advance(Math.min(left, 50));
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  /** A session on a socket without a network. */
  connect(userId = "asha"): { socket: HubSocket; say(message: object): void; leave(): void } {
    const socket: HubSocket = new HubSocket(() => this.hub.close(session));
    const session = this.hub.open(socket, "json", userId);
    return {
      socket,
      say: (message) => this.hub.receive(session, JSON.stringify(message)),
      leave: () => this.hub.close(session),
    };
  }

  /** Opens a chain that is expected to be had. */
  open(spec: ChainSpec, userId = "asha") {
    const opening = this.board.open(spec, userId);
    if (!opening.ok) throw new Error(opening.reason);
    return opening.chain;
  }

  stop(): void {
    this.board.stop();
    this.restChains.stop();
    this.#windows.stop();
    this.subscriptions.stop();
  }
}
