import type { InstrumentKey } from "../shared/instrument-key.ts";
import type { ChainLeg, ChainRefusalReason, ChainSpec, ChainSpecWish, ChainSummary } from "./generated/api.ts";

export interface ChainRow {
  /** Rupees. */
  readonly strike: number;
  /** Null where none is listed. Objects stay the same from one chain to the next as long as nothing of them changes. */
  readonly call: Readonly<ChainLeg> | null;
  readonly put: Readonly<ChainLeg> | null;
}

/** An option chain as it is now, whole. */
export interface Chain {
  readonly id: string;
  readonly spec: ChainSpec;
  readonly version: number;
  readonly summary: Readonly<ChainSummary>;
  /** By strike, ascending. */
  readonly rows: readonly ChainRow[];
  /** Legs that are others than in the chain delivered before. */
  readonly changed: ReadonlySet<InstrumentKey>;
}

export interface ChainOptions extends ChainSpecWish {
  /** Least time between two updates, 250 to 60,000 ms; 250 when left out. */
  everyMs?: number;
  /** Gets the whole chain each time: first as it is, then whenever anything of it has changed. */
  onChain(chain: Chain): void;
  /** The server does not send it, or does no longer; it is asked for again after a reconnect, or by another chain(). */
  onLost?(reason: ChainRefusalReason): void;
}
