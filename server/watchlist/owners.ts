import type { EventItem, UserEvent } from "../../shared/user-event.ts";
import type { Streamable } from "./item-unit.ts";

/** Items that somebody is told of. */
export type OwnedItem = Pick<Streamable, "id" | "listId" | "userId" | "name">;

/** Tells each owner of their own items, in one event. */
export function tellOwners(
  items: readonly OwnedItem[],
  tell: (userId: string, event: UserEvent) => void,
  eventOf: (items: EventItem[]) => UserEvent,
): void {
  for (const [userId, owned] of Map.groupBy(items, (item) => item.userId)) {
    tell(userId, eventOf(owned.map(({ id, listId, name }) => ({ itemId: id, listId, name }))));
  }
}
