import { Link } from "wouter";
import { ApiError, type ExpiriesAnswer } from "../../client-sdk/index.ts";
import { HOME } from "../routes.ts";
import { ChainMessage } from "./chain-message.tsx";
import { UnderlyingPicker } from "./underlying-picker.tsx";

interface NoExpiriesProps {
  underlying: string;
  /** What the server said instead of a list; undefined before it has said anything. */
  refusal: Extract<ExpiriesAnswer, { ok: false }> | undefined;
  /** Why it could not be asked. */
  error: Error | null;
  onAskAgain(): void;
}

/** An underlying whose expiries are not known: not yet, or never. */
export function NoExpiries({ underlying, refusal, error, onAskAgain }: NoExpiriesProps) {
  return (
    <>
      <header className="chain-bar">
        <UnderlyingPicker underlying={underlying} />
      </header>
      {error !== null && (
        <ChainMessage title="The server did not say which expiries there are">
          <p>{isPassing(error) ? error.message : "It does not understand this address."}</p>
          <button type="button" onClick={onAskAgain}>
            Ask again
          </button>
        </ChainMessage>
      )}
      {refusal?.reason === "no-master" && (
        <ChainMessage title="The list of instruments is loading">
          <p>The chain is shown as soon as it is there.</p>
        </ChainMessage>
      )}
      {refusal !== undefined && refusal.reason !== "no-master" && (
        <ChainMessage title={`No options of ${underlying}`}>
          <p>{refusal.message}</p>
          <Link href={HOME}>Show the NIFTY chain</Link>
        </ChainMessage>
      )}
    </>
  );
}

function isPassing(error: Error): boolean {
  return error instanceof ApiError && error.retryable;
}
