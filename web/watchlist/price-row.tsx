import { memo, type ReactNode, useRef } from "react";
import { Link } from "wouter";
import type { InstrumentKey, WatchlistItem } from "../../client-sdk/index.ts";
import { useMarket, useQuote } from "../market.ts";
import { COLUMNS } from "./columns.tsx";
import { ItemExpiries } from "./item-expiries.tsx";
import { useItemName } from "./item-name.ts";
import { itemPath, pricedKey } from "./item-path.ts";
import { BringBack, ItemState } from "./item-state.tsx";
import { rejectionText } from "./rejection-text.ts";
import { RemoveButton } from "./remove-button.tsx";
import { useRowDrag } from "./use-row-drag.ts";

interface PriceRowProps {
  item: WatchlistItem;
  /** Its place in the list; null while it cannot be moved. */
  index: number | null;
  onRemove(item: WatchlistItem, name: string): void;
}

/** Draws itself again when its name or its state changes; each cell looks after its own value. */
export const PriceRow = memo(function PriceRow({ item, index, onRemove }: PriceRowProps) {
  const { watchlists } = useMarket();
  const row = useRef<HTMLTableRowElement>(null);
  const edge = useRowDrag(row, item, index);
  const name = useItemName(item);
  const instrument = pricedKey(item);
  const isStale = useQuote(instrument, ({ tick }) => tick?.stale ?? false);
  return (
    <tr
      ref={row}
      data-item={item.id}
      data-name={name}
      data-instrument={instrument}
      data-stale={isStale}
      data-edge={edge}
    >
      <th scope="row" className="item-name">
        <Link
          href={itemPath(item)}
          draggable={false}
          title={item.key === null ? name : `${name} · ${item.key}`}
          onClick={() => void watchlists.open(item.id)}
        >
          {name}
          {item.state === "ended" && instrument !== null && <span className="faint"> · day over</span>}
        </Link>
        <RemoveButton name={name} onRemove={() => onRemove(item, name)} />
      </th>
      {instrument === null ? <StateCell item={item} name={name} /> : <PriceCells instrument={instrument} />}
    </tr>
  );
});

/** Of what shows no price of its own: chains, and what had to stop. */
function StateCell({ item, name }: { item: WatchlistItem; name: string }) {
  return (
    <WideCell className="state-cell">
      <div>
        {item.expiries !== null && <span>{item.legs} legs</span>}
        <ItemState item={item} />
        <BringBack item={item} name={name} />
        {item.expiries !== null && <ItemExpiries item={item} expiries={item.expiries} />}
      </div>
    </WideCell>
  );
}

/** In place of all the columns; the last of them is not always there. */
function WideCell({ className, children }: { className: string; children: ReactNode }) {
  return (
    <>
      <td colSpan={COLUMNS.length - 1} className={className}>
        {children}
      </td>
      <td className="time" />
    </>
  );
}

const PriceCells = memo(function PriceCells({ instrument }: { instrument: InstrumentKey }) {
  const rejected = useQuote(instrument, (quote) => quote.rejected);
  if (rejected !== null) {
    return (
      <WideCell className="rejected">
        <span>{rejectionText(rejected)}</span>
      </WideCell>
    );
  }
  return COLUMNS.map(({ id, cell }) => (
    <td key={id} className={id}>
      {cell(instrument)}
    </td>
  ));
});
