import type { AtmStatus } from "../../shared/atm.ts";
import type { ChainSpec } from "../../shared/chain.ts";
import { chainId } from "../../shared/chain-id.ts";
import { ChainLimits } from "../../shared/chain-limits.ts";
import type { ChainRefusalReason } from "../../shared/chain-refusal.ts";
import { type InstrumentKey, parseInstrumentKey } from "../../shared/instrument-key.ts";
import { istDate } from "../../shared/ist.ts";
import type { Cancel, Clock } from "../clock.ts";
import type { OptionSeriesIndex } from "../instruments/option-series-index.ts";
import type { DemandUnit } from "../subscriptions/demand-unit.ts";
import type { Subscriptions } from "../subscriptions/subscriptions.ts";
import { ChainDemand } from "./chain-demand.ts";
import { type ChainListing, chainListing } from "./chain-listing.ts";
import { type ChainParts, OptionChain } from "./option-chain.ts";
import type { RestChains } from "./rest-chains.ts";
import type { StrikeWindows, WindowChange } from "./strike-windows.ts";
import { underlyingId } from "./underlying-ref.ts";

/** Chains are computed so often, if anything of them has changed. */
export const BEAT_MS = ChainLimits.everyMsLeast;
/** A chain that nobody watches any more is kept this long: who comes back finds it as it was. */
export const RELEASE_AFTER_MS = 30_000;
/** Strikes that come into the window are shown once all of them have values, and at the latest after this. */
export const RECENTRE_WITHIN_MS = 2_000;
/** A snapshot waits this long for the first values of legs that were not subscribed before. */
export const SNAPSHOT_WITHIN_MS = 2_000;

export interface ChainBoardOptions extends Omit<ChainParts, "restOf"> {
  clock: Clock;
  /** The present master's; null while there is none. */
  index(): OptionSeriesIndex | null;
  windows: Pick<StrikeWindows, "watch" | "unwatch" | "status">;
  subscriptions: Pick<Subscriptions, "request" | "touch">;
  restChains: Pick<RestChains, "want" | "leave" | "of">;
  /** A user's chain is not had any more, without their doing. */
  onLost(chain: string, userId: string, reason: ChainRefusalReason): void;
  /** Chains that somebody watches have been computed; `beat` counts them. */
  onBeat(beat: number): void;
  /** Smaller ones than the documented, in tests. */
  limits?: { atOnce: number };
}

export type ChainRefused = { ok: false; reason: ChainRefusalReason };
export type ChainOpening = { ok: true; chain: OptionChain } | ChainRefused;

interface Live {
  readonly chain: OptionChain;
  readonly demand: ChainDemand;
  /** Times each user has it open; 0 while it is kept for them. */
  readonly holders: Map<string, number>;
  readonly releases: Map<string, Cancel>;
  /** Legs that are to be shown, and when at the latest; null when those shown are right. */
  coming: { legs: readonly InstrumentKey[]; by: number } | null;
}

/**
 * The chains that somebody watches, each computed once for all of them. Opening one demands its legs as Tier A of whoever
 * opens it, beside whoever else holds them; after the last one has left they stay for a grace time.
 */
export class ChainBoard {
  readonly #options: ChainBoardOptions;
  readonly #parts: ChainParts;
  readonly #live = new Map<string, Live>();
  readonly #waiting = new Set<() => void>();
  readonly #keeps = new Set<Cancel>();
  #cancelBeat: Cancel | null = null;
  #beat = 0;

  constructor(options: ChainBoardOptions) {
    this.#options = options;
    this.#parts = { ...options, restOf: (spec) => options.restChains.of(seriesId(spec)) };
  }

  /** Chains there are, watched or kept. */
  get size(): number {
    return this.#live.size;
  }

  /** A chain for a user, who is to close it as often as they open it. It has been computed when this returns. */
  open(spec: ChainSpec, userId: string): ChainOpening {
    const found = this.#find(spec);
    if (!found.ok) return found;
    const { live } = found;
    const holders = live.holders.get(userId);
    // Before it is demanded: that may cost another viewer theirs, and the chain must not go with them.
    live.holders.set(userId, (holders ?? 0) + 1);
    if (holders === undefined) {
      const refusal = live.demand.join(userId);
      if (refusal !== null) {
        this.#release(live, userId);
        return { ok: false, reason: refusal };
      }
    } else {
      live.releases.get(userId)?.();
      live.releases.delete(userId);
      live.demand.touch(userId);
    }
    live.chain.compute();
    this.#cancelBeat ??= this.#options.clock.every(BEAT_MS, () => this.#onBeat());
    return { ok: true, chain: live.chain };
  }

