import type {
  Chain,
  ChainLeg,
  ChainRefusalReason,
  ChainRow,
  ChainSpecWish,
  ChainSummary,
  TickStream,
} from "../../client-sdk/index.ts";

export type Side = "call" | "put";

/** waiting: asked for, nothing has come. lost: the server does not send it, or does no longer. */
export type ChainState = { status: "waiting" } | { status: "live" } | { status: "lost"; reason: ChainRefusalReason };

type Leg = Readonly<ChainLeg>;

const WAITING: ChainState = { status: "waiting" };
const LIVE: ChainState = { status: "live" };

/** Names a place in the chain, whoever stands in it. */
export function legId(strike: number, side: Side): string {
  return `${side}${strike}`;
}

/**
 * One option chain as it is shown. What has come is applied once an animation frame, the newest whole; each leg has
 * listeners of its own, who are told only when it is another than before.
 */
export class ChainStore {
  readonly spec: ChainSpecWish;
  readonly #stream: Pick<TickStream, "chain">;
  readonly #requestFrame: (apply: () => void) => void;
  #state: ChainState = WAITING;
  /** Newest that has come; null once it is shown. */
  #next: Chain | null = null;
  #summary: Readonly<ChainSummary> | null = null;
  #rows: readonly ChainRow[] = [];
  #strikes: readonly number[] = [];
  #legs = new Map<string, Leg>();
  readonly #listeners = new Set<() => void>();
  readonly #legListeners = new Map<string, Set<() => void>>();
  #leave: (() => void) | null = null;

  constructor(stream: Pick<TickStream, "chain">, spec: ChainSpecWish, requestFrame: (apply: () => void) => void) {
    this.#stream = stream;
    this.spec = spec;
    this.#requestFrame = requestFrame;
  }

  get state(): ChainState {
    return this.#state;
  }

  /** Null before the chain has come. What was shown stays when it is lost. */
  get summary(): Readonly<ChainSummary> | null {
    return this.#summary;
  }

  get rows(): readonly ChainRow[] {
    return this.#rows;
  }

  /** Ascending; the same object while they are the same strikes. */
  get strikes(): readonly number[] {
    return this.#strikes;
  }

  /** Null where none is listed. */
  leg(id: string): Leg | null {
    return this.#legs.get(id) ?? null;
  }

  /** Tells of any change of the chain, its state too. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  };

  /** Tells of changes of one leg. */
  subscribeLeg(id: string, listener: () => void): () => void {
    const listeners = this.#legListeners.get(id) ?? new Set();
    this.#legListeners.set(id, listeners.add(listener));
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0 && this.#legListeners.get(id) === listeners) this.#legListeners.delete(id);
    };
  }

  /** @returns stops watching it. */
  open(): () => void {
    const subscription = this.#stream.chain({
      ...this.spec,
      onChain: (chain) => {
        if (this.#next === null) this.#requestFrame(() => this.#apply());
        this.#next = chain;
      },
      onLost: (reason) => {
        this.#next = null;
        this.#become({ status: "lost", reason });
      },
    });
    this.#leave = () => subscription.unsubscribe();
    return () => this.#close();
  }

  /** Asks again for what was lost. */
  bringBack(): void {
    this.#close();
    this.#become(WAITING);
    this.open();
  }

  #close(): void {
    this.#leave?.();
    this.#leave = null;
    this.#next = null;
  }

  #become(state: ChainState): void {
    this.#state = state;
    for (const listener of this.#listeners) listener();
  }

  #apply(): void {
    const chain = this.#next;
    this.#next = null;
    if (chain === null) return;
    const before = this.#legs;
    this.#legs = legsOf(chain.rows);
    this.#rows = chain.rows;
    this.#summary = chain.summary;
    if (!isSame(chain.rows, this.#strikes)) this.#strikes = chain.rows.map(({ strike }) => strike);
    for (const [id, listeners] of this.#legListeners) {
      if (this.#legs.get(id) === before.get(id)) continue;
      for (const listener of listeners) listener();
    }
    this.#become(LIVE);
  }
}

function legsOf(rows: readonly ChainRow[]): Map<string, Leg> {
  const legs = new Map<string, Leg>();
  for (const { strike, call, put } of rows) {
    if (call !== null) legs.set(legId(strike, "call"), call);
    if (put !== null) legs.set(legId(strike, "put"), put);
  }
  return legs;
}

function isSame(rows: readonly ChainRow[], strikes: readonly number[]): boolean {
  return rows.length === strikes.length && rows.every(({ strike }, n) => strike === strikes[n]);
}
