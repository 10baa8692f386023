import type { QueryClient } from "@tanstack/react-query";
import type { StoppedReason, StreamEvent, TickStream } from "../../client-sdk/index.ts";
import type { Toaster } from "../toast/toaster.ts";
import type { Watchlists } from "./watchlists.ts";

type Told = Extract<StreamEvent, { items: unknown }>["items"];

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
    if (event.type === "items-evicted") {
      const run = () => void watchlists.bringBack(event.items.map(({ itemId }) => itemId));
      toaster.show(evictedText(event.items, event.reason), { action: { label: "Bring back", run } });
    } else if (event.type === "items-ended") {
      const what = event.isListCleared ? "was taken off the lists" : "comes back with the next session";
      toaster.show(`The market's day is over: ${namesOf(event.items)} ${what}`);
    }
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

function evictedText(items: Told, reason: StoppedReason): string {
  const names = namesOf(items);
  if (reason === "by-admin") return `An admin stopped ${names}`;
  return `${names} had to make room on the full feed`;
}

function namesOf(items: Told): string {
  const first = items[0]!.name;
  const others = items.length - 1;
  return others === 0 ? first : `${first} and ${others} more`;
}
