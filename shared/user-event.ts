import { z } from "zod";
import { market } from "./market.ts";
import { masterChangedEvent } from "./master-change.ts";
import { stoppedReason } from "./watchlist.ts";

/** Enough of an item to say which it is. */
const item = z.object({
  itemId: z.uuid(),
  listId: z.uuid(),
  /** `RELIANCE`, or an instrument's key. */
  name: z.string(),
});
const items = z.array(item).min(1);
export type EventItem = z.infer<typeof item>;

/** What a user is told of their watchlists when it happens by itself, or in another of their windows. */
export const userEvent = z.discriminatedUnion("type", [
  /** They no longer stream and stay on their lists; they can be re-activated. */
  z.object({ type: z.literal("items-evicted"), items, reason: stoppedReason, at: z.number().int() }),
  /** They stream again, or will as soon as their underlying has a price. */
  z.object({ type: z.literal("items-reactivated"), items, at: z.number().int() }),
  /** The market's day is over; the next session brings them back, or they are gone where the lists are emptied. */
  z.object({ type: z.literal("items-ended"), items, market, isListCleared: z.boolean(), at: z.number().int() }),
]);
export type UserEvent = z.infer<typeof userEvent>;

/** What everybody is told. */
export const publicEvent = masterChangedEvent;
export type PublicEvent = z.infer<typeof publicEvent>;

/** What `/ticks` tells a user without being asked. */
export const streamEvent = z.discriminatedUnion("type", [userEvent, publicEvent]);
