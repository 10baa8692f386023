import { EVENT_REFUSALS, type ListeningEvent } from "../../../shared/live-events.ts";
import { refusal } from "../refusal.ts";
import { Bell } from "./bell.ts";
import type { Broadcast } from "./broadcast.ts";

/** Events that wait for one reader. They are few: whoever lets so many wait does not read. */
export const EVENTS_WAITING_MOST = 256;

/**
 * That it listens, then each event that is for the reader, in order and none left out.
 * @param pick what it is to the reader; null where it is nothing.
 * @param signal ends it.
 * @throws TRPCError with the reason `too-slow` once more wait than may.
 */
export async function* eventsOf<Told, Event>(
  source: Broadcast<Told>,
  pick: (told: Told) => Event | null,
  signal: AbortSignal,
): AsyncGenerator<ListeningEvent | Event, void> {
  const bell = new Bell();
  let waiting: Event[] = [];
  let isTooSlow = false;
  const leave = source.listen((told) => {
    const event = pick(told);
    if (event === null || isTooSlow) return;
    isTooSlow = waiting.length >= EVENTS_WAITING_MOST;
    if (isTooSlow) waiting = [];
    else waiting.push(event);
    bell.ring();
  });
  signal.addEventListener("abort", bell.ring);
  try {
    yield { type: "listening" };
    while (!signal.aborted) {
      if (isTooSlow) throw refusal("TOO_MANY_REQUESTS", "too-slow", EVENT_REFUSALS["too-slow"]);
      const event = waiting.shift();
      if (event === undefined) await bell.rung();
      else yield event;
    }
  } finally {
    leave();
    signal.removeEventListener("abort", bell.ring);
  }
}
