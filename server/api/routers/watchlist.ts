import { z } from "zod";
import { watchlistEvent } from "../../../shared/live-events.ts";
import {
  addItemInput,
  createListInput,
  doneAnswer,
  expiryInput,
  itemAnswer,
  itemInput,
  listAnswer,
  listInput,
  listWithItems,
  renameListInput,
  reorderItemsInput,
  reorderListsInput,
  viewAnswer,
  watchlist,
} from "../../../shared/watchlist.ts";
import type { WatchlistService } from "../../watchlist/watchlist-service.ts";
import type { Announcements } from "../live/announcements.ts";
import { eventsOf } from "../live/events-of.ts";
import { itemsOf } from "../live/items-of.ts";
import { route, router, traderProcedure, viewerProcedure } from "../trpc.ts";

/** The caller's own lists and what is on them. */
export function watchlistRouter(
  { lists, items, expiries }: Pick<WatchlistService, "lists" | "items" | "expiries">,
  announcements: Announcements,
) {
  return router({
    all: viewerProcedure.output(z.array(watchlist)).query(({ ctx }) => lists.all(ctx.userId)),
    /** All lists with what is on them; nothing counts as used by it. */
    overview: viewerProcedure
      .meta(route("GET", "/watchlist", "watchlist", "All lists with what is on them"))
      .output(z.array(listWithItems))
      .query(({ ctx }) => lists.overview(ctx.userId)),
    /** What happens to the caller's items by itself: evictions, ends of days, items that stream again. */
    events: viewerProcedure
      .output(itemsOf(watchlistEvent))
      .subscription(({ ctx, signal }) =>
        eventsOf(announcements.userEvents, ({ userId, event }) => (userId === ctx.userId ? event : null), signal!),
      ),
    create: traderProcedure
      .input(createListInput)
      .output(listAnswer)
      .mutation(({ ctx, input }) => lists.create(ctx.userId, input)),
    rename: traderProcedure
      .input(renameListInput)
      .output(listAnswer)
      .mutation(({ ctx, input }) => lists.rename(ctx.userId, input)),
    reorder: traderProcedure
      .input(reorderListsInput)
      .output(doneAnswer)
      .mutation(({ ctx, input }) => lists.reorder(ctx.userId, input)),
    remove: traderProcedure
      .input(listInput)
      .output(doneAnswer)
      .mutation(({ ctx, input }) => lists.remove(ctx.userId, input)),
    /** Viewing touches what is on the list, and so is no query. */
    view: traderProcedure
      .input(listInput)
      .output(viewAnswer)
      .mutation(({ ctx, input }) => lists.view(ctx.userId, input)),
    addItem: traderProcedure
      .meta(route("POST", "/watchlist/add", "watchlist", "Put something on a list and have it stream"))
      .input(addItemInput)
      .output(itemAnswer)
      .mutation(({ ctx, input }) => items.add(ctx.userId, input)),
    openItem: traderProcedure
      .input(itemInput)
      .output(itemAnswer)
      .mutation(({ ctx, input }) => items.open(ctx.userId, input)),
    reactivateItem: traderProcedure
      .input(itemInput)
      .output(itemAnswer)
      .mutation(({ ctx, input }) => items.reactivate(ctx.userId, input)),
    removeItem: traderProcedure
      .meta(route("POST", "/watchlist/remove", "watchlist", "Take something off a list"))
      .input(itemInput)
      .output(doneAnswer)
      .mutation(({ ctx, input }) => items.remove(ctx.userId, input)),
    reorderItems: traderProcedure
      .input(reorderItemsInput)
      .output(doneAnswer)
      .mutation(({ ctx, input }) => items.reorder(ctx.userId, input)),
    addExpiry: traderProcedure
      .input(expiryInput)
      .output(itemAnswer)
      .mutation(({ ctx, input }) => expiries.add(ctx.userId, input)),
    removeExpiry: traderProcedure
      .input(expiryInput)
      .output(itemAnswer)
      .mutation(({ ctx, input }) => expiries.remove(ctx.userId, input)),
  });
}
