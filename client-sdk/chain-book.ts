import { chainId } from "../shared/chain-id.ts";
import type { InstrumentKey } from "../shared/instrument-key.ts";
import type { UpMessageInput } from "../shared/stream-up.ts";
import type { Chain, ChainRow } from "./chain.ts";
import type { ChainLeg, ChainRefusalReason, ChainSpec, ChainUpdate } from "./generated/api.ts";
import { callSafely } from "./listeners.ts";

/** One chain() of the application. */
export interface ChainListener {
  everyMs: number;
  onChain(chain: Chain): void;
  onLost(reason: ChainRefusalReason): void;
}

interface Entry {
  readonly spec: ChainSpec;
  readonly listeners: Set<ChainListener>;
  /** What the server was last asked for on this connection; null for nothing. */
  askedMs: number | null;
  /** What is known of it on this connection; null before its snapshot. */
  chain: Chain | null;
}

/** Who watches which chain, what must be said to the server for it, and each chain put together from what comes. */
export class ChainBook {
  readonly #entries = new Map<string, Entry>();
  /** Chains whose interval may differ from what was asked, or that are to be asked for anew. */
  readonly #changed = new Set<string>();
  readonly #leaving = new Set<string>();

  add(spec: ChainSpec, listener: ChainListener): void {
    const id = chainId(spec);
    const entry = this.#entries.get(id) ?? { spec, listeners: new Set(), askedMs: null, chain: null };
    this.#entries.set(id, entry);
    entry.listeners.add(listener);
    this.#leaving.delete(id);
    this.#changed.add(id);
    const { chain } = entry;
    if (chain !== null) queueMicrotask(() => entry.listeners.has(listener) && callSafely(listener.onChain, chain));
  }

  remove(spec: ChainSpec, listener: ChainListener): void {
    const id = chainId(spec);
    const entry = this.#entries.get(id);
    if (entry === undefined || !entry.listeners.delete(listener)) return;
    if (entry.listeners.size > 0) {
      this.#changed.add(id);
    } else {
      this.#changed.delete(id);
      if (entry.askedMs === null) this.#entries.delete(id);
      else this.#leaving.add(id);
    }
  }

  /** The connection is gone: everything still watched must be asked for again. */
  forgetAsked(): void {
    this.#leaving.clear();
    for (const [id, entry] of this.#entries) {
      if (entry.listeners.size === 0) {
        this.#entries.delete(id);
        continue;
      }
      entry.askedMs = null;
      entry.chain = null;
      this.#changed.add(id);
    }
  }

  /** The server does not send it, or does no longer. */
  lost(id: string, reason: ChainRefusalReason): void {
    const entry = this.#entries.get(id);
    if (entry === undefined) return;
    entry.askedMs = null;
    entry.chain = null;
    for (const listener of entry.listeners) callSafely(listener.onLost, reason);
  }

  /** The next message that brings the server nearer to what is wanted, taken as sent; null when there is none. */
  nextMessage(): UpMessageInput | null {
    const [leaving] = this.#leaving;
    if (leaving !== undefined) {
      this.#leaving.delete(leaving);
      this.#entries.delete(leaving);
      return { op: "unsubscribe-chain", chain: leaving };
    }
    for (const id of this.#changed) {
      this.#changed.delete(id);
      const entry = this.#entries.get(id)!;
      const everyMs = Math.min(...[...entry.listeners].map((listener) => listener.everyMs));
      if (everyMs === entry.askedMs) continue;
      entry.askedMs = everyMs;
      return { op: "subscribe-chain", ...entry.spec, everyMs };
    }
    return null;
  }

  /** Takes what came of a chain and tells its listeners; false when some was missed, and it must be asked for anew. */
  deliver(update: ChainUpdate): boolean {
    const entry = this.#entries.get(update.chain);
    if (entry === undefined) return true;
    const before = entry.chain;
    if (update.since !== null) {
      if (before === null || update.since > before.version) {
        entry.askedMs = null;
        this.#changed.add(update.chain);
        return false;
      }
      if (update.version <= before.version) return true;
    }
    const chain = put(update, update.since === null ? null : before);
    entry.chain = chain;
    for (const listener of entry.listeners) callSafely(listener.onChain, chain);
    return true;
  }
}

function put({ chain: id, spec, version, summary, strikes, legs }: ChainUpdate, before: Chain | null): Chain {
  const known = new Map<string, ChainLeg>();
  for (const row of before?.rows ?? []) {
    for (const leg of [row.call, row.put]) if (leg !== null) known.set(legId(leg.strike, leg.optionType), leg);
  }
  const changed = new Set<InstrumentKey>();
  for (const leg of legs) {
    known.set(legId(leg.strike, leg.optionType), leg);
    changed.add(leg.key);
  }
  const rows: ChainRow[] = strikes.map((strike) => ({
    strike,
    call: known.get(legId(strike, "CE")) ?? null,
    put: known.get(legId(strike, "PE")) ?? null,
  }));
  return { id, spec, version, summary, rows, changed };
}

function legId(strike: number, optionType: "CE" | "PE"): string {
  return `${strike}${optionType}`;
}
