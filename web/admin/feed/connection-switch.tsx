import type { ConnectionStatus } from "../../../client-sdk/index.ts";
import { useAction } from "../../action/use-action.ts";
import { ConfirmButton } from "../../dialog/confirm-button.tsx";
import { grouped } from "../../format/number.ts";
import { useMarket } from "../../market.ts";

interface ConnectionSwitchProps {
  status: ConnectionStatus;
  isSwitchedOff: boolean;
}

/** Cuts one connection, or brings it back. */
export function ConnectionSwitch({ status, isSwitchedOff }: ConnectionSwitchProps) {
  const { server } = useMarket();
  const { connection, state, isDisconnected, instruments } = status;
  const input = { connection };
  const connect = useAction({
    run: () => server.admin.feed.connect.mutate(input),
    done: () => `Connection ${connection} is being connected`,
    refreshes: [],
  });
  const disconnect = useAction({
    run: () => server.admin.feed.disconnect.mutate(input),
    done: () => `Connection ${connection} is disconnected`,
    refreshes: [],
  });
  const isTriedAtOnce = isDisconnected || state === "backing-off" || state === "refused";
  return (
    <div className="actions">
      {isTriedAtOnce && (
        <button
          type="button"
          aria-label={`Connect connection ${connection}`}
          disabled={connect.isPending || isSwitchedOff}
          onClick={() => connect.mutate()}
        >
          Connect
        </button>
      )}
      {!isDisconnected && (
        <ConfirmButton
          label={disconnect.isPending ? "Disconnecting…" : "Disconnect"}
          name={`Disconnect connection ${connection}`}
          question={`Disconnect connection ${connection}? Its ${grouped(instruments)} instruments turn stale; after half a minute the other connections take them, where they have room. It stays cut until somebody connects it again or the server restarts.`}
          confirmLabel={`Disconnect connection ${connection}`}
          disabled={disconnect.isPending || isSwitchedOff}
          onConfirm={() => disconnect.mutate()}
        />
      )}
    </div>
  );
}
