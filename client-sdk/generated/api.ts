// Written by `bun run sdk` from the contracts in shared/ and the routers in server/api. Not to be changed by hand.
import type { Mutation, Query, Subscribable } from "../call.ts";

/** Every procedure by its path, and how it is called. */
export const PROCEDURES = {
  "subscriptions.status": "query",
  "subscriptions.feedState": "subscription",
  "subscriptions.tierB": "query",
  "subscriptions.active": "query",
  "subscriptions.instrument": "query",
  "chains.get": "query",
  "chains.live": "subscription",
  "chains.keep": "mutation",
  "watchlist.all": "query",
  "watchlist.overview": "query",
  "watchlist.events": "subscription",
  "watchlist.create": "mutation",
  "watchlist.rename": "mutation",
  "watchlist.reorder": "mutation",
  "watchlist.remove": "mutation",
  "watchlist.view": "mutation",
  "watchlist.addItem": "mutation",
  "watchlist.openItem": "mutation",
  "watchlist.reactivateItem": "mutation",
  "watchlist.removeItem": "mutation",
  "watchlist.reorderItems": "mutation",
  "watchlist.addExpiry": "mutation",
  "watchlist.removeExpiry": "mutation",
  "search.instruments": "query",
  "search.instrument": "query",
  "search.expiries": "query",
  "search.series": "query",
  "search.masterEvents": "subscription",
  "auth.status": "query",
  "auth.openLink": "mutation",
  "auth.useLink": "mutation",
  "auth.changePassword": "mutation",
  "auth.sessions.list": "query",
  "auth.sessions.revoke": "mutation",
  "auth.keys.list": "query",
  "auth.keys.create": "mutation",
  "auth.keys.revoke": "mutation",
  "admin.tierBPlan": "query",
  "admin.setTierBPlan": "mutation",
  "admin.rebalance": "mutation",
  "admin.connections": "query",
  "admin.feed.switch": "query",
  "admin.feed.switchOff": "mutation",
  "admin.feed.switchOn": "mutation",
  "admin.feed.disconnect": "mutation",
  "admin.feed.connect": "mutation",
  "admin.holdings": "query",
  "admin.unsubscribeAllTierA": "mutation",
  "admin.clearWatchlists": "mutation",
  "admin.eodRuns": "query",
  "admin.eodEvents": "subscription",
  "admin.runEndOfDay": "mutation",
  "admin.masterStatus": "query",
  "admin.refreshMaster": "mutation",
  "admin.masterRefreshes": "query",
  "admin.masterChange": "query",
  "admin.subscriptionLog": "query",
  "admin.users.list": "query",
  "admin.users.create": "mutation",
  "admin.users.setRole": "mutation",
  "admin.users.setShare": "mutation",
  "admin.users.deactivate": "mutation",
  "admin.users.reactivate": "mutation",
  "admin.users.resetLink": "mutation",
  "admin.users.sessions": "query",
  "admin.users.revokeSession": "mutation",
  "admin.users.keys": "query",
  "admin.users.revokeKey": "mutation",
  "admin.dhanCredentials.status": "query",
  "admin.dhanCredentials.set": "mutation",
  "admin.dhanCredentials.forget": "mutation",
} as const;

export interface ActivePage {
  /** All that fit the question, on any page. */
  total: number;
  subscriptions: ActiveSubscription[];
  /** Of the next page; null on the last. */
  next: InstrumentKey | null;
}

export interface ActiveQueryWish {
  tier?: SubscriptionTier | undefined;
  connection?: number | undefined;
  limit?: number | undefined;
  /** The `next` of the page before. */
  after?: InstrumentKey | undefined;
}

/** An instrument that the feed carries, or is about to. */
export interface ActiveSubscription {
  key: InstrumentKey;
  /** Null while there is no instrument master. */
  name: string | null;
  /** The highest tier that wants it: it counts once. */
  tier: SubscriptionTier;
  /** 1 to 5. */
  connection: number;
  /** The richest that anybody asks for. */
  mode: Mode;
  /** It has sent a packet since it was last asked for. */
  isConfirmed: boolean;
  /** Units of demand that want it, by tier: series of the plan; watchlist items, chains and open pages. */
  wantedBy: {
    pinned: number;
    B: number;
    A: number;
  };
}

export interface AddItemInput {
  listId: string;
  item: ItemWish;
}

export interface ApiKey {
  id: string;
  name: string;
  /** How the key begins: enough to know it again, not enough to use it. */
  prefix: string;
  scopes: ("read" | "trade" | "admin")[];
  createdAt: number;
  /** Null of a key without an end. */
  expiresAt: number | null;
  /** To within a minute; null when it was never used. */
  lastUsedAt: number | null;
}

export type AuthDone =
  | {
      ok: true;
    }
  | AuthRefusal;

export interface AuthRefusal {
  ok: false;
  reason:
    | "wrong-password"
    | "deactivated"
    | "demo-mode"
    | "https-needed"
    | "too-many-attempts"
    | "link-invalid"
    | "email-needed"
    | "email-taken"
    | "too-many-users"
    | "too-many-keys"
    | "scope-too-wide"
    | "last-admin"
    | "not-found"
    | "not-a-person";
  /** For people: what to do next. */
  message: string;
  /** When it is worth trying again; only of too many attempts. */
  retryAfterMs?: number | undefined;
}

/** What anybody may ask: how one gets in here, and whether one is in. */
export interface AuthStatus {
  mode: "demo" | "required";
  /** There is no admin yet: the link that the server printed at its start makes one. */
  isSetUpNeeded: boolean;
  /** Whoever asks; null when they have not signed in. */
  me: {
    id: string;
    email: string | null;
    name: string;
    role: Role;
  } | null;
}

/** Instruments asked for on the feed's sockets, and those of them that have sent a packet since. */
export interface CarriedCount {
  desired: number;
  confirmed: number;
}

