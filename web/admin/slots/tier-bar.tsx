import type { SubscriptionStatus } from "../../../client-sdk/index.ts";
import { grouped } from "../../format/number.ts";

const TIERS = [
  { id: "pinned", title: "Pinned indices" },
  { id: "B", title: "Tier B" },
  { id: "A", title: "Tier A" },
] as const;

/** The slots as a bar: what each tier takes of them, and what is left. */
export function TierBar({ status: { total, tiers, capacity } }: { status: SubscriptionStatus }) {
  return (
    <section className="tiers" aria-label="Slots by tier">
      <h2>
        {grouped(total.desired)} of {grouped(capacity.instruments)} slots
        <span className="faint"> · {grouped(capacity.left)} left</span>
      </h2>
      <div className="tier-bar" aria-hidden="true">
        {TIERS.map(({ id }) => (
          <div key={id} data-tier={id} style={{ flexGrow: tiers[id].desired }} />
        ))}
        <div style={{ flexGrow: capacity.left }} />
      </div>
      <ul className="tier-legend">
        {TIERS.map(({ id, title }) => (
          <li key={id}>
            <span className="tier-swatch" data-tier={id} aria-hidden="true" />
            {title} <strong>{grouped(tiers[id].desired)}</strong>{" "}
            <span className="faint">
              of {grouped(capacity.instruments)}, {grouped(tiers[id].confirmed)} confirmed
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
