import { useFeedState } from "../../market.ts";
import { Connections } from "./connections.tsx";
import { EmergencySwitch } from "./emergency-switch.tsx";
import { Rebalance } from "./rebalance.tsx";

/** The connections to Dhan: how each is, and the switches that cut them. */
export function FeedSection() {
  const state = useFeedState();
  return (
    <>
      <Connections state={state} />
      <div className="cards">
        <Rebalance state={state} />
        <EmergencySwitch state={state} />
      </div>
    </>
  );
}