/** An instrument that the chain goes by: its index or share, its future. */
export interface ChainAnchor {
  key: InstrumentKey;
  /** Of a future; null of what never expires. */
  expiry: string | null;
  ltp: number | null;
  previousClose: number | null;
  change: number | null;
  changePercent: number | null;
  exchangeTime: number | null;
  receivedTime: number | null;
  stale: boolean;
}

export type ChainAnswer =
  | {
      ok: true;
      chain: ChainUpdate;
    }
  | {
      ok: false;
      reason: ChainRefusalReason;
      message: string;
    };

/** One call or put. Prices in rupees, quantities in units. */
export interface ChainLeg {
  key: InstrumentKey;
  strike: number;
  optionType: "CE" | "PE";
  ltp: number | null;
  /** Of the last trade, to the second; null for what never traded. */
  exchangeTime: number | null;
  /** Of the last packet. */
  receivedTime: number | null;
  stale: boolean;
  previousClose: number | null;
  change: number | null;
  changePercent: number | null;
  bidPrice: number | null;
  bidQuantity: number | null;
  askPrice: number | null;
  askQuantity: number | null;
  volume: number | null;
  oi: number | null;
  previousOi: number | null;
  previousOiSource: "rest" | "packet" | "first-packet" | null;
  oiChange: number | null;
  oiChangePercent: number | null;
  buildUp: "long-build-up" | "short-build-up" | "long-unwinding" | "short-covering" | null;
  /** Middle of bid and ask: what volatility and Greeks are worked out from. */
  mid: number | null;
  /** A year, as a fraction: 0.118 is 11.8 %. */
  iv: number | null;
  /** Rupees per rupee of the forward. */
  delta: number | null;
  /** Change of delta per rupee of the forward. */
  gamma: number | null;
  /** Rupees per calendar day. */
  theta: number | null;
  /** Rupees per percentage point of volatility. */
  vega: number | null;
  /** What exercise on the forward would be worth today. */
  intrinsic: number | null;
  /** `mid` above that. */
  timeValue: number | null;
  /** Why fields are null, by group: there is a reason for each group that lacks any, and none for the others. */
  reasons: {
    [name: string]: LegReason;
  };
}

export type ChainRefusalReason =
  | "no-master"
  | "unknown-underlying"
  | "expiry-not-listed"
  | "expired"
  | "feed-full"
  | "share"
  | "evicted"
  | "too-many-chains"
  | "session-full";

/** Which chain: an option series and how much of it around the money. */
export interface ChainSpec {
  /** Ticker as the master spells it: `NIFTY`. */
  underlying: string;
  /** Only where its options on another exchange than the first of NSE, BSE, MCX that lists them are meant. */
  exchange?: "NSE" | "BSE" | "MCX" | undefined;
  expiry: string;
  /** 10 gives 21 strikes and 42 legs, fewer where the list of strikes ends. */
  strikesEachSide: 5 | 10 | 20 | 50;
}

/** Which chain: an option series and how much of it around the money. */
export interface ChainSpecWish {
  /** Ticker as the master spells it: `NIFTY`. */
  underlying: string;
  /** Only where its options on another exchange than the first of NSE, BSE, MCX that lists them are meant. */
  exchange?: "NSE" | "BSE" | "MCX" | undefined;
  expiry: string;
  /** 10 gives 21 strikes and 42 legs, fewer where the list of strikes ends. */
  strikesEachSide?: 5 | 10 | 20 | 50 | undefined;
}

/** What is said of the chain as a whole. */
export interface ChainSummary {
  /** Index, share, or the commodity's near future; null when none is listed. */
  spot: ChainAnchor | null;
  /** The nearest future that does not end before the series; null when none is listed. */
  future: ChainAnchor | null;
  /** The price that the ATM goes by, and where it is from; null while it stands for none. */
  underlyingPrice: number | null;
  underlyingPriceSource: UnderlyingPriceSource | null;
  atm: SeriesAtm | null;
  /** Why there is no ATM. */
  atmReason: NoAtmReason | null;
  /** By put-call parity from quotes around the money, rupees. */
  forward: number | null;
  /** Forward less spot. */
  basis: number | null;
  /** A year, as a fraction. */
  atmIv: number | null;
  /** Call and put at the money, rupees. */
  straddle: number | null;
  /** One standard deviation to the expiry, rupees. */
  expectedMove: number | null;
  callOi: number | null;
  putOi: number | null;
  callVolume: number | null;
  putVolume: number | null;
  /** Puts by calls. */
  pcrOi: number | null;
  pcrVolume: number | null;
  /** The strike at which option buyers would get the least, rupees. */
  maxPain: number | null;
  /** Totals, PCR and max pain go over the strikes shown, or over all that are listed: then those not shown are as old as this says. */
  totals: {
    strikes: number;
    listed: number;
    othersAt: number | null;
  };
  lotSize: number;
  /** Largest quantity of one order; null while unknown. */
  freezeQuantity: number | null;
  /** Close of the session on the expiry day, UTC milliseconds; time to expiry counts to here. */
  expiresAt: number;
  /** Calendar days on an Indian clock; 0 on the day itself. */
  daysToExpiry: number;
  /** Newest packet of any leg, UTC milliseconds. */
  receivedTime: number | null;
  /** When all this was worked out, UTC milliseconds. */
  computedAt: number;
  reasons: {
    [name: string]: SummaryReason;
  };
}

/** A chain, or what has changed of it. `legs` are whole and replace those of the same key; legs of strikes that are not in `strikes` any more are gone. */
export interface ChainUpdate {
  /** As chainId has it. */
  chain: string;
  spec: ChainSpec;
  /** Rises whenever anything changes. */
  version: number;
  /** The version on which this builds; null for a snapshot, which builds on nothing and holds every leg. */
  since: number | null;
  summary: ChainSummary;
  /** Rupees, ascending; none before there is an ATM for the first time. */
  strikes: number[];
  legs: ChainLeg[];
}

