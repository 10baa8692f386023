import type { InstrumentKey } from "../../client-sdk/index.ts";
import { grouped } from "../format/number.ts";
import { useQuote } from "../market.ts";
import { bestPrice } from "./best-of.ts";
import { decimalsOf } from "./last-price.tsx";
import { Unknown } from "./unknown.tsx";

/** The best price that somebody bids or asks; the instrument is subscribed with its depth for it. */
export function BestPrice({ instrument, side }: { instrument: InstrumentKey; side: "bid" | "ask" }) {
  const price = useQuote(instrument, ({ tick }) => bestPrice(tick, side), "full");
  if (price === null) return <Unknown field={side} instrument={instrument} />;
  return grouped(price, decimalsOf(instrument));
}
