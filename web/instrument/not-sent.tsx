import type { InstrumentKey } from "../../client-sdk/index.ts";
import { useMarket, useQuote } from "../market.ts";
import { rejectionText } from "../watchlist/rejection-text.ts";

/** Why no ticks come, where the server would not send them or does no longer, and what can be done. */
export function NotSent({ instrument }: { instrument: InstrumentKey }) {
  const { stream } = useMarket();
  const reason = useQuote(instrument, ({ rejected }) => rejected);
  if (reason === null) return null;
  const isRoomNeeded = reason === "evicted" || reason === "feed-full";
  // Whoever else listens stays, and is sent what comes of it.
  const askAgain = () => stream.subscribe([instrument], { onTick() {} }).unsubscribe();
  return (
    <div className="notice not-sent" data-tone="warning" role="status">
      <p>
        <strong>No ticks come.</strong> {rejectionText(reason)}
      </p>
      {isRoomNeeded && (
        <button type="button" onClick={askAgain}>
          Ask again
        </button>
      )}
    </div>
  );
}
