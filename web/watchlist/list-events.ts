import type { QueryClient } from "@tanstack/react-query";
import type { StreamEvent, TickStream } from "../../client-sdk/index.ts";
import type { Toaster } from "../toast/toaster.ts";
import type { Watchlists } from "./watchlists.ts";

type Told = Extract<StreamEvent, { items: unknown }>["items"];
type Stop = Extract<StreamEvent, { type: "items-evicted" | "items-ended" }>;

export interface ListEventParts {
  stream: Pick<TickStream, "onEvent" | "onStatus" | "status">;
  watchlists: Watchlists;
  queries: QueryClient;
  toaster: Toaster;
}

/** Keeps the lists true when something happens to them by itself, and says so. */
export function followListEvents({ stream, watchlists, queries, toaster }: ListEventParts): () => void {
  const stopEvents = stream.onEvent((event) => {
    if (event.type === "master-changed") {
      void queries.invalidateQueries();
      toaster.show("A new list of instruments is in use");
      return;
    }
    void watchlists.readAgain();
    if (event.type === "items-reactivated") return;
    const run = () => void watchlists.bringBack(event.items.map(({ itemId }) => itemId));
    const { text, canComeBack } = stopText(event);
    toaster.show(text, canComeBack ? { action: { label: "Bring back", run } } : {});
  });
  // What happened while the connection was away was told to nobody.
  let wasOpen = stream.status.status === "open";
  const stopStatus = stream.onStatus(({ status }) => {
    if (status === "open" && !wasOpen) void watchlists.readAgain();
    wasOpen = status === "open";
  });
  return () => {
    stopEvents();
    stopStatus();
  };
}

function stopText(event: Stop): { text: string; canComeBack: boolean } {
  const names = namesOf(event.items);
  if (event.type === "items-ended") {
    return event.isListCleared
      ? { text: `Taken off the lists for the day: ${names}`, canComeBack: false }
      : { text: `Stopped for today: ${names}`, canComeBack: true };
  }
  switch (event.reason) {
    case "expired":
      return { text: `Expired: ${names}`, canComeBack: false };
    case "reassigned":
      return { text: `Now the key of another instrument: ${names}`, canComeBack: false };
    default:
      return { text: `Had to make room on the full feed: ${names}`, canComeBack: true };
  }
}

function namesOf(items: Told): string {
  const first = items[0]!.name;
  const others = items.length - 1;
  return others === 0 ? first : `${first} and ${others} more`;
}
