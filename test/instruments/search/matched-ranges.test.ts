import { expect, test } from "bun:test";
import type { MatchRange, SearchHit } from "../../../shared/search.ts";
import { hitsOf } from "./search-rig.ts";

/** A text with what is matched in brackets. */
function marked(text: string, ranges: readonly MatchRange[]): string {
  return ranges
    .toReversed()
    .reduce((rest, [from, to]) => `${rest.slice(0, from)}[${rest.slice(from, to)}]${rest.slice(to)}`, text);
}

function firstMarked(
  query: string,
  isWanted: (hit: SearchHit) => boolean = () => true,
): [name: string, displayName: string] {
  const { name, displayName, matches } = hitsOf(query, { limit: 50 }).find(isWanted)!;
  return [marked(name, matches.name), marked(displayName, matches.displayName)];
}

test.each([
  ["rel", "[REL]IANCE", "[Rel]iance Industries"],
  ["reliance ind", "[RELIANCE]", "[Reliance Ind]ustries"],
  ["hdfc bank", "[HDFCBANK]", "[HDFC Bank]"],
  ["bajaj-auto", "[BAJAJ-AUTO]", "[Bajaj Auto]"],
  ["m&m", "[M&M]", "Mahindra & Mahindra"],
  ["l&t fin", "[LT]F", "[L&T Fin]ance"],
  ["baroda bank", "[BANK]BARODA", "[Bank] of [Baroda]"],
  ["relaince", "[RELIANCE]", "[Reliance] Industries"],
  ["tata moters", "[TATA]MOTORS", "[Tata] [Motors]"],
  ["bn", "[BANKNIFTY]", "Nifty Bank"],
  ["INE002A01018", "RELIANCE", "Reliance Industries"],
  ["2885", "RELIANCE", "Reliance Industries"],
])("of %p is matched %s, %s", (query, name, displayName) => {
  expect(firstMarked(query)).toEqual([name, displayName]);
});

test.each([
  ["nifty 25000 ce 24 feb", "[NIFTY] [24 Feb 2026] [25,000] [CE]"],
  ["nifty 250 ce", "[NIFTY] 10 Feb 2026 [25,0]00 [CE]"],
  ["bn 57k", "[BANKNIFTY] 24 Feb 2026 [57,000] CE"],
  ["25000 ce", "NIFTY 10 Feb 2026 [25,000] [CE]"],
  ["nifty mar 25000 pe", "[NIFTY] 2 [Mar] 2026 [25,000] [PE]"],
  ["nifty 31 mar 25000 pe", "[NIFTY] 30 [Mar] 2026 [25,000] [PE]"],
  ["nifty 28 feb 25000 pe", "[NIFTY] 2 Mar 2026 [25,000] [PE]"],
  ["nifty next week 25000 pe", "[NIFTY] [10 Feb 2026] [25,000] [PE]"],
  ["bn next week 58000 pe", "[BANKNIFTY] 24 Feb 2026 [58,000] [PE]"],
  ["nifty next expiry 25000 pe", "[NIFTY] [17 Feb 2026] [25,000] [PE]"],
  ["infosys fut", "[INFY] 24 Feb 2026 [FUT]"],
  ["bank nifty fut", "[BANKNIFTY] 24 Feb 2026 [FUT]"],
  ["usdinr 88.2 pe", "[USDINR] 6 Feb 2026 [88.2]5 [PE]"],
  ["m&m 3500 ce", "[M&M] 24 Feb 2026 [3,500] [CE]"],
  ["nifty 25010 ce", "[NIFTY] 10 Feb 2026 25,000 [CE]"],
])("of the contract that %p means is matched %s", (query, name) => {
  expect(firstMarked(query, ({ expiry }) => expiry !== null)[0]).toBe(name);
});
