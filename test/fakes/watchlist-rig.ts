import pino from "pino";
import { AtmBoard } from "../../server/chains/atm-board.ts";
import { StrikeWindows } from "../../server/chains/strike-windows.ts";
import { UnderlyingPrices } from "../../server/chains/underlying-prices.ts";
import type { Database } from "../../server/db/database.ts";
import { openDatabase } from "../../server/db/open-database.ts";
import type { Listing } from "../../server/instruments/listing.ts";
import type { DemandRequest } from "../../server/subscriptions/demand-unit.ts";
import { Subscriptions } from "../../server/subscriptions/subscriptions.ts";

import type { WatchlistDatabase } from "../../server/watchlist/watchlist-context.ts";
import { WatchlistService } from "../../server/watchlist/watchlist-service.ts";
import type { InstrumentKey } from "../../shared/instrument-key.ts";
import { istDate, istMidnight } from "../../shared/ist.ts";
import type { UserEvent } from "../../shared/user-event.ts";
import type { ItemWish, WatchlistItem } from "../../shared/watchlist.ts";
import { HandClock } from "./clock.ts";
import { watchlistMaster } from "./watchlist-master.ts";

export const log = pino({ level: "silent" });
/** A Wednesday, 11:00 in India. */
export const NOON = Date.parse("2026-06-10T11:00:00+05:30");
/** The money moves no sooner than this after the last time. */
const PAST_COOL_DOWN_MS = 6_000;

export interface WatchlistRigOptions {
  db?: Database;
  clock?: HandClock;
  instruments?: number;
  userShare?: number;
  /** Rupees, by the key of what options follow. */
  prices?: Record<InstrumentKey, number>;
}

/**
 * Watchlists on a database, subscriptions and strike windows as the server has them; only the feed, REST and the clock
 * are a test's own. Opened again on the same database and clock, it is the server after a restart.
 */
export class WatchlistRig {
  readonly db: Database;
  readonly clock: HandClock;
  readonly subscriptions: Subscriptions;
  readonly service: WatchlistService;
  /** What each user was told. */
  readonly told: { userId: string; event: UserEvent }[] = [];
  /** Requests that named items, in order. */
  readonly requests: DemandRequest[] = [];
  readonly prices: Map<InstrumentKey, number>;
  listing: Listing | null = watchlistMaster();
  /** Set to have every transaction fail. */
  failure: Error | null = null;
  /** Called as a transaction begins. */
  onTransaction: () => void = () => {};
  readonly windows: StrikeWindows;

  static async open(options: WatchlistRigOptions = {}): Promise<WatchlistRig> {
    const db = options.db ?? (await openDatabase({ path: ":memory:", log }));
    if ((await db.users.get("asha")) === null) {
      for (const id of ["asha", "ravi"]) await db.users.insert({ id, name: id, shareSlots: null, createdAt: 0 });
    }
    return new WatchlistRig(db, options);
  }

  private constructor(db: Database, { clock, instruments = 25_000, userShare = 5_000, prices }: WatchlistRigOptions) {
    this.db = db;
    this.clock = clock ?? new HandClock(NOON);
    this.prices = new Map(Object.entries(prices ?? { "IDX_I:13": 25_000, "NSE_EQ:2885": 1_400 }));
    const index = () => this.listing?.series ?? null;
    const underlyingPrices = new UnderlyingPrices({
      clock: this.clock,
      log,
      index,
      stream: (key) => this.#stream(key),
      askRest: async () => new Map(),
      sessionStart: (_, utcMs) => istMidnight(istDate(utcMs)),
    });
    const cache = { all: async () => [], put: async () => {} };
    this.windows = new StrikeWindows(
      new AtmBoard({ clock: this.clock, log, index, prices: underlyingPrices, cache }),
      this.clock,
    );
    this.subscriptions = new Subscriptions({
      clock: this.clock,
      connections: 5,
      limits: { instruments, instrumentsPerConnection: 5_000, userShare },
      apply() {},
      held() {},
      narrowed() {},
      released() {},
      onEvicted: (units) => this.service.upkeep.evicted(units),
      onMoved() {},
    });
    this.service = new WatchlistService({
      db: this.#failing(db),
      clock: this.clock,
      log,
      listing: () => this.listing,
      strikesEachSide: () => 10,
      tell: (userId, event) => this.told.push({ userId, event }),
      windows: this.windows,
      subscriptions: {
        request: (request) => {
          this.requests.push(request);
          return this.subscriptions.request(request);
        },
        has: (id) => this.subscriptions.has(id),
        touch: (ids) => this.subscriptions.touch(ids),
      },
    });
  }

