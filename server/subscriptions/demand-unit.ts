import type { InstrumentKey } from "../../shared/instrument-key.ts";
import type { Mode } from "../../shared/tick-mode.ts";

/**
 * pinned: the six index spots, counted on their own. B: the configured plan, never evicted. A: what users want, on
 * demand, least recently used out first.
 */
export type Tier = "pinned" | "B" | "A";

/**
 * Instruments that are wanted together for one reason: taken together, evicted together, let go together, so that no
 * chain is ever half there. Ids: `pinned`, `tier-b:NIFTY:2026-12-01`, `item:<watchlist item>`, `stream:<instrument>`.
 */
export interface DemandUnit {
  id: string;
  tier: Tier;
  /** Whose share it counts against; null for what belongs to nobody. */
  userId: string | null;
  mode: Mode;
  /** Without repeats. */
  keys: readonly InstrumentKey[];
}

/** What one caller asks for: all of it or none of it. */
export interface DemandRequest {
  /**
   * New units, and units whose instruments or mode change, each named once. A new one is the most recently used; one
   * that changes keeps its place until somebody uses it, which `touch` is for.
   */
  set?: readonly DemandUnit[];
  /** Ids of units to let go; unknown ones are no error. */
  drop?: readonly string[];
}

/** Why a request could not be met; nothing of it has been done then. */
export type DemandRefusal =
  /** Every slot is taken by what may not be evicted. */
  | "capacity"
  /** The slots are short and the user has used up their share. */
  | "share";

export type DemandOutcome =
  | { ok: true /** Units that had to make room. */; evicted: readonly DemandUnit[] }
  | { ok: false; reason: DemandRefusal };
