import { TierBLimits } from "../../../shared/tier-b-rules.ts";
import { grouped, signed } from "../../format/number.ts";

interface PlanCostProps {
  /** Slots of the saved plan, and of the one being edited. */
  now: number;
  then: number;
  isChanged: boolean;
}

/** What the plan takes of the slots, before it is saved. */
export function PlanCost({ now, then, isChanged }: PlanCostProps) {
  const difference = then === now ? "as now" : `${signed(then - now, 0)} from now`;
  return (
    <p className="plan-cost" data-tone={then > TierBLimits.instruments ? "bad" : "idle"} aria-live="polite">
      <strong>{grouped(then)}</strong> of {grouped(TierBLimits.instruments)} slots
      {isChanged && <span className="plan-difference"> · {difference}, not saved yet</span>}
    </p>
  );
}
