import type { StoppedCount, TierAHolding } from "../../../client-sdk/index.ts";
import { useAction } from "../../action/use-action.ts";
import { ConfirmButton } from "../../dialog/confirm-button.tsx";
import { counted } from "../../format/counted.ts";
import { useMarket } from "../../market.ts";

const REFRESHES = ["subscriptions.status", "subscriptions.active", "admin.holdings", "admin.subscriptionLog"];

/** Takes from all users what they hold. */
export function LetGo({ holdings }: { holdings: TierAHolding[] }) {
  const { server } = useMarket();
  const unsubscribe = useAction({
    run: () => server.admin.unsubscribeAllTierA.mutate(),
    done: (stopped) => `Unsubscribed: ${text(stopped)}`,
    refreshes: REFRESHES,
  });
  const clear = useAction({
    run: () => server.admin.clearWatchlists.mutate(),
    done: (stopped) => `All watchlists are empty: ${text(stopped)}`,
    refreshes: REFRESHES,
  });
  const users = holdings.filter(({ userId }) => userId !== null).length;
  const legs = holdings.reduce((sum, { slots }) => sum + slots, 0);
  const whose = `${counted(legs, "Tier A leg")} of ${counted(users, "user")}${users < holdings.length ? " and of open pages" : ""}`;
  return (
    <div className="actions">
      <ConfirmButton
        label="Unsubscribe all Tier A"
        question={`Unsubscribe ${whose}? Watchlist items stop until the next session, pages and chains until they ask again. Tier B stays.`}
        confirmLabel={`Unsubscribe ${counted(legs, "leg")}`}
        disabled={unsubscribe.isPending || holdings.length === 0}
        onConfirm={() => unsubscribe.mutate()}
      />
      <ConfirmButton
        label="Clear all watchlists"
        question={`Empty every user's watchlists, for good? The lists themselves stay. ${counted(legs, "Tier A leg")} of ${counted(users, "user")} are subscribed now, and those of watchlists are let go.`}
        confirmLabel="Empty all watchlists"
        disabled={clear.isPending}
        onConfirm={() => clear.mutate()}
      />
    </div>
  );
}

function text({ units, legs }: StoppedCount): string {
  return `${counted(legs, "leg")} of ${counted(units, "item")} let go`;
}
