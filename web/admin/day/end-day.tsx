import { useQuery } from "@tanstack/react-query";
import type { Market } from "../../../client-sdk/index.ts";
import { useAction } from "../../action/use-action.ts";
import { ConfirmButton } from "../../dialog/confirm-button.tsx";
import { counted } from "../../format/counted.ts";
import { useMarket } from "../../market.ts";
import { MARKET_NAMES } from "./market-names.ts";

/** Ends a market's day before its time. */
export function EndDay({ market }: { market: Market }) {
  const { server } = useMarket();
  const name = MARKET_NAMES[market];
  const { data } = useQuery({
    queryKey: ["subscriptions.status"],
    queryFn: () => server.subscriptions.status.query(),
  });
  const end = useAction({
    run: () => server.admin.runEndOfDay.mutate({ market }),
    done: ({ unitsDropped, legsDropped, error }) =>
      error === null
        ? `The day of ${name} is over: ${counted(unitsDropped, "item")} with ${counted(legsDropped, "leg")} let go`
        : { text: `The day of ${name} could not be ended: ${error}`, tone: "bad" },
    refreshes: ["admin.eodRuns", "subscriptions.status", "subscriptions.active", "admin.holdings"],
  });
  const legs =
    data === undefined ? "" : ` Users hold ${counted(data.tiers.A.desired, "Tier A leg")} of all markets now.`;
  return (
    <ConfirmButton
      label={end.isPending ? "Ending…" : `End the day of ${name} now`}
      question={`End the day of ${name} now? Every user's watchlist items of ${name} stop until its next session.${legs} Tier B stays.`}
      confirmLabel={`End the day of ${name}`}
      disabled={end.isPending}
      onConfirm={() => end.mutate()}
    />
  );
}