  /** Instruments that are subscribed now. */
  get held(): number {
    return this.subscriptions.view.held.size;
  }

  /** Ids of the items that are subscribed, the least recently used first. */
  get items(): string[] {
    return [...this.subscriptions.view.units.keys()].filter((id) => id.startsWith("item:")).map((id) => id.slice(5));
  }

  /** Something that comes needs the items' slots. */
  evict(...itemIds: string[]): void {
    const units = itemIds.map((id) => this.subscriptions.view.units.get(`item:${id}`)!);
    this.subscriptions.request({ drop: units.map(({ id }) => id) });
    this.service.upkeep.evicted(units);
  }

  /** Lets the clock run in small steps until a promise is over, and all that it set off. */
  async done<Result>(promise: Promise<Result>): Promise<Result> {
    let isOver = false;
    const over = () => {
      isOver = true;
    };
    promise.then(over, over);
    while (!isOver) await this.#step();
    await this.service.settled();
    return promise;
  }

  async list(userId = "asha", name = "Watch"): Promise<string> {
    const answer = await this.service.lists.create(userId, { name });
    if (!answer.ok) throw new Error(answer.reason);
    return answer.list.id;
  }

  /** Adds what is expected to be taken. */
  async add(listId: string, item: ItemWish, userId = "asha"): Promise<WatchlistItem> {
    const answer = await this.done(this.service.items.add(userId, { listId, item }));
    if (!answer.ok) throw new Error(answer.reason);
    return answer.item;
  }

  async view(listId: string, userId = "asha"): Promise<WatchlistItem[]> {
    const answer = await this.service.lists.view(userId, { listId });
    if (!answer.ok) throw new Error(answer.reason);
    return answer.items;
  }

  /** The underlying trades at a price, and the windows have had time to follow. */
  async price(key: InstrumentKey, rupees: number): Promise<void> {
    this.clock.advance(PAST_COOL_DOWN_MS);
    this.prices.set(key, rupees);
    this.clock.advance(PAST_COOL_DOWN_MS);
    await this.settled();
  }

  /** Whatever was set off by the clock or by an event is over. */
  async settled(): Promise<void> {
    for (let step = 0; step < 20; step++) await this.#step();
    await this.service.settled();
  }

  /** As after a kill: the same database and clock, everything else anew. */
  async restart(options: WatchlistRigOptions = {}): Promise<WatchlistRig> {
    await this.service.settled();
    this.stop();
    const rig = await WatchlistRig.open({
      db: this.db,
      clock: this.clock,
      prices: Object.fromEntries(this.prices),
      ...options,
    });
    rig.listing = this.listing;
    return rig;
  }

  stop(): void {
    this.windows.stop();
    this.subscriptions.stop();
  }

  async #step(): Promise<void> {
    this.clock.advance(20);
    await new Promise((resolve) => setImmediate(resolve));
  }

  #stream(key: InstrumentKey) {
    const ltp = this.prices.get(key);
    const now = this.clock.now();
    return ltp === undefined ? null : { ltp, previousClose: null, exchangeTime: now, receivedTime: now };
  }

  #failing(db: Database): WatchlistDatabase {
    const { watchlists, items, subscriptions, log: entries } = db;
    const transaction: Database["transaction"] = async (work) => {
      this.onTransaction();
      if (this.failure !== null) throw this.failure;
      return db.transaction(work);
    };
    return { watchlists, items, subscriptions, log: entries, transaction };
  }
}
