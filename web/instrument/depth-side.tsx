import type { InstrumentKey } from "../../client-sdk/index.ts";
import { Dash } from "../format/dash.tsx";
import { grouped } from "../format/number.ts";
import { useFullTick } from "../market.ts";
import { decimalsOf } from "../quote/last-price.tsx";

interface DepthSideProps {
  instrument: InstrumentKey;
  side: "bid" | "ask";
  /** 0 is the best. */
  level: number;
  /** The largest quantity on either side, for the bar. */
  most: number;
}

/** Three cells of a level: price, quantity with its bar, orders; outwards from the middle. */
export function DepthSide({ instrument, side, level, most }: DepthSideProps) {
  const price = useFullTick(instrument, ({ depth }) => depth?.[level]?.[`${side}Price`] ?? null);
  const quantity = useFullTick(instrument, ({ depth }) => depth?.[level]?.[`${side}Quantity`] ?? null);
  const orders = useFullTick(instrument, ({ depth }) => depth?.[level]?.[`${side}Orders`] ?? null);
  const nothing = <Dash reason={side === "bid" ? "Nobody bids less" : "Nobody offers for more"} />;
  const cells = [
    <td key="price" className={side === "bid" ? "up" : "down"}>
      {price === null ? nothing : grouped(price, decimalsOf(instrument))}
    </td>,
    <td key="quantity" className="depth-quantity" data-side={side}>
      <span className="depth-bar" aria-hidden="true" style={{ transform: `scaleX(${(quantity ?? 0) / most})` }} />
      {quantity === null ? nothing : <span className="depth-number">{grouped(quantity)}</span>}
    </td>,
    <td key="orders" className="faint">
      {orders === null ? nothing : grouped(orders)}
    </td>,
  ];
  return side === "bid" ? cells.toReversed() : cells;
}