/** One instrument; or contracts of one underlying, kind and expiry that change alike, of which `key` is the first. */
export interface ChangedInstrument {
  key: InstrumentKey;
  /** In the new master, or in the old one where the new has it no longer. */
  name: string;
  instruments: number;
  before: string | number | null;
  after: string | number | null;
}

export interface ChangePasswordInput {
  currentPassword: string;
  newPassword: Password;
}

export type ConnectionState = "connecting" | "up" | "backing-off" | "refused" | "stopped";

export interface ConnectionStatus {
  /** 1 to 5. */
  connection: number;
  state: ConnectionState;
  /** UTC milliseconds at which this state began. */
  since: number;
  /** Why it is not up, in words; null while it is. */
  reason: string | null;
  /** When the next attempt is made; null unless backing off. */
  retryAt: number | null;
  /** An admin has disconnected this one: it stays so until it is connected again or the server restarts, also while the whole feed is switched off and on. Its instruments are stale; after half a minute the others take them, where they have room. */
  isDisconnected: boolean;
  /** What went wrong last, and when; kept while it is up again, null when nothing has since the start. */
  lastError: {
    at: number;
    reason: string;
  } | null;
  /** Instruments asked for. */
  instruments: number;
  /** Of those, the ones that have sent a packet since they were asked for. */
  confirmed: number;
  packetsPerSecond: number;
  lastPacketTime: number | null;
  reconnects: number;
}

/** `key` is shown this once: only its hash is kept. */
export type CreateKeyAnswer =
  | {
      ok: true;
      key: string;
      details: ApiKey;
    }
  | AuthRefusal;

export interface CreateKeyInput {
  name: PersonName;
  scopes: ("read" | "trade" | "admin")[];
  expiresInDays?: number | undefined;
}

export interface CreateListInput {
  name: string;
}

/** `link` is a path on this server, good once and for a day; null where a password was given. */
export type CreateUserAnswer =
  | {
      ok: true;
      user: User;
      link: string | null;
    }
  | AuthRefusal;

export interface CreateUserInputWish {
  email: EmailAddressWish;
  name: PersonName;
  role: Role;
  /** Left out, the answer has a link with which they set one. */
  password?: Password | undefined;
}

export interface DepthLevel {
  bidPrice: number | null;
  bidQuantity: number | null;
  bidOrders: number | null;
  askPrice: number | null;
  askQuantity: number | null;
  askOrders: number | null;
}

export type DhanCredentialsAnswer =
  | {
      ok: true;
      status: DhanCredentialsStatus;
    }
  | {
      ok: false;
      reason:
        | "token-refused"
        | "sign-in-refused"
        | "other-client"
        | "no-data-plan"
        | "unreachable"
        | "not-kept"
        | "busy";
      message: string;
    };

/** A token made on web.dhan.co, or what makes one; both where a token is to be had at once. */
export interface DhanCredentialsInput {
  clientId: string;
  accessToken?: string | undefined;
  pin?: string | undefined;
  totpSecret?: string | undefined;
}

/** What is known of the account's credentials; none of them is ever read back. */
export interface DhanCredentialsStatus {
  /** Where those in use came from; `simulator` while it stands in for Dhan. */
  source: "environment" | "browser" | "simulator";
  /** Null of the simulator, and where those that were kept cannot be read. */
  clientId: string | null;
  /** Whether tokens can be made without a person. */
  hasSignIn: boolean;
  tokenExpiresAt: number | null;
  /** When Dhan's `/profile` last said that they are good; null when it was not asked since the start. */
  checkedAt: number | null;
  /** What is wrong with them, in words; null when nothing is known to be. */
  problem: string | null;
  /** Others were kept, and take their place at the next start. */
  isRestartNeeded: boolean;
}

export type DoneAnswer =
  | {
      ok: true;
    }
  | WatchlistRefusal;

export type EmailAddressWish = string;

/** An end of day has finished, well or not, or what it let go was added to. */
export interface EodEvent {
  type: "eod-run";
  run: EodRun;
}

/** One end of day of one market. */
export interface EodRun {
  date: string;
  market: Market;
  startedAt: number;
  /** Null while it runs, and for ever where the process ended in between. */
  finishedAt: number | null;
  unitsDropped: number;
  legsDropped: number;
  trigger: "schedule" | "catch-up" | "admin";
  error: string | null;
}

export type EodStreamEvent = ListeningEvent | EodEvent;

export type Exchange = "NSE" | "BSE" | "MCX";

export type ExpiriesAnswer =
  | {
      ok: true;
      listed: UnderlyingExpiries;
    }
  | SearchRefusal;

/** Ticker of an underlying as the master spells it, in capitals or not. Without an exchange the first of NSE, BSE, MCX that lists it is meant. */
export interface ExpiriesInput {
  underlying: string;
  exchange?: Exchange | undefined;
}

export interface ExpiryInput {
  itemId: string;
  expiry: string;
}

export type ExpiryKind = "weekly" | "monthly";

/** Which expiries: these, or the nearest so many, which moves on as they expire. */
export type ExpiryRule =
  | {
      kind: "dates";
      dates: string[];
    }
  | {
      kind: "nearest";
      count: number;
    };

/** One of the connections to Dhan, 1 to 5. */
export interface FeedConnectionInput {
  connection: number;
}

/** Why the whole feed is cut. */
export interface FeedCut {
  since: number;
  /** As the admin gave it. */
  reason: string;
}

export interface FeedState {
  /** up: all five; degraded: some; down: none. */
  feed: "up" | "degraded" | "down";
  /** Whose prices these are. Simulated prices are never shown as real ones. */
  source: "dhan" | "simulator";
  /** An admin has switched the whole feed off: since when and why; null while it is on. */
  switchedOff: FeedCut | null;
  connections: ConnectionStatus[];
}

