import { z } from "zod";
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
import { procedure, route, router } from "../trpc.ts";

/** The caller's own lists and what is on them. */
export function watchlistRouter({ lists, items, expiries }: Pick<WatchlistService, "lists" | "items" | "expiries">) {
  return router({
    all: procedure.output(z.array(watchlist)).query(({ ctx }) => lists.all(ctx.userId)),
    /** All lists with what is on them; nothing counts as used by it. */
    overview: procedure
      .meta(route("GET", "/watchlist", "watchlist", "All lists with what is on them"))
      .output(z.array(listWithItems))
      .query(({ ctx }) => lists.overview(ctx.userId)),
    create: procedure
      .input(createListInput)
      .output(listAnswer)
      .mutation(({ ctx, input }) => lists.create(ctx.userId, input)),
    rename: procedure
      .input(renameListInput)
      .output(listAnswer)
      .mutation(({ ctx, input }) => lists.rename(ctx.userId, input)),
    reorder: procedure
      .input(reorderListsInput)
      .output(doneAnswer)
      .mutation(({ ctx, input }) => lists.reorder(ctx.userId, input)),
    remove: procedure
      .input(listInput)
      .output(doneAnswer)
      .mutation(({ ctx, input }) => lists.remove(ctx.userId, input)),
    /** Viewing touches what is on the list, and so is no query. */
    view: procedure
      .input(listInput)
      .output(viewAnswer)
      .mutation(({ ctx, input }) => lists.view(ctx.userId, input)),
    addItem: procedure
      .meta(route("POST", "/watchlist/add", "watchlist", "Put something on a list and have it stream"))
      .input(addItemInput)
      .output(itemAnswer)
      .mutation(({ ctx, input }) => items.add(ctx.userId, input)),
    openItem: procedure
      .input(itemInput)
      .output(itemAnswer)
      .mutation(({ ctx, input }) => items.open(ctx.userId, input)),
    reactivateItem: procedure
      .input(itemInput)
      .output(itemAnswer)
      .mutation(({ ctx, input }) => items.reactivate(ctx.userId, input)),
    removeItem: procedure
      .meta(route("POST", "/watchlist/remove", "watchlist", "Take something off a list"))
      .input(itemInput)
      .output(doneAnswer)
      .mutation(({ ctx, input }) => items.remove(ctx.userId, input)),
    reorderItems: procedure
      .input(reorderItemsInput)
      .output(doneAnswer)
      .mutation(({ ctx, input }) => items.reorder(ctx.userId, input)),
    addExpiry: procedure
      .input(expiryInput)
      .output(itemAnswer)
      .mutation(({ ctx, input }) => expiries.add(ctx.userId, input)),
    removeExpiry: procedure
      .input(expiryInput)
      .output(itemAnswer)
      .mutation(({ ctx, input }) => expiries.remove(ctx.userId, input)),
  });
}
