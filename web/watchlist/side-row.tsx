import { memo, type ReactNode, useRef } from "react";
import { Link } from "wouter";
import type { InstrumentKey, WatchlistItem } from "../../client-sdk/index.ts";
import { useMarket, useQuote } from "../market.ts";
import { Change } from "../quote/change.tsx";
import { LastPrice } from "../quote/last-price.tsx";
import { useItemName } from "./item-name.ts";
import { itemPath, pricedKey } from "./item-path.ts";
import { BringBack, ItemState } from "./item-state.tsx";
import { rejectionText } from "./rejection-text.ts";
import { RemoveButton } from "./remove-button.tsx";
import { useRowDrag } from "./use-row-drag.ts";

interface SideRowProps {
  item: WatchlistItem;
  index: number;
  onRemove(item: WatchlistItem, name: string): void;
}

/** One item at the side, in two short lines. */
export const SideRow = memo(function SideRow({ item, index, onRemove }: SideRowProps) {
  const { watchlists } = useMarket();
  const row = useRef<HTMLLIElement>(null);
  const edge = useRowDrag(row, item, index);
  const name = useItemName(item);
  const instrument = pricedKey(item);
  return (
    <li ref={row} className="side-row" data-item={item.id} data-name={name} data-edge={edge}>
      <Link className="side-link" href={itemPath(item)} draggable={false} onClick={() => void watchlists.open(item.id)}>
        <span className="side-name" title={name}>
          {name}
        </span>
        {instrument === null ? <Stopped item={item} /> : <Prices instrument={instrument} item={item} />}
      </Link>
      <BringBack item={item} name={name} />
      <RemoveButton name={name} onRemove={() => onRemove(item, name)} />
    </li>
  );
});

/** Of what shows no price of its own: chains, and what had to stop. */
function Stopped({ item }: { item: WatchlistItem }) {
  return (
    <span className="side-state">
      {item.expiries !== null && `${item.legs} legs · `}
      <ItemState item={item} />
    </span>
  );
}

function Prices({ instrument, item }: { instrument: InstrumentKey; item: WatchlistItem }) {
  const isStale = useQuote(instrument, ({ tick }) => tick?.stale ?? false);
  const rejected = useQuote(instrument, (quote) => quote.rejected);
  if (rejected !== null) return <span className="side-state rejected">{rejectionText(rejected)}</span>;
  return (
    <Quoted isStale={isStale}>
      <span className="side-price">
        <LastPrice instrument={instrument} />
      </span>
      <span className="side-exchange">{item.state === "streaming" ? exchangeOf(item) : <ItemState item={item} />}</span>
      <span className="side-change">
        <Change instrument={instrument} unit="rupees" /> <Change instrument={instrument} unit="percent" />
      </span>
    </Quoted>
  );
}

function Quoted({ isStale, children }: { isStale: boolean; children: ReactNode }) {
  return (
    <span className="side-quote" data-stale={isStale}>
      {children}
    </span>
  );
}

function exchangeOf({ key }: WatchlistItem): string {
  return key!.slice(0, key!.indexOf(":")).split("_")[0]!;
}
