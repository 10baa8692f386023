import type { MasterCounts } from "../../../client-sdk/index.ts";
import { grouped } from "../../format/number.ts";

/** What the kinds of change are called, in the order in which they are told. */
export const CHANGE_NAMES: Readonly<Record<string, string>> = {
  added: "added",
  expired: "expired",
  gone: "gone before their time",
  reassigned: "keys that name another now",
  name: "names",
  lotSize: "lot sizes",
  freezeQuantity: "freeze quantities",
  tickSize: "tick sizes",
  isin: "ISINs",
  series: "series",
};

/** What differs, in one line. */
export function changesText(counts: MasterCounts): string {
  const parts = Object.entries(CHANGE_NAMES).flatMap(([kind, name]) =>
    counts[kind] ? `${grouped(counts[kind])} ${name}` : [],
  );
  return parts.length === 0 ? "nothing differs" : parts.join(", ");
}
