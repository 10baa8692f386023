import type { InstrumentKey } from "../../shared/instrument-key.ts";
import type { Mode } from "../../shared/tick-mode.ts";
import type { WindowSpec } from "../chains/strike-windows.ts";
import type { DemandUnit } from "../subscriptions/demand-unit.ts";

/** Chains show depth, open interest and the day's prices. */
const ITEM_MODE: Mode = "full";
const PREFIX = "item:";

/** An item that is to stream: one instrument, or the window of some expiries. */
export interface Streamable {
  id: string;
  listId: string;
  userId: string;
  /** For people. */
  name: string;
  demand: { key: InstrumentKey } | { window: WindowSpec };
}

/** An item is one unit of demand, however many expiries it has. */
export function unitOf({ id, userId }: Streamable, keys: readonly InstrumentKey[]): DemandUnit {
  return { id: unitId(id), tier: "A", userId, mode: ITEM_MODE, keys };
}

export function unitId(itemId: string): string {
  return PREFIX + itemId;
}

/** The item of a unit; null for units of others. */
export function itemIdOf(unit: string): string | null {
  return unit.startsWith(PREFIX) ? unit.slice(PREFIX.length) : null;
}