/** The emergency switch: off, no connection to Dhan is open or tried, also after a restart, until an admin switches it on. What is subscribed stays subscribed and turns stale. */
export interface FeedSwitch {
  /** Null while the feed is on; `by` is the user id of whoever switched it off. */
  off: {
    since: number;
    reason: string;
    by: string;
  } | null;
  /** False where it could not be written down: a restart would find it as it was before. */
  isKept: boolean;
}

export interface FullTick {
  instrument: InstrumentKey;
  ltp: number | null;
  exchangeTime: number | null;
  receivedTime: number | null;
  source: PriceSource | null;
  stale: boolean;
  previousClose: number | null;
  open: number | null;
  high: number | null;
  low: number | null;
  averagePrice: number | null;
  lastQuantity: number | null;
  volume: number | null;
  totalBuyQuantity: number | null;
  totalSellQuantity: number | null;
  oi: number | null;
  previousOi: number | null;
  oiDayHigh: number | null;
  oiDayLow: number | null;
  /** Five levels, best first; null while no depth has come. */
  depth: DepthLevel[] | null;
}

export interface IdInput {
  id: string;
}

export type InstrumentAnswer =
  | {
      ok: true;
      instrument: ListedInstrument;
    }
  | SearchRefusal;

/** Instruments of one segment and kind (INDEX, OPTSTK); groups without any change are here too. */
export interface InstrumentGroup {
  segment: "IDX_I" | "NSE_EQ" | "NSE_FNO" | "NSE_CURRENCY" | "BSE_EQ" | "MCX_COMM" | "BSE_CURRENCY" | "BSE_FNO";
  kind: string;
  /** In the old master and in the new. */
  before: number;
  after: number;
  added: number;
  expired: number;
  gone: number;
  reassigned: number;
}

/** What is no key is an instrument that is not listed. */
export interface InstrumentInput {
  key: string;
}

export type InstrumentKey = string;

export type InstrumentKind =
  | "INDEX"
  | "EQUITY"
  | "FUTIDX"
  | "OPTIDX"
  | "FUTSTK"
  | "OPTSTK"
  | "FUTCUR"
  | "OPTCUR"
  | "FUTCOM"
  | "OPTFUT";

export type ItemAnswer =
  | {
      ok: true;
      item: WatchlistItem;
      changed: boolean;
    }
  | WatchlistRefusal;

export interface ItemInput {
  itemId: string;
}

export type ItemKind = "EQUITY" | "FUTURE" | "INDEX_OPTION" | "STOCK_OPTION";

/** What can be put on a watchlist. */
export type ItemWish =
  | {
      kind: "EQUITY";
      key: InstrumentKey;
    }
  | {
      kind: "FUTURE";
      key: InstrumentKey;
    }
  | {
      kind: "INDEX_OPTION";
      underlying: string;
      expiryRule: ExpiryRule;
    }
  | {
      kind: "STOCK_OPTION";
      underlying: string;
      expiryRule: ExpiryRule;
    };

export type KeepChainAnswer =
  | {
      ok: true;
      chain: string;
      until: number;
    }
  | {
      ok: false;
      reason: ChainRefusalReason;
      message: string;
    };

/** Asks for a chain to be held for a while, for who polls it or is about to watch it. */
export interface KeepChainInputWish {
  underlying: string;
  exchange?: "NSE" | "BSE" | "MCX" | undefined;
  expiry: string;
  strikesEachSide?: 5 | 10 | 20 | 50 | undefined;
  keepMs?: number | undefined;
}

export type LegReason =
  | "waiting"
  | "not-traded"
  | "no-previous"
  | "not-sent"
  | "no-quote"
  | "one-sided"
  | "crossed"
  | "stale"
  | "no-forward"
  | "expired"
  | "below-intrinsic"
  | "above-bound"
  | "unresolvable";

export type LinkAnswer =
  | {
      ok: true;
      link: string;
    }
  | AuthRefusal;

export interface LinkInput {
  token: string;
}

export type ListAnswer =
  | {
      ok: true;
      list: Watchlist;
    }
  | WatchlistRefusal;

/** Options or futures of an underlying that end on one day. */
export interface ListedExpiry {
  segment: "IDX_I" | "NSE_EQ" | "NSE_FNO" | "NSE_CURRENCY" | "BSE_EQ" | "MCX_COMM" | "BSE_CURRENCY" | "BSE_FNO";
  underlying: string;
  /** `YYYY-MM-DD` */
  expiry: string;
  instruments: number;
}

/** One instrument of the master. */
export interface ListedInstrument {
  key: InstrumentKey;
  /** For people: `NIFTY 24 Nov 2026 25,000 CE`, `CRUDEOIL 19 Dec 2026 FUT`, `RELIANCE`. */
  name: string;
  /** The exchange's own name: `RELIANCE`, `NIFTY-Nov2026-25000-CE`. Contracts of BSE and MCX share theirs. */
  symbol: string;
  /** As the master words it: `Reliance Industries`, `NIFTY 24 NOV 25000 CALL`. */
  displayName: string;
  segment: "IDX_I" | "NSE_EQ" | "NSE_FNO" | "NSE_CURRENCY" | "BSE_EQ" | "MCX_COMM" | "BSE_CURRENCY" | "BSE_FNO";
  /** Null for an index that nothing is traded on: IDX_I holds those of NSE and of BSE alike. */
  exchange: Exchange | null;
  kind: InstrumentKind;
  /** Ticker of what its price follows; a share's or an index's own. */
  underlying: string;
  /** `YYYY-MM-DD`; null for what never expires. */
  expiry: string | null;
  /** Rupees; null for what is no option, as is the type. */
  strike: number | null;
  optionType: "CE" | "PE" | null;
  /** Units; MCX counts in lots, so 1. */
  lotSize: number;
  /** Least price step in rupees. Null while unknown, as are all that follow. */
  tickSize: number | null;
  /** Largest quantity of one order. */
  freezeQuantity: number | null;
  isin: string | null;
  /** The exchange's series (EQ, BE, SG, A); null for what has none, as derivatives. */
  series: string | null;
}

