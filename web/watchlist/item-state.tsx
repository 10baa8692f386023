import type { StoppedReason, WatchlistItem } from "../../client-sdk/index.ts";
import { useMarket } from "../market.ts";

const STATES: Record<WatchlistItem["state"], { text: string; tone: string; title: string }> = {
  streaming: { text: "streaming", tone: "good", title: "Its instruments are subscribed" },
  waiting: { text: "waiting for a price", tone: "idle", title: "It streams as soon as its underlying has a price" },
  evicted: { text: "evicted", tone: "warning", title: "" },
  ended: { text: "day over", tone: "idle", title: "" },
};

const REASONS: Record<StoppedReason, string> = {
  "least-recently-used": "The feed was full, and this had not been looked at for longest",
  capacity: "There was no room for it on the feed",
  share: "It was beyond your share of the feed",
  "end-of-day": "The market's day is over; the next session brings it back",
  "by-admin": "An admin stopped it",
  expired: "What it stands for has expired",
  reassigned: "Its key names another instrument now: remove it, and add the one you want",
};

/** Whether an item streams, and why not. */
export function ItemState({ item: { state, reason } }: { item: WatchlistItem }) {
  const { text, tone, title } = STATES[state];
  const isGone = reason === "expired" || reason === "reassigned";
  return (
    <span className="item-state" data-tone={isGone ? "bad" : tone} title={reason === null ? title : REASONS[reason]}>
      <span className="dot" aria-hidden="true" />
      {isGone ? reason : text}
      {reason !== null && <span className="for-ear">. {REASONS[reason]}</span>}
    </span>
  );
}

/** Makes an item stream again that had to stop; nothing of one that streams, or cannot. */
export function BringBack({ item, name }: { item: WatchlistItem; name: string }) {
  const { watchlists } = useMarket();
  const { id, state, reason } = item;
  const isStopped = state === "evicted" || state === "ended";
  if (!isStopped || reason === "expired" || reason === "reassigned") return null;
  return (
    <button
      type="button"
      className="text-button"
      aria-label={`Bring back ${name}`}
      onClick={() => void watchlists.bringBack([id])}
    >
      bring back
    </button>
  );
}
