import { useId, useRef, useState } from "react";
import { useMarket } from "../market.ts";
import { ListLine } from "./list-line.tsx";
import { NewList } from "./new-list.tsx";
import { useLists } from "./use-lists.ts";

/** A button, and the dialog where lists are made, renamed, put in order and deleted. */
export function ListsDialog({ onCreated }: { onCreated(id: string): void }) {
  const { watchlists } = useMarket();
  const { data: lists = [] } = useLists();
  const dialog = useRef<HTMLDialogElement>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const id = useId();
  const create = async (name: string) => {
    const refusal = await watchlists.create(name);
    setProblem(refusal);
    if (refusal === null && watchlists.present.id !== null) onCreated(watchlists.present.id);
    return refusal === null;
  };
  return (
    <>
      <button type="button" onClick={() => dialog.current?.showModal()}>
        Lists…
      </button>
      <dialog ref={dialog} className="dialog panel lists-dialog" aria-labelledby={id} onClose={() => setProblem(null)}>
        <h2 id={id}>Watchlists</h2>
        <ul>
          {lists.map(({ list, items }, index) => (
            <ListLine
              key={list.id}
              list={list}
              items={items.length}
              place={{ index, of: lists.length }}
              onProblem={setProblem}
            />
          ))}
        </ul>
        <NewList onCreate={create} />
        <p className="problem" role="alert">
          {problem}
        </p>
        <div className="dialog-actions">
          <button type="button" onClick={() => dialog.current?.close()}>
            Done
          </button>
        </div>
      </dialog>
    </>
  );
}
