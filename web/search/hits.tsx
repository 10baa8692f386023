import type { UseQueryResult } from "@tanstack/react-query";
import type { MouseEvent } from "react";
import type { SearchAnswer, SearchHit } from "../../client-sdk/index.ts";
import { problemText } from "../format/problem.ts";
import { usePresentList } from "../watchlist/use-lists.ts";
import { isWished, wishOfInstrument } from "../watchlist/wish.ts";
import { HitRow } from "./hit-row.tsx";

const EXAMPLES = ["nifty 25000 ce", "reliance", "bn 57k pe next week", "crudeoil fut"];

interface HitsProps {
  id: string;
  text: string;
  active: number;
  search: UseQueryResult<SearchAnswer>;
  onType(text: string): void;
  onAdd(hit: SearchHit): void;
  onOpen(hit: SearchHit): void;
}

/** What was found, or why nothing is shown. */
export function Hits({ id, text, active, search, onType, onAdd, onOpen }: HitsProps) {
  const present = usePresentList();
  if (text.trim() === "") {
    return (
      <div className="palette-message">
        <p className="faint">In your own words. For example:</p>
        <ul className="examples">
          {EXAMPLES.map((example) => (
            <li key={example}>
              <button type="button" onClick={() => onType(example)}>
                {example}
              </button>
            </li>
          ))}
        </ul>
      </div>
    );
  }
  const { data } = search;
  if (search.isError) {
    return (
      <div className="palette-message" role="alert">
        <p>The search did not answer. {problemText(search.error)}</p>
        <button type="button" onClick={() => void search.refetch()}>
          Try again
        </button>
      </div>
    );
  }
  if (data === undefined) return <p className="palette-message faint">Searching…</p>;
  if (!data.ok) {
    return (
      <p className="palette-message" role="alert">
        {data.message}
      </p>
    );
  }
  if (data.hits.length === 0) {
    return (
      <p className="palette-message" role="status">
        Nothing is like “{text.trim()}”. Try a ticker, a part of a company's name, or fewer words.
      </p>
    );
  }
  const isOnList = (hit: SearchHit) => {
    const wish = wishOfInstrument(hit);
    return wish !== null && (present?.items.some((item) => isWished(item, wish)) ?? false);
  };
  const onClick = (event: MouseEvent) => {
    const target = event.target as Element;
    const key = target.closest<HTMLElement>(".hit")?.dataset.key;
    const hit = data.hits.find((one) => one.key === key);
    if (hit === undefined) return;
    if (event.shiftKey || target.closest('[data-action="open"]')) onOpen(hit);
    else onAdd(hit);
  };
  return (
    <>
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the field has the focus, and its keys do the same */}
      <div id={id} className="hits" role="listbox" aria-label="Instruments found" tabIndex={-1} onClick={onClick}>
        {data.hits.map((hit, index) => (
          <HitRow key={hit.key} id={`${id}-${index}`} hit={hit} isActive={index === active} isOnList={isOnList(hit)} />
        ))}
      </div>
      {data.next !== null && (
        <p className="palette-message faint">There are more: add a word, such as a month, a strike, CE or PE.</p>
      )}
    </>
  );
}