/** The first item of every stream of events, also after a reconnect: what happens from here on is told. What was read before may be old, so it is read now. */
export interface ListeningEvent {
  type: "listening";
}

export interface ListInput {
  listId: string;
}

/** A list with what is on it. */
export interface ListWithItems {
  list: Watchlist;
  items: WatchlistItem[];
}

/** Asks for a chain to be followed. */
export interface LiveChainInputWish {
  underlying: string;
  exchange?: "NSE" | "BSE" | "MCX" | undefined;
  expiry: string;
  strikesEachSide?: 5 | 10 | 20 | 50 | undefined;
  /** Least time between two; served as the next multiple of 250. */
  everyMs?: number | undefined;
}

/** One thing that happened to one unit of demand, or to a batch; never one row a leg. */
export interface LogEntry {
  id: number;
  at: number;
  action: "SUBSCRIBE" | "UNSUBSCRIBE" | "EVICT" | "EOD_CLEANUP" | "REBALANCE" | "ATM_SHIFT";
  unitId: string;
  userId: string | null;
  actor: string;
  reason: string;
  legs: number;
  connection: number | null;
}

export interface LogPage {
  entries: LogEntry[];
  next: number | null;
}

export interface LogQueryWish {
  limit?: number | undefined;
  /** The `next` of the page before. */
  before?: number | undefined;
  action?: "SUBSCRIBE" | "UNSUBSCRIBE" | "EVICT" | "EOD_CLEANUP" | "REBALANCE" | "ATM_SHIFT" | undefined;
  userId?: string | undefined;
  unitId?: string | undefined;
}

export interface LtpTick {
  instrument: InstrumentKey;
  ltp: number | null;
  /** When the exchange last traded it, to the second; null for what never traded. */
  exchangeTime: number | null;
  /** When this server last received anything of it. */
  receivedTime: number | null;
  source: PriceSource | null;
  /** True while the connection that carries it is down, or nothing came since it came back. */
  stale: boolean;
}

export type Market = "NSE_BSE" | "MCX";

/** Where trading goes on, segment by segment. */
export interface MarketSessions {
  segments: SegmentSession[];
}

/** How a new instrument master differs from the one before. On most days thousands of options come and go: those are counted, and what is rare is listed, cash instruments first. */
export interface MasterChange {
  counts: MasterCounts;
  groups: InstrumentGroup[];
  expiries: {
    added: {
      count: number;
      listed: ListedExpiry[];
    };
    removed: {
      count: number;
      listed: ListedExpiry[];
    };
  };
  /** What came, and what went before its time. */
  added: ChangedInstrument[];
  gone: ChangedInstrument[];
  /** `before` and `after` are what the key named and names now. */
  reassigned: ChangedInstrument[];
  fields: {
    [name: string]: ChangedInstrument[];
  };
}

/** Null when there is no such refresh, or it changed nothing. */
export type MasterChangeAnswer = MasterChange | null;

export interface MasterChangeInput {
  refreshId: number;
}

/** How many instruments of each kind of change. */
export interface MasterCounts {
  [name: string]: number;
}

/** Another instrument master is in use. */
export type MasterEvent = ListeningEvent | PublicEvent;

/** One attempt to have the newest instrument master. */
export interface MasterRefresh {
  /** Null when it could not be kept. */
  id: number | null;
  startedAt: number;
  finishedAt: number;
  trigger: "start" | "schedule" | "retry" | "admin";
  /** A user's id, or `server`. */
  actor: string;
  /** Whether what cannot be right was to be taken all the same. */
  isForced: boolean;
  outcome: "replaced" | "unchanged" | "refused" | "failed";
  /** Why it was refused or failed, or what was overruled; else null. */
  reason: string | null;
  /** Instruments in use afterwards; 0 while there are none. */
  instruments: number;
  /** What differs from the one before; null where nothing was replaced, or nothing was there before. */
  counts: MasterCounts | null;
}

export interface MasterStatus {
  /** Of the master in use; null while there is none. */
  inUse: {
    source: "downloaded" | "unchanged" | "last-good";
    instruments: number;
    fetchedAt: number;
    newestAt: number | null;
    loadedAt: number;
  } | null;
  running: RunningRefresh | null;
  /** Why the last attempt was refused or failed; null when it was not. */
  problem: {
    outcome: "refused" | "failed";
    reason: string;
    at: number;
  } | null;
  /** When it is refreshed by itself the next time; where that is now, it is within a minute. */
  nextRunAt: number;
}

export type Mode = "ltp" | "quote" | "full";

export type NoAtmReason = "unlisted" | "waiting" | "none" | "stale" | "absurd" | "expiry-not-listed" | "expired";

export interface OfUserInput {
  userId: string;
  id: string;
}

/** What a link is for, and for whom; `email` is null where it is still to be chosen. */
export type OpenLinkAnswer =
  | {
      ok: true;
      kind: "set-up" | "invite" | "reset";
      email: string | null;
    }
  | AuthRefusal;

/** All options of an underlying that end on one day. */
export interface OptionSeries {
  expiry: string;
  kind: ExpiryKind;
  daysLeft: number;
  underlying: string;
  exchange: Exchange;
  segment: "IDX_I" | "NSE_EQ" | "NSE_FNO" | "NSE_CURRENCY" | "BSE_EQ" | "MCX_COMM" | "BSE_CURRENCY" | "BSE_FNO";
  /** Units; MCX counts in lots, so 1. */
  lotSize: number;
  /** Largest quantity of one order; null while unknown. */
  freezeQuantity: number | null;
  /** Rupees between neighbours near the money, where they lie closest; null for a strike that is alone. */
  strikeStep: number | null;
  /** Rupees, ascending. A strike's place here is its place in both lists of keys. */
  strikes: number[];
  /** Null where none is listed at the strike. */
  ceKeys: (InstrumentKey | null)[];
  peKeys: (InstrumentKey | null)[];
}

