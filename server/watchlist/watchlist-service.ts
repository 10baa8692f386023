import { ExpiryService } from "./expiry-service.ts";
import { ItemService } from "./item-service.ts";
import { ListService } from "./list-service.ts";
import { StreamingItems, type StreamingItemsOptions } from "./streaming-items.ts";
import { Turns } from "./turns.ts";
import type { WatchlistContext, WatchlistOptions } from "./watchlist-context.ts";
import { WatchlistUpkeep } from "./watchlist-upkeep.ts";

export type WatchlistServiceOptions = WatchlistOptions & Pick<StreamingItemsOptions, "subscriptions" | "windows">;

/** Users' watchlists, and what they demand. */
export class WatchlistService {
  readonly lists: ListService;
  readonly items: ItemService;
  readonly expiries: ExpiryService;
  readonly upkeep: WatchlistUpkeep;
  readonly #turns = new Turns();

  constructor({ subscriptions, windows, ...options }: WatchlistServiceOptions) {
    const streaming = new StreamingItems({
      subscriptions,
      windows,
      onShift: (shifts) => this.upkeep.shifted(shifts),
      onStop: (stops) => this.upkeep.stopped(stops),
    });
    const context: WatchlistContext = { ...options, streaming, turns: this.#turns };
    this.lists = new ListService(context);
    this.items = new ItemService(context);
    this.expiries = new ExpiryService(context);
    this.upkeep = new WatchlistUpkeep(context);
  }

  /** Resolves when everything asked for up to now is written. */
  async settled(): Promise<void> {
    await this.#turns.settled();
  }
}
