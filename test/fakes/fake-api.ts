import type { z } from "zod";
import type { AuthStatus } from "../../shared/auth.ts";
import type { SearchAnswer, SearchHit } from "../../shared/search.ts";
import { cannotAnswer } from "../../shared/search-refusal.ts";
import type { SubscriptionStatus } from "../../shared/subscription-status.ts";
import type {
  AddItemInput,
  ItemAnswer,
  ItemInput,
  listWithItems,
  ReorderItemsInput,
  WatchlistItem,
} from "../../shared/watchlist.ts";
import { refusedBecause } from "../../shared/watchlist-refusal.ts";

type ListWithItems = z.infer<typeof listWithItems>;

const NO_COUNT = { desired: 0, confirmed: 0 };
const STATUS: SubscriptionStatus = {
  total: NO_COUNT,
  tiers: { pinned: NO_COUNT, B: NO_COUNT, A: NO_COUNT },
  connections: [],
  capacity: { instruments: 25_000, left: 25_000 },
  evictions: 0,
  refusals: { capacity: 0, share: 0 },
};

/** The procedures that a page needs beside its stream, by a few lists held in memory. */
export class FakeApi {
  /** Who it says the page's user is. */
  auth: AuthStatus = {
    mode: "required",
    isSetUpNeeded: false,
    me: { id: "asha", email: "asha@example.com", name: "Asha", role: "trader" },
  };
  /** What is listed, by key. */
  readonly names = new Map<string, string>();
  readonly lists: ListWithItems[] = [];
  /** What other procedures answer, or these another thing, by their paths. */
  readonly answers = new Map<string, (input: unknown) => unknown>();
  /** How long a call takes on its way here, by its path. */
  way: (path: string) => Promise<void> = async () => {};

  /** Makes a list of shares. */
  putList(name: string, keys: readonly string[]): ListWithItems {
    const list = { id: crypto.randomUUID(), name, createdAt: 0 };
    const made = { list, items: keys.map((key) => this.#itemOf(list.id, key)) };
    this.lists.push(made);
    return made;
  }

  /** Answers a batch of calls as tRPC does. */
  async answer(request: Request): Promise<Response> {
    const url = new URL(request.url);
    const inputs = JSON.parse(
      (request.method === "POST" ? await request.text() : url.searchParams.get("input")) || "{}",
    );
    const paths = url.pathname.slice("/trpc/".length).split(",");
    return Response.json(await Promise.all(paths.map((path, index) => this.#answerOf(path, inputs[index]))));
  }

  async #answerOf(path: string, input: unknown) {
    await this.way(path);
    const procedure = this.answers.get(path) ?? this.#procedures[path];
    if (procedure !== undefined) return { result: { data: procedure(input as never) } };
    return { error: { message: `no ${path} here`, code: -32004, data: { code: "NOT_FOUND", httpStatus: 404, path } } };
  }

  readonly #procedures: Record<string, (input: never) => unknown> = {
    "auth.status": () => this.auth,
    "subscriptions.status": () => STATUS,
    "watchlist.overview": () => this.lists,
    "watchlist.view": ({ listId }: { listId: string }) => ({ ok: true, ...this.#list(listId)! }),
    "watchlist.create": ({ name }: { name: string }) => ({ ok: true, list: this.putList(name, []).list }),
    "watchlist.addItem": (input: AddItemInput) => this.#add(input),
    "watchlist.openItem": ({ itemId }: ItemInput) => ({ ok: true, item: this.#item(itemId), changed: false }),
    "watchlist.reactivateItem": ({ itemId }: ItemInput) => {
      const item = Object.assign(this.#item(itemId)!, { state: "streaming", reason: null });
      return { ok: true, item, changed: true };
    },
    "watchlist.removeItem": ({ itemId }: ItemInput) => {
      for (const one of this.lists) one.items = one.items.filter(({ id }) => id !== itemId);
      return { ok: true };
    },
    "watchlist.reorderItems": ({ listId, itemIds }: ReorderItemsInput) => {
      this.#list(listId)!.items.sort((one, other) => itemIds.indexOf(one.id) - itemIds.indexOf(other.id));
      return { ok: true };
    },
    "search.instruments": ({ query }: { query: string }): SearchAnswer => {
      const found = [...this.names].filter(([, name]) => name.includes(query.toUpperCase()));
      return { ok: true, hits: found.map(([key, name]) => hitOf(key, name)), next: null };
    },
    "search.expiries": () => cannotAnswer("unknown-underlying"),
  };

  #add({ listId, item }: AddItemInput): ItemAnswer {
    const list = this.#list(listId);
    if (list === undefined) return refusedBecause("not-found");
    if (item.kind !== "EQUITY" || !this.names.has(item.key)) return refusedBecause("unknown-instrument");
    const same = list.items.find(({ key }) => key === item.key);
    if (same !== undefined) return { ok: true, item: same, changed: false };
    const added = this.#itemOf(listId, item.key);
    list.items.push(added);
    return { ok: true, item: added, changed: true };
  }

  #itemOf(listId: string, key: string): WatchlistItem {
    const id = crypto.randomUUID();
    const underlying = this.names.get(key) ?? key;
    const asked = { expiries: null, expiryRule: null, state: "streaming", reason: null } as const;
    return { id, listId, kind: "EQUITY", underlying, key, ...asked, since: 0, legs: 1, createdAt: 0, lastUsedAt: 0 };
  }

  #list(listId: string): ListWithItems | undefined {
    return this.lists.find(({ list }) => list.id === listId);
  }

  #item(itemId: string): WatchlistItem | undefined {
    return this.lists.flatMap(({ items }) => items).find(({ id }) => id === itemId);
  }
}

function hitOf(key: string, name: string): SearchHit {
  const segment = key.slice(0, key.indexOf(":")) as SearchHit["segment"];
  return {
    ...{ key, name, symbol: name, displayName: name, segment, exchange: "NSE", underlying: name },
    kind: segment === "IDX_I" ? "INDEX" : "EQUITY",
    ...{ expiry: null, strike: null, optionType: null, lotSize: 1, tickSize: null, freezeQuantity: null },
    ...{ isin: null, series: null, matches: { name: [], displayName: [] } },
  };
}
