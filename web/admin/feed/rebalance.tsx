import type { FeedState } from "../../../client-sdk/index.ts";
import { useAction } from "../../action/use-action.ts";
import { grouped } from "../../format/number.ts";
import { useMarket } from "../../market.ts";

/** Evens out what the connections carry. */
export function Rebalance({ state }: { state: FeedState | null }) {
  const { server } = useMarket();
  const rebalance = useAction({
    run: () => server.admin.rebalance.mutate(),
    done: ({ moved }) => (moved === 0 ? "The connections are even already" : `${grouped(moved)} instruments moved`),
    refreshes: ["subscriptions.status", "subscriptions.active"],
  });
  const loads = state?.connections.map(({ instruments }) => instruments) ?? [];
  return (
    <section className="card" aria-label="Balance">
      <h2>Balance</h2>
      <p>
        {loads.length === 0
          ? "Waiting for the server."
          : `The fullest connection carries ${grouped(Math.max(...loads))} instruments, the emptiest ${grouped(Math.min(...loads))}. An instrument that moves is asked for on its new connection first: no tick is lost.`}
      </p>
      <div className="actions">
        <button type="button" disabled={rebalance.isPending || loads.length === 0} onClick={() => rebalance.mutate()}>
          {rebalance.isPending ? "Evening out…" : "Even the connections out"}
        </button>
      </div>
    </section>
  );
}