  /** The user has it open once less. What was lost meanwhile is not there any more, and no error. */
  close(id: string, userId: string): void {
    const live = this.#live.get(id);
    const holders = live?.holders.get(userId) ?? 0;
    if (live === undefined || holders === 0) return;
    live.holders.set(userId, holders - 1);
    if (holders > 1) return;
    live.releases.set(
      userId,
      this.#options.clock.after(RELEASE_AFTER_MS, () => this.#release(live, userId)),
    );
  }

  /** The same for a while, in which it stays demanded though nobody watches; returns until when. */
  keep(spec: ChainSpec, userId: string, keepMs: number): { ok: true; id: string; until: number } | ChainRefused {
    if (this.#keeps.size >= ChainLimits.keptAtOnce) return { ok: false, reason: "too-many-chains" };
    const opening = this.open(spec, userId);
    if (!opening.ok) return opening;
    const { clock } = this.#options;
    const { id } = opening.chain;
    const cancel = clock.after(keepMs, () => {
      this.#keeps.delete(cancel);
      this.close(id, userId);
    });
    this.#keeps.add(cancel);
    return { ok: true, id, until: clock.now() + keepMs };
  }

  /** The same for a moment: resolves when every leg has values, or within SNAPSHOT_WITHIN_MS. */
  async snapshot(spec: ChainSpec, userId: string): Promise<ChainOpening> {
    const opening = this.open(spec, userId);
    if (!opening.ok) return opening;
    const { chain } = opening;
    const by = this.#options.clock.now() + SNAPSHOT_WITHIN_MS;
    while (this.#live.has(chain.id) && !chain.isComplete && this.#options.clock.now() < by) {
      await new Promise<void>((resolve) => this.#waiting.add(resolve));
    }
    if (!this.#live.get(chain.id)?.holders.has(userId)) return { ok: false, reason: "evicted" };
    chain.compute();
    this.close(chain.id, userId);
    return opening;
  }

  /** Units that had to make room; those of chains among them are lost to their users. */
  evicted(units: readonly DemandUnit[]): void {
    for (const { id, userId } of units) {
      const live = this.#live.get(ChainDemand.chainOf(id) ?? "");
      if (live !== undefined && userId !== null) this.#lose(live, userId, "evicted");
    }
  }

  /** There is another master; the windows have been told before. */
  instrumentsChanged(): void {
    for (const live of [...this.#live.values()]) {
      const listing = this.#listing(live.chain.spec);
      if (listing.ok) live.chain.relist(listing.listing);
      else for (const userId of [...live.holders.keys()]) this.#lose(live, userId, listing.reason);
    }
  }

  stop(): void {
    for (const cancel of this.#keeps) cancel();
    this.#keeps.clear();
    for (const live of [...this.#live.values()]) this.#remove(live);
  }

  #find(spec: ChainSpec): { ok: true; live: Live } | { ok: false; reason: ChainRefusalReason } {
    const known = this.#live.get(chainId(spec));
    if (known !== undefined) return { ok: true, live: known };
    const found = this.#listing(spec);
    if (!found.ok) return found;
    if (this.#live.size >= (this.#options.limits?.atOnce ?? ChainLimits.atOnce) && !this.#dropKept())
      return { ok: false, reason: "too-many-chains" };
    return { ok: true, live: this.#start(spec, found.listing) };
  }

  #listing(spec: ChainSpec): { ok: true; listing: ChainListing } | { ok: false; reason: ChainRefusalReason } {
    const index = this.#options.index();
    if (index === null) return { ok: false, reason: "no-master" };
    const today = istDate(this.#options.clock.now());
    const listing = chainListing(spec, index, today);
    if (spec.expiry < today) return { ok: false, reason: "expired" };
    if (listing !== null) return { ok: true, listing };
    const isUnknown = index.expiries(spec.underlying, spec.exchange).length === 0;
    return { ok: false, reason: isUnknown ? "unknown-underlying" : "expiry-not-listed" };
  }

  #start(spec: ChainSpec, listing: ChainListing): Live {
    const { windows, restChains, subscriptions } = this.#options;
    const id = chainId(spec);
    const chain = new OptionChain(spec, listing, this.#parts, () => this.#atm(id));
    const live: Live = {
      chain,
      demand: new ChainDemand(id, subscriptions, anchorsOf(listing)),
      holders: new Map(),
      releases: new Map(),
      coming: null,
    };
    this.#live.set(id, live);
    const { underlying, exchange, expiry, strikesEachSide } = spec;
    windows.watch(windowId(id), { underlying, exchange, expiries: [expiry], strikesEachSide }, this.#onWindows);
    const candidates = restNames(listing);
    if (candidates !== null) restChains.want(seriesId(spec), candidates, expiry);
    return live;
  }

  #atm(id: string): AtmStatus {
    return this.#options.windows.status(windowId(id))[0] ?? { atm: null, reason: "waiting" };
  }

  readonly #onWindows = (changes: readonly WindowChange[]): void => {
    for (const { id, legs } of changes) {
      const live = this.#live.get(id.slice(WINDOW_PREFIX.length));
      if (live !== undefined) this.#recentre(live, legs);
    }
  };

  /** Demands the legs to come beside those shown, so that no row is blank while the first values come. */
  #recentre(live: Live, legs: readonly InstrumentKey[]): void {
    const { shown } = live.chain;
    const both = [...new Set([...shown, ...legs])];
    const isRoom = shown.length > 0 && legs.length > 0 && live.demand.want(both);
    live.coming = { legs, by: isRoom ? this.#options.clock.now() + RECENTRE_WITHIN_MS : 0 };
    if (!isRoom) this.#settle(live);
  }

  #settle(live: Live): void {
    const { coming, chain } = live;
    if (coming === null) return;
    const { ticks, clock } = this.#options;
    const hasCome = (key: InstrumentKey) => !Number.isNaN(ticks.reader.receivedTime(ticks.slotOf(key)));
    if (clock.now() < coming.by && !coming.legs.every((key) => ticks.slotOf(key) !== -1 && hasCome(key))) return;
    live.coming = null;
    chain.show(coming.legs);
    if (live.demand.want(coming.legs)) return;
    for (const [userId, reason] of live.demand.refused(coming.legs)) this.#lose(live, userId, reason);
  }

  #onBeat(): void {
    for (const live of [...this.#live.values()]) {
      if (!isWatched(live)) continue;
      this.#settle(live);
      live.chain.compute();
    }
    this.#beat++;
    this.#options.onBeat(this.#beat);
    this.#wake();
  }

  #wake(): void {
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const resolve of waiting) resolve();
  }

  #lose(live: Live, userId: string, reason: ChainRefusalReason): void {
    this.#release(live, userId);
    this.#options.onLost(live.chain.id, userId, reason);
  }

  #release(live: Live, userId: string): void {
    live.releases.get(userId)?.();
    live.releases.delete(userId);
    live.holders.delete(userId);
    live.demand.leave(userId);
    if (live.holders.size === 0) this.#remove(live);
  }

  /** Makes room for another by letting go of one that is only kept; false when all are watched. */
  #dropKept(): boolean {
    for (const live of this.#live.values()) {
      if (isWatched(live)) continue;
      for (const userId of [...live.holders.keys()]) this.#release(live, userId);
      return true;
    }
    return false;
  }

  #remove(live: Live): void {
    const { id, spec } = live.chain;
    if (!this.#live.delete(id)) return;
    for (const cancel of live.releases.values()) cancel();
    live.demand.stop();
    this.#options.windows.unwatch(windowId(id));
    this.#options.restChains.leave(seriesId(spec));
    // Whoever waits for its first values waits no longer.
    this.#wake();
    if (this.#live.size > 0) return;
    this.#cancelBeat?.();
    this.#cancelBeat = null;
  }
}

const WINDOW_PREFIX = "chain:";

function windowId(id: string): string {
  return WINDOW_PREFIX + id;
}

/** Chains of any width share what REST says of their series. */
function seriesId(spec: ChainSpec): string {
  return `${underlyingId(spec)} ${spec.expiry}`;
}

function isWatched({ holders }: Live): boolean {
  return holders.values().some((count) => count > 0);
}

function anchorsOf({ spot, future }: ChainListing): InstrumentKey[] {
  return [...new Set([spot, future?.key ?? null].filter((key) => key !== null))];
}

/** Of a share Dhan may know the options by NSE_EQ or by NSE_FNO. */
function restNames({ spot }: ChainListing): Parameters<RestChains["want"]>[1] | null {
  const ref = spot === null ? null : parseInstrumentKey(spot);
  if (ref === null) return null;
  if (ref.segment === "NSE_EQ") return [ref, { ...ref, segment: "NSE_FNO" }];
  return ref.segment === "BSE_EQ" ? [ref, { ...ref, segment: "BSE_FNO" }] : [ref];
}
