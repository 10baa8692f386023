import type { MasterRefresh, MasterStatus } from "../../../client-sdk/index.ts";
import { useAction } from "../../action/use-action.ts";
import { ConfirmButton } from "../../dialog/confirm-button.tsx";
import { counted } from "../../format/counted.ts";
import { useMarket } from "../../market.ts";

/** Has the newest master read now; or has one taken that was refused. */
export function RefreshNow({ status: { running, problem, inUse } }: { status: MasterStatus }) {
  const { server } = useMarket();
  const refresh = useAction({
    run: (force: boolean) => server.admin.refreshMaster.mutate({ force }),
    done: ({ refresh: ended }) => (ended === null ? "The refresh runs on: this page shows how far it is" : said(ended)),
    refreshes: ["admin.masterStatus", "admin.masterRefreshes"],
  });
  const isBusy = refresh.isPending || running !== null;
  return (
    <div className="actions">
      <button type="button" disabled={isBusy} onClick={() => refresh.mutate(false)}>
        {isBusy ? "Refreshing…" : "Refresh now"}
      </button>
      {problem?.outcome === "refused" && (
        <ConfirmButton
          label="Take it all the same"
          question={`Take the newest master though it was refused? ${problem.reason}. The ${counted(inUse?.instruments ?? 0, "instrument")} in use are replaced by what it lists, and it is logged that you asked.`}
          confirmLabel="Take it all the same"
          disabled={isBusy}
          onConfirm={() => refresh.mutate(true)}
        />
      )}
    </div>
  );
}

function said({ outcome, reason, instruments }: MasterRefresh): string | { text: string; tone: "bad" } {
  if (outcome === "replaced") return `Another master is in use: ${counted(instruments, "instrument")}`;
  if (outcome === "unchanged") return "The master in use is the newest";
  return { text: `The master in use stays: ${reason}`, tone: "bad" };
}
