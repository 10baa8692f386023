import { useState } from "react";
import type { TierBPlan, TierBStatus } from "../../../client-sdk/index.ts";
import { instrumentsOf } from "../../../shared/tier-b-rules.ts";
import { useAction } from "../../action/use-action.ts";
import { counted } from "../../format/counted.ts";
import { useMarket } from "../../market.ts";
import { PlanCost } from "./plan-cost.tsx";
import { type DraftEntry, draftOf, isSamePlan, newEntry, planOf } from "./plan-draft.ts";
import { PlanTable } from "./plan-table.tsx";

interface PlanEditorProps {
  plan: TierBPlan;
  /** Null while it is not known. */
  held: TierBStatus | null;
}

/** The plan as a table to be edited; nothing happens before it is saved. */
export function PlanEditor({ plan: saved, held }: PlanEditorProps) {
  const { server } = useMarket();
  const [draft, setDraft] = useState<readonly DraftEntry[]>(() => draftOf(saved));
  const { plan, problems } = planOf(draft);
  const isChanged = !isSamePlan(plan, saved);
  const save = useAction({
    run: (wanted: TierBPlan) => server.admin.setTierBPlan.mutate(wanted),
    done: ({ instruments }, wanted) => ({
      text: `The plan is in use: ${counted(instruments.demanded, "instrument")}`,
      ...(wanted === saved ? {} : { action: { label: "Undo", run: () => save.mutate(saved) } }),
    }),
    refreshes: ["admin.tierBPlan", "subscriptions.tierB", "subscriptions.status", "subscriptions.active"],
  });
  const change = (id: number, fields: Partial<DraftEntry>) =>
    setDraft(draft.map((entry) => (entry.id === id ? { ...entry, ...fields } : entry)));

  return (
    <section className="plan" aria-label="Tier B plan">
      <div className="admin-bar">
        <h2>Tier B plan</h2>
        <PlanCost now={instrumentsOf(saved)} then={instrumentsOf(plan)} isChanged={isChanged} />
        <div className="actions">
          <button type="button" onClick={() => setDraft([...draft, newEntry(draft)])}>
            Add an underlying
          </button>
          <button type="button" disabled={!isChanged} onClick={() => setDraft(draftOf(saved))}>
            Discard changes
          </button>
          <button
            type="button"
            className="primary"
            disabled={!isChanged || problems.length > 0 || save.isPending}
            onClick={() => save.mutate(plan)}
          >
            {save.isPending ? "Saving…" : "Save the plan"}
          </button>
        </div>
      </div>
      <div className="plan-problems" role="alert">
        {problems.map((problem) => (
          <p key={problem}>{problem}</p>
        ))}
      </div>
      <PlanTable
        draft={draft}
        held={held}
        onChange={change}
        onRemove={(id) => setDraft(draft.filter((entry) => entry.id !== id))}
      />
    </section>
  );
}