export type Password = string;

export type PersonName = string;

export type PriceSource = "stream" | "rest" | "previous-close";

/** What everybody is told. */
export interface PublicEvent {
  type: "master-changed";
  instruments: number;
  counts: MasterCounts;
  at: number;
}

export interface QuoteTick {
  instrument: InstrumentKey;
  ltp: number | null;
  exchangeTime: number | null;
  receivedTime: number | null;
  source: PriceSource | null;
  stale: boolean;
  previousClose: number | null;
  open: number | null;
  high: number | null;
  low: number | null;
  averagePrice: number | null;
  lastQuantity: number | null;
  volume: number | null;
  totalBuyQuantity: number | null;
  totalSellQuantity: number | null;
  oi: number | null;
}

/** `refresh` is null while it runs on: the status shows how far it is. */
export interface RefreshMasterAnswer {
  refresh: MasterRefresh | null;
  status: MasterStatus;
}

export interface RefreshMasterInputWish {
  /** Takes a master that would be refused for what it lacks beside the one in use. Logged with who asked. */
  force?: boolean | undefined;
}

export interface RenameListInput {
  listId: string;
  name: string;
}

/** The list's items come in this order; those that are not named keep theirs, behind. */
export interface ReorderItemsInput {
  listId: string;
  itemIds: string[];
}

/** Lists come in this order; those that are not named keep theirs, behind. */
export interface ReorderListsInput {
  listIds: string[];
}

export type Role = "viewer" | "trader" | "admin";

export interface RunningRefresh {
  trigger: "start" | "schedule" | "retry" | "admin";
  actor: string;
  isForced: boolean;
  startedAt: number;
  phase: "reading" | "comparing" | "building";
  /** Read so far. */
  bytes: number;
  /** Null while unknown. */
  totalBytes: number | null;
  rows: number;
}

export type SearchAnswer =
  | {
      ok: true;
      hits: SearchHit[];
      next: string | null;
    }
  | SearchRefusal;

export interface SearchHit {
  key: InstrumentKey;
  name: string;
  symbol: string;
  displayName: string;
  segment: "IDX_I" | "NSE_EQ" | "NSE_FNO" | "NSE_CURRENCY" | "BSE_EQ" | "MCX_COMM" | "BSE_CURRENCY" | "BSE_FNO";
  exchange: Exchange | null;
  kind: InstrumentKind;
  underlying: string;
  expiry: string | null;
  strike: number | null;
  optionType: "CE" | "PE" | null;
  lotSize: number;
  tickSize: number | null;
  freezeQuantity: number | null;
  isin: string | null;
  series: string | null;
  /** Which parts of its names the query meant, for highlighting; none where it was found by a number. */
  matches: {
    name: [number, number][];
    displayName: [number, number][];
  };
}

export interface SearchInputWish {
  /** In a trader's words, whatever they are: `bn 57k pe next week`, `relaince`, `INE002A01018`. */
  query: string;
  segments?:
    | ("IDX_I" | "NSE_EQ" | "NSE_FNO" | "NSE_CURRENCY" | "BSE_EQ" | "MCX_COMM" | "BSE_CURRENCY" | "BSE_FNO")[]
    | undefined;
  kinds?: InstrumentKind[] | undefined;
  limit?: number | undefined;
  /** `next` of the page before, of the same query and filters. */
  page?: string | undefined;
}

export interface SearchRefusal {
  ok: false;
  reason: "no-master" | "bad-page" | "page-expired" | "unknown-instrument" | "unknown-underlying" | "expiry-not-listed";
  /** For people: what to do next. */
  message: string;
}

export interface SegmentSession {
  segment: "IDX_I" | "NSE_EQ" | "NSE_FNO" | "NSE_CURRENCY" | "BSE_EQ" | "MCX_COMM" | "BSE_CURRENCY" | "BSE_FNO";
  /** Whether it trades: while it does not, prices stand still and nothing is wrong. */
  isOpen: boolean;
  /** UTC milliseconds at which it opens, or closes, next; null when nothing is known of that. */
  changesAt: number | null;
}

export type SeriesAnswer =
  | {
      ok: true;
      series: OptionSeries;
    }
  | SearchRefusal;

/** The at-the-money strike of one option series, and what it was worked out from. Rupees. */
export interface SeriesAtm {
  strike: number;
  /** The underlying's price then. */
  price: number;
  source: UnderlyingPriceSource;
  /** UTC milliseconds. */
  at: number;
}

export interface SeriesInput {
  underlying: string;
  expiry: string;
  exchange?: Exchange | undefined;
}

export interface Session {
  id: string;
  createdAt: number;
  expiresAt: number;
  /** Where from and with what, as far as it was told. */
  address: string | null;
  userAgent: string | null;
  /** Whether this is the one that asks. */
  isCurrent: boolean;
}

export interface SetRoleInput {
  userId: string;
  role: Role;
}

export interface SetShareInput {
  userId: string;
  shareSlots: number | null;
}

/** What an admin's word took away: units of demand (an item, a chain, a page's instrument), and their legs counted by unit. */
export interface StoppedCount {
  units: number;
  legs: number;
}

export type StoppedReason =
  | "least-recently-used"
  | "capacity"
  | "share"
  | "end-of-day"
  | "by-admin"
  | "expired"
  | "reassigned";

/** What `/ticks` tells a user without being asked. */
export type StreamEvent = UserEvent | PublicEvent;

/** Facts of a subscribed instrument that a reader of its ticks needs. */
export interface SubscribedInstrument {
  key: InstrumentKey;
  /** Stands for the key in binary frames, within this epoch. */
  handle: number;
  /** Prices of its binary records count units of 10^-decimals rupees. */
  decimals: 2 | 4;
  name: string;
}

