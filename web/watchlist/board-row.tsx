import { type MouseEvent, memo } from "react";
import type { InstrumentKey } from "../../client-sdk/index.ts";
import { useInstrumentName, useMarket, useQuote } from "../market.ts";
import { Change } from "../quote/change.tsx";
import { DayPrice } from "../quote/day-price.tsx";
import { LastPrice } from "../quote/last-price.tsx";
import { ExchangeTime, TickAge } from "../quote/moments.tsx";
import { Quantity } from "../quote/quantity.tsx";
import { rejectionText } from "./rejection-text.ts";

interface BoardRowProps {
  instrument: InstrumentKey;
  /** The row was the last one and is gone: the keyboard needs another place. */
  whenLastGone: () => void;
}

/** Draws itself again when its name, its staleness or its refusal changes; each cell looks after its own value. */
export const BoardRow = memo(function BoardRow({ instrument, whenLastGone }: BoardRowProps) {
  const { board } = useMarket();
  const name = useInstrumentName(instrument) ?? instrument;
  const isStale = useQuote(instrument, ({ tick }) => tick?.stale ?? false);
  const rejected = useQuote(instrument, (quote) => quote.rejected);

  const remove = (event: MouseEvent<HTMLButtonElement>) => {
    const row = event.currentTarget.closest("tr");
    const neighbour = row?.nextElementSibling ?? row?.previousElementSibling;
    board.remove(instrument, name);
    const next = neighbour?.querySelector("button");
    if (next) next.focus();
    else whenLastGone();
  };

  return (
    <tr data-instrument={instrument} data-stale={isStale}>
      <th scope="row" className="board-instrument">
        <span className="board-label" title={`${name} · ${instrument}`}>
          <span className="board-name">{name}</span>
          {name !== instrument && <span className="board-key">{instrument}</span>}
        </span>
        <button
          type="button"
          className="remove"
          aria-label={`Remove ${name}`}
          title={`Remove ${name}`}
          onClick={remove}
        >
          ×
        </button>
      </th>
      {rejected === null ? (
        <Cells instrument={instrument} />
      ) : (
        <td colSpan={10} className="rejected">
          <span>{rejectionText(rejected)}</span>
        </td>
      )}
    </tr>
  );
});

const Cells = memo(function Cells({ instrument }: { instrument: InstrumentKey }) {
  return (
    <>
      <td className="price">
        <LastPrice instrument={instrument} />
      </td>
      <td>
        <Change instrument={instrument} unit="rupees" />
      </td>
      <td>
        <Change instrument={instrument} unit="percent" />
      </td>
      <td>
        <DayPrice instrument={instrument} field="open" />
      </td>
      <td>
        <DayPrice instrument={instrument} field="high" />
      </td>
      <td>
        <DayPrice instrument={instrument} field="low" />
      </td>
      <td>
        <Quantity instrument={instrument} field="volume" />
      </td>
      <td>
        <Quantity instrument={instrument} field="oi" />
      </td>
      <td className="age">
        <TickAge instrument={instrument} />
      </td>
      <td className="time">
        <ExchangeTime instrument={instrument} />
      </td>
    </>
  );
});
