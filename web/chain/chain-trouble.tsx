import { Link } from "wouter";
import { CHAIN_REFUSALS } from "../../shared/chain-refusal.ts";
import { ChainMessage } from "./chain-message.tsx";
import { atmReasonText } from "./reason-text.ts";
import { useChain, useChainStore, useSummary } from "./use-chain.ts";

interface ChainTroubleProps {
  /** Of the nearest expiry, for one that is over. */
  nearestPath: string;
}

/** Why there is no chain, or none that moves, and what can be done; nothing while there is one. */
export function ChainTrouble({ nearestPath }: ChainTroubleProps) {
  const store = useChainStore();
  const state = useChain((chain) => chain.state);
  const hasStrikes = useChain(({ strikes }) => strikes.length > 0);
  const atmReason = useSummary((summary) => atmReasonText(summary.atmReason));
  if (state.status === "lost") {
    const isOver = state.reason === "expired" || state.reason === "expiry-not-listed";
    return (
      <ChainMessage title={hasStrikes ? "This chain does not move any more" : "This chain cannot be shown"}>
        <p>{CHAIN_REFUSALS[state.reason]}</p>
        {isOver ? (
          <Link href={nearestPath}>Show the nearest expiry</Link>
        ) : (
          <button type="button" onClick={() => store.bringBack()}>
            {state.reason === "evicted" ? "Bring it back" : "Try again"}
          </button>
        )}
      </ChainMessage>
    );
  }
  if (state.status !== "live" || hasStrikes) return null;
  return (
    <ChainMessage title="Nobody can tell yet which strikes are near the money">
      <p>{atmReason}. They come as soon as there is a price.</p>
    </ChainMessage>
  );
}
