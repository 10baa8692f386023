import type { InstrumentKey } from "../../shared/instrument-key.ts";

export interface AllocatorLimits {
  connections: number;
  instrumentsPerConnection: number;
}

/** Which connection (1 to 5) carries an instrument. */
export type Placement = ReadonlyMap<InstrumentKey, number>;

export interface AllocationPlan {
  placed: Map<InstrumentKey, number>;
  /** No connection had room. */
  rejected: InstrumentKey[];
}

/**
 * Where new instruments go: each to the connection that carries the fewest, the lower number on a tie, so that counts
 * never differ by more than one after adds. Pure: the same input gives the same plan.
 */
export function allocate(
  adds: Iterable<InstrumentKey>,
  load: readonly number[],
  limits: AllocatorLimits,
): AllocationPlan {
  const counts = Array.from({ length: limits.connections }, (_, i) => load[i] ?? 0);
  const plan: AllocationPlan = { placed: new Map(), rejected: [] };
  for (const key of adds) {
    let least = 0;
    for (let i = 1; i < counts.length; i++) if (counts[i]! < counts[least]!) least = i;
    if (counts[least]! >= limits.instrumentsPerConnection) {
      plan.rejected.push(key);
      continue;
    }
    counts[least]!++;
    plan.placed.set(key, least + 1);
  }
  return plan;
}
