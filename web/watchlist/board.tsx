import { useRef, useSyncExternalStore } from "react";
import { useMarket } from "../market.ts";
import { AddInstrument } from "./add-instrument.tsx";
import { BoardRow } from "./board-row.tsx";
import { EmptyBoard } from "./empty-board.tsx";
import { UndoToast } from "./undo-toast.tsx";

const COLUMNS = ["LTP", "Change", "%", "Open", "High", "Low", "Volume", "OI", "Age", "Traded (IST)"];

export function Board() {
  const { board } = useMarket();
  const { keys } = useSyncExternalStore(board.subscribe, () => board.state);
  const input = useRef<HTMLInputElement>(null);

  return (
    <main className="board panel">
      <div className="board-head">
        <h2>
          Board <span className="faint">{keys.length > 0 && keys.length}</span>
        </h2>
        <AddInstrument input={input} />
      </div>
      {keys.length === 0 ? (
        <EmptyBoard />
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and must by keyboard too
        <section className="board-scroll" aria-label="Prices" tabIndex={0}>
          <table>
            <caption className="for-ear">Live prices of the instruments on the board</caption>
            <thead>
              <tr>
                <th scope="col" className="board-instrument">
                  Instrument
                </th>
                {COLUMNS.map((column) => (
                  <th scope="col" key={column}>
                    {column}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {keys.map((key) => (
                <BoardRow key={key} instrument={key} whenLastGone={() => input.current?.focus()} />
              ))}
            </tbody>
          </table>
        </section>
      )}
      <UndoToast />
    </main>
  );
}
