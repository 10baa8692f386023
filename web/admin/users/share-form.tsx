import { type FormEvent, useId, useState } from "react";
import type { User } from "../../../client-sdk/index.ts";
import { AuthLimits } from "../../../shared/auth-limits.ts";
import { useAction } from "../../action/use-action.ts";
import { grouped } from "../../format/number.ts";
import { useMarket } from "../../market.ts";

/** How many slots of Tier A are one user's when room is short. */
export function ShareForm({ user: { id: userId, name, shareSlots } }: { user: User }) {
  const { server } = useMarket();
  const id = useId();
  const [typed, setTyped] = useState(shareSlots === null ? "" : String(shareSlots));
  const wanted = typed === "" ? null : Number(typed);
  const setShare = useAction({
    run: (slots: number | null) => server.admin.users.setShare.mutate({ userId, shareSlots: slots }),
    done: ({ user }) =>
      `${name} has ${user.shareSlots === null ? "the default share" : `${grouped(user.shareSlots)} slots`}`,
    refreshes: ["admin.users.list", "admin.holdings"],
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setShare.mutate(wanted);
  };
  return (
    <form className="field" onSubmit={submit}>
      <label htmlFor={id}>Share of Tier A, slots</label>
      <div className="field-row">
        <input
          id={id}
          type="number"
          min={0}
          max={AuthLimits.shareSlotsMost}
          step={1}
          value={typed}
          placeholder="default"
          onChange={(event) => setTyped(event.target.value)}
        />
        <button type="submit" disabled={setShare.isPending || wanted === shareSlots}>
          Set
        </button>
      </div>
    </form>
  );
}
