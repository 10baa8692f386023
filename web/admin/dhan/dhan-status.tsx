import type { DhanCredentialsStatus } from "../../../client-sdk/index.ts";
import { useAction } from "../../action/use-action.ts";
import { ConfirmButton } from "../../dialog/confirm-button.tsx";
import { Dash } from "../../format/dash.tsx";
import { Moment } from "../../format/moment.tsx";
import { useMarket } from "../../market.ts";
import { FactList } from "../../table/fact-list.tsx";

const SOURCES: Record<DhanCredentialsStatus["source"], string> = {
  environment: "the environment of the server",
  browser: "set here",
  simulator: "none: the simulator stands in for Dhan",
};

/** What is known of the credentials; they themselves are never read back. */
export function DhanStatus({ status }: { status: DhanCredentialsStatus }) {
  const { server } = useMarket();
  const { source, clientId, hasSignIn, tokenExpiresAt, checkedAt, problem, isRestartNeeded } = status;
  const forget = useAction({
    run: () => server.admin.dhanCredentials.forget.mutate(),
    done: () => "What was kept is forgotten",
    refreshes: ["admin.dhanCredentials.status"],
  });
  return (
    <>
      <FactList
        facts={[
          ["From", SOURCES[source]],
          ["Client id", clientId ?? <Dash key="id" reason="The simulator has none" />],
          ["Makes tokens by itself", hasSignIn ? "yes, with PIN and TOTP" : "no"],
          ["Token ends", <Moment key="end" at={tokenExpiresAt} unknown="No token, or one without an end" />],
          ["Last checked", <Moment key="checked" at={checkedAt} unknown="Dhan was not asked since the start" />],
        ]}
      />
      {problem !== null && (
        <p className="failed" role="alert">
          {problem}
        </p>
      )}
      {isRestartNeeded && (
        <p className="warned" role="status">
          What is kept differs from what is in use: the next start of the server takes it.
        </p>
      )}
      <div className="actions">
        <ConfirmButton
          label="Forget what was set here"
          question="Forget the Dhan credentials that were set in the browser? Those in use stay until the next start; then the environment's hold again, or the simulator stands in and prices are made up."
          confirmLabel="Forget them"
          disabled={forget.isPending}
          onConfirm={() => forget.mutate()}
        />
      </div>
    </>
  );
}
