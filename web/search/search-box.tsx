import { useQueryClient } from "@tanstack/react-query";
import { type KeyboardEvent, useId, useState } from "react";
import { useLocation } from "wouter";
import type { SearchHit } from "../../client-sdk/index.ts";
import { problemText } from "../format/problem.ts";
import { useMarket } from "../market.ts";
import type { Outcome } from "../watchlist/watchlists.ts";
import { wishOfInstrument } from "../watchlist/wish.ts";
import { pathOfHit, whyNotAdded } from "./hit-facts.ts";
import { Hits } from "./hits.tsx";
import { hitsOf, useHits } from "./use-hits.ts";

/** The field and what it finds. Focus stays in the field; the arrows choose among the hits. */
export function SearchBox({ onClose }: { onClose(): void }) {
  const { server, watchlists } = useMarket();
  const queries = useQueryClient();
  const [, go] = useLocation();
  const [text, setText] = useState("");
  const [active, setActive] = useState(0);
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const listId = useId();
  const search = useHits(text);
  const hits = text.trim() !== "" && search.data?.ok ? search.data.hits : [];

  const type = (typed: string) => {
    setText(typed);
    setActive(0);
    setOutcome(null);
  };
  const open = (hit: SearchHit) => {
    onClose();
    go(pathOfHit(hit));
  };
  const add = async (hit: SearchHit) => {
    const wish = wishOfInstrument(hit);
    setOutcome(wish === null ? { ok: false, text: whyNotAdded(hit) } : await watchlists.add(wish, hit.name));
  };
  const take = async (run: (hit: SearchHit) => unknown) => {
    if (text.trim() === "") return;
    try {
      // Whoever types faster than the screen means what they typed.
      const answer = await hitsOf(queries, server, text);
      const hit = answer.ok ? answer.hits[active] : undefined;
      if (hit !== undefined) await run(hit);
    } catch (error) {
      setOutcome({ ok: false, text: problemText(error) });
    }
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (step !== 0 && hits.length > 0) setActive((active + step + hits.length) % hits.length);
    else if (event.key === "Enter") void take(event.shiftKey ? open : add);
    else if (step === 0) return;
    event.preventDefault();
  };

  return (
    <>
      <div className="palette-head">
        <input
          className="palette-field"
          role="combobox"
          aria-label="Search instruments"
          aria-expanded={hits.length > 0}
          aria-controls={listId}
          aria-autocomplete="list"
          aria-activedescendant={hits[active] ? `${listId}-${active}` : undefined}
          placeholder="Ticker, company, ISIN, or a contract: nifty 25000 ce"
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          maxLength={100}
          // biome-ignore lint/a11y/noAutofocus: who opens the search wants to type
          autoFocus
          value={text}
          onChange={(event) => type(event.target.value)}
          onKeyDown={onKeyDown}
        />
        <button type="button" className="icon-button" aria-label="Close the search" onClick={onClose}>
          ×
        </button>
      </div>
      <Hits id={listId} text={text} active={active} search={search} onType={type} onAdd={add} onOpen={open} />
      <p className="palette-foot" data-tone={outcome?.ok === false ? "bad" : "good"} role="status">
        {outcome?.text}
      </p>
      <p className="palette-keys wide-only" aria-hidden="true">
        <kbd>↑</kbd> <kbd>↓</kbd> choose · <kbd>Enter</kbd> adds to the watchlist · <kbd>Shift</kbd> <kbd>Enter</kbd>{" "}
        opens · <kbd>Esc</kbd> closes
      </p>
    </>
  );
}
