import type { StoppedReason, WatchlistItem } from "../../client-sdk/index.ts";
import { useMarket } from "../market.ts";
import { canComeBack } from "./item-path.ts";

const TITLES = {
  streaming: "Its instruments are subscribed",
  waiting: "It streams as soon as its underlying has a price",
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
  const why = reason === null ? null : REASONS[reason];
  const [text, tone] = words(state, reason);
  return (
    <span className="item-state" data-tone={tone} title={why ?? TITLES[state as keyof typeof TITLES]}>
      <span className="dot" aria-hidden="true" />
      {text}
      {why !== null && <span className="for-ear">. {why}</span>}
    </span>
  );
}

/** What the state is called, and its tone. */
function words(state: WatchlistItem["state"], reason: StoppedReason | null): [string, string] {
  if (reason === "expired" || reason === "reassigned") return [reason, "bad"];
  if (state === "streaming") return ["streaming", "good"];
  if (state === "waiting") return ["waiting for a price", "idle"];
  if (state === "evicted") return ["evicted", "warning"];
  return reason === "by-admin" ? ["stopped", "warning"] : ["day over", "idle"];
}

/** Makes an item stream again that was stopped; nothing of one that streams, or comes back by itself. */
export function BringBack({ item, name }: { item: WatchlistItem; name: string }) {
  const { watchlists } = useMarket();
  if (!canComeBack(item)) return null;
  return (
    <button
      type="button"
      className="text-button"
      aria-label={`Bring back ${name}`}
      onClick={({ currentTarget }) => {
        // The button goes once it is done: the keyboard stays on the row.
        currentTarget.closest("[data-item]")?.querySelector("a")?.focus();
        void watchlists.bringBack([item.id]);
      }}
    >
      bring back
    </button>
  );
}