/** What the 25,000 slots are spent on. Counted on the feed's own connections at the moment of the question: there is no other count that could disagree. */
export interface SubscriptionStatus {
  total: CarriedCount;
  tiers: {
    pinned: CarriedCount;
    B: CarriedCount;
    A: CarriedCount;
  };
  connections: {
    desired: number;
    confirmed: number;
    connection: number;
    state: ConnectionState;
    pinned: number;
    B: number;
    A: number;
  }[];
  capacity: {
    instruments: number;
    left: number;
  };
  /** Units evicted, and requests refused by reason, since the start. */
  evictions: number;
  refusals: {
    capacity: number;
    share: number;
  };
}

/** pinned: the six indices. B: the plan that is always on. A: what users want, on demand. */
export type SubscriptionTier = "pinned" | "B" | "A";

export type SummaryReason = "no-price" | "no-atm" | "no-quotes" | "no-volatility" | "no-oi" | "no-volume";

export interface SwitchFeedOffInput {
  /** Shown to everybody whose prices stop. */
  reason: string;
}

/** What one user holds of Tier A now. */
export interface TierAHolding {
  /** Null for all open pages, which count as one user together. */
  userId: string | null;
  /** Watchlist items, open chains, instruments of open pages. */
  units: number;
  /** Instruments of those, counted by unit, as they count against the share. */
  slots: number;
  /** Slots that are theirs when capacity is short; with more than these they make room among their own. */
  share: number;
}

/** What is held all day of one underlying. */
export interface TierBEntry {
  underlying: string;
  /** Only where its derivatives on another exchange than the first of NSE, BSE, MCX that lists them are meant. */
  exchange?: Exchange | undefined;
  /** Option series of the nearest so many expiries. */
  optionExpiries: number;
  /** 10 gives 21 strikes and 42 legs an expiry. */
  strikesEachSide: number;
  /** The nearest so many futures. */
  futures: number;
}

/** What became of one entry of the plan. */
export interface TierBEntryStatus {
  underlying: string;
  exchange?: Exchange | undefined;
  optionExpiries: {
    wanted: number;
    listed: number;
  };
  futures: {
    wanted: number;
    listed: number;
  };
  series: {
    expiry: string;
    instruments: number;
    atm: SeriesAtm | null;
    reason: NoAtmReason | null;
  }[];
  /** For people: what is short of the plan and why; empty when nothing is. */
  shortfalls: string[];
}

/** What is subscribed all day, whoever watches: data, so that it can be changed while the server runs. */
export interface TierBPlan {
  entries: TierBEntry[];
}

export interface TierBStatus {
  /** Instruments demanded now, and what the plan would come to if all of it were listed. */
  instruments: {
    demanded: number;
    planned: number;
  };
  /** Nothing is short of the plan. */
  isComplete: boolean;
  entries: TierBEntryStatus[];
}

/** What is traded on an underlying on one exchange; nothing that has expired. */
export interface UnderlyingExpiries {
  underlying: string;
  exchange: Exchange;
  /** The index or share that it all follows; null for commodities and currencies. */
  spotKey: InstrumentKey | null;
  /** Of its options, ascending; none where it has futures alone. */
  expiries: {
    expiry: string;
    kind: ExpiryKind;
    daysLeft: number;
    strikes: number;
  }[];
  /** Nearest first. */
  futures: {
    expiry: string;
    kind: ExpiryKind;
    daysLeft: number;
    key: InstrumentKey;
  }[];
}

export type UnderlyingPriceSource = "stream" | "future" | "rest" | "previous-close";

/** The address to sign in with from now on. */
export type UseLinkAnswer =
  | {
      ok: true;
      email: string;
    }
  | AuthRefusal;

/** For `set-up` an address and a name are needed, for the others they are known. */
export interface UseLinkInputWish {
  token: string;
  password: Password;
  email?: EmailAddressWish | undefined;
  name?: PersonName | undefined;
}

/** Somebody with an account. */
export interface User {
  id: string;
  /** Null of the user `demo`, who cannot sign in. */
  email: string | null;
  name: string;
  role: Role;
  /** Slots of Tier A that are theirs when capacity is short; null takes the default. */
  shareSlots: number | null;
  isActive: boolean;
  /** False until the link of the invitation was used. */
  hasPassword: boolean;
  createdAt: number;
}

export type UserAnswer =
  | {
      ok: true;
      user: User;
    }
  | AuthRefusal;

/** What a user is told of their watchlists when it happens by itself, or in another of their windows. */
export type UserEvent =
  | {
      type: "items-evicted";
      items: {
        itemId: string;
        listId: string;
        name: string;
      }[];
      reason: StoppedReason;
      at: number;
    }
  | {
      type: "items-reactivated";
      items: {
        itemId: string;
        listId: string;
        name: string;
      }[];
      at: number;
    }
  | {
      type: "items-ended";
      items: {
        itemId: string;
        listId: string;
        name: string;
      }[];
      market: Market;
      isListCleared: boolean;
      at: number;
    };

export interface UserInput {
  userId: string;
}

export type ViewAnswer =
  | {
      ok: true;
      list: Watchlist;
      items: WatchlistItem[];
    }
  | WatchlistRefusal;

export interface Watchlist {
  id: string;
  name: string;
  createdAt: number;
}

/** What happens to the caller's watchlists by itself, or in another of their windows. */
export type WatchlistEvent = ListeningEvent | UserEvent;

export interface WatchlistItem {
  id: string;
  listId: string;
  kind: ItemKind;
  underlying: string;
  /** Of an EQUITY or a FUTURE; null of options. */
  key: InstrumentKey | null;
  /** Those it stands for now, ascending; null of an EQUITY or a FUTURE. */
  expiries: string[] | null;
  expiryRule: ExpiryRule | null;
  state: "streaming" | "waiting" | "evicted" | "ended";
  /** Null while it streams or waits. */
  reason: StoppedReason | null;
  /** When the state began; streaming and waiting count as one. */
  since: number;
  /** Instruments it takes, or took last. */
  legs: number;
  createdAt: number;
  lastUsedAt: number;
}

