import { type FormEvent, useState } from "react";
import type { Watchlist } from "../../client-sdk/index.ts";
import { ConfirmButton } from "../dialog/confirm-button.tsx";
import { useMarket } from "../market.ts";

interface ListLineProps {
  list: Watchlist;
  items: number;
  place: { index: number; of: number };
  /** Why something was not done; null once it is. */
  onProblem(problem: string | null): void;
}

/** One list where lists are looked after: its name to be changed, its place, and its end. */
export function ListLine({ list: { id, name }, items, place: { index, of }, onProblem }: ListLineProps) {
  const { watchlists } = useMarket();
  const [typed, setTyped] = useState(name);
  const rename = async (event: FormEvent) => {
    event.preventDefault();
    onProblem(await watchlists.rename(id, typed));
  };
  const move = async (by: 1 | -1) => onProblem(await watchlists.moveList(id, index + by));
  return (
    <li className="list-line">
      <form className="list-line" onSubmit={rename}>
        <input
          aria-label={`Name of ${name}`}
          autoComplete="off"
          maxLength={60}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
        <button type="submit" disabled={typed.trim() === "" || typed.trim() === name}>
          Rename
        </button>
      </form>
      <button type="button" aria-label={`Move ${name} up`} disabled={index === 0} onClick={() => void move(-1)}>
        ↑
      </button>
      <button type="button" aria-label={`Move ${name} down`} disabled={index === of - 1} onClick={() => void move(1)}>
        ↓
      </button>
      <ConfirmButton
        label="Delete"
        question={`Delete the watchlist ${name} with ${items === 1 ? "the 1 item" : `the ${items} items`} on it`}
        confirmLabel="Delete"
        onConfirm={async () => onProblem(await watchlists.removeList(id))}
      />
    </li>
  );
}
