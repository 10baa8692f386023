import type { InstrumentKind, SearchHit } from "../../client-sdk/index.ts";
import { chainPath, instrumentPath } from "../routes.ts";
import { wishOfInstrument } from "../watchlist/wish.ts";

/** Instruments that a chain takes at most where it is put on a watchlist: both sides of 21 strikes. */
const CHAIN_SLOTS = 42;

export const KIND_NAMES: Record<InstrumentKind, string> = {
  INDEX: "Index",
  EQUITY: "Equity",
  FUTIDX: "Future",
  FUTSTK: "Future",
  FUTCUR: "Future",
  FUTCOM: "Future",
  OPTIDX: "Option",
  OPTSTK: "Option",
  OPTCUR: "Option",
  OPTFUT: "Option",
};

/** The chain of an option or of an index that has options, the page of all else. */
export function pathOfHit({ kind, key, underlying, expiry, exchange }: SearchHit): string {
  if (kind.startsWith("OPT")) return chainPath(underlying, expiry!);
  return kind === "INDEX" && exchange !== null ? chainPath(underlying) : instrumentPath(key);
}

/** What adding it would take of the feed, in words; why it cannot be added where it cannot. */
export function costOfHit(hit: SearchHit): string {
  const wish = wishOfInstrument(hit);
  if (wish === null) return "opens only";
  return "expiryRule" in wish ? `chain, ${CHAIN_SLOTS} slots` : "1 slot";
}

/** What is said to whoever wants it on a list. */
export function whyNotAdded({ kind }: SearchHit): string {
  return kind === "INDEX"
    ? "Nothing is traded on this index, so it cannot be on a watchlist: Shift-Enter opens it"
    : "Options on commodities and currencies cannot be on a watchlist: Shift-Enter opens the chain";
}