export interface WatchlistRefusal {
  ok: false;
  reason:
    | "no-master"
    | "unknown-instrument"
    | "unknown-underlying"
    | "wrong-kind"
    | "not-options"
    | "expiry-not-listed"
    | "expired"
    | "reassigned"
    | "last-expiry"
    | "no-price"
    | "capacity"
    | "share"
    | "not-found"
    | "not-yours"
    | "too-many-lists"
    | "name-taken"
    | "list-full"
    | "too-many-expiries"
    | "busy";
  /** For people: what to do next. */
  message: string;
}

/** Everything the server does, as calls. */
export interface Api {
  subscriptions: {
    status: Query<void, SubscriptionStatus>;
    feedState: Subscribable<void, FeedState>;
    tierB: Query<void, TierBStatus>;
    active: Query<ActiveQueryWish, ActivePage>;
    instrument: Query<
      {
        key: InstrumentKey;
      },
      {
        subscription: ActiveSubscription | null;
      }
    >;
  };
  chains: {
    get: Query<ChainSpecWish, ChainAnswer>;
    live: Subscribable<LiveChainInputWish, ChainAnswer>;
    keep: Mutation<KeepChainInputWish, KeepChainAnswer>;
  };
  watchlist: {
    all: Query<void, Watchlist[]>;
    overview: Query<void, ListWithItems[]>;
    events: Subscribable<void, WatchlistEvent>;
    create: Mutation<CreateListInput, ListAnswer>;
    rename: Mutation<RenameListInput, ListAnswer>;
    reorder: Mutation<ReorderListsInput, DoneAnswer>;
    remove: Mutation<ListInput, DoneAnswer>;
    view: Mutation<ListInput, ViewAnswer>;
    addItem: Mutation<AddItemInput, ItemAnswer>;
    openItem: Mutation<ItemInput, ItemAnswer>;
    reactivateItem: Mutation<ItemInput, ItemAnswer>;
    removeItem: Mutation<ItemInput, DoneAnswer>;
    reorderItems: Mutation<ReorderItemsInput, DoneAnswer>;
    addExpiry: Mutation<ExpiryInput, ItemAnswer>;
    removeExpiry: Mutation<ExpiryInput, ItemAnswer>;
  };
  search: {
    instruments: Query<SearchInputWish, SearchAnswer>;
    instrument: Query<InstrumentInput, InstrumentAnswer>;
    expiries: Query<ExpiriesInput, ExpiriesAnswer>;
    series: Query<SeriesInput, SeriesAnswer>;
    masterEvents: Subscribable<void, MasterEvent>;
  };
  auth: {
    status: Query<void, AuthStatus>;
    openLink: Mutation<LinkInput, OpenLinkAnswer>;
    useLink: Mutation<UseLinkInputWish, UseLinkAnswer>;
    changePassword: Mutation<ChangePasswordInput, AuthDone>;
    sessions: {
      list: Query<void, Session[]>;
      revoke: Mutation<IdInput, AuthDone>;
    };
    keys: {
      list: Query<void, ApiKey[]>;
      create: Mutation<CreateKeyInput, CreateKeyAnswer>;
      revoke: Mutation<IdInput, AuthDone>;
    };
  };
  admin: {
    tierBPlan: Query<void, TierBPlan>;
    setTierBPlan: Mutation<TierBPlan, TierBStatus>;
    rebalance: Mutation<
      void,
      {
        moved: number;
      }
    >;
    connections: Query<void, ConnectionStatus[]>;
    feed: {
      switch: Query<void, FeedSwitch>;
      switchOff: Mutation<SwitchFeedOffInput, FeedSwitch>;
      switchOn: Mutation<void, FeedSwitch>;
      disconnect: Mutation<FeedConnectionInput, ConnectionStatus[]>;
      connect: Mutation<FeedConnectionInput, ConnectionStatus[]>;
    };
    holdings: Query<void, TierAHolding[]>;
    unsubscribeAllTierA: Mutation<void, StoppedCount>;
    clearWatchlists: Mutation<void, StoppedCount>;
    eodRuns: Query<void, EodRun[]>;
    eodEvents: Subscribable<void, EodStreamEvent>;
    runEndOfDay: Mutation<
      {
        market: Market;
      },
      EodRun
    >;
    masterStatus: Query<void, MasterStatus>;
    refreshMaster: Mutation<RefreshMasterInputWish, RefreshMasterAnswer>;
    masterRefreshes: Query<void, MasterRefresh[]>;
    masterChange: Query<MasterChangeInput, MasterChangeAnswer>;
    subscriptionLog: Query<LogQueryWish, LogPage>;
    users: {
      list: Query<void, User[]>;
      create: Mutation<CreateUserInputWish, CreateUserAnswer>;
      setRole: Mutation<SetRoleInput, UserAnswer>;
      setShare: Mutation<SetShareInput, UserAnswer>;
      deactivate: Mutation<UserInput, UserAnswer>;
      reactivate: Mutation<UserInput, UserAnswer>;
      resetLink: Mutation<UserInput, LinkAnswer>;
      sessions: Query<UserInput, Session[]>;
      revokeSession: Mutation<OfUserInput, AuthDone>;
      keys: Query<UserInput, ApiKey[]>;
      revokeKey: Mutation<OfUserInput, AuthDone>;
    };
    dhanCredentials: {
      status: Query<void, DhanCredentialsStatus>;
      set: Mutation<DhanCredentialsInput, DhanCredentialsAnswer>;
      forget: Mutation<void, DhanCredentialsStatus>;
    };
  };
}
