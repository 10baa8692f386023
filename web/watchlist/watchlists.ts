import type { QueryClient } from "@tanstack/react-query";
import PQueue from "p-queue";
import type { ItemWish, ListWithItems, Strikewire, WatchlistItem } from "../../client-sdk/index.ts";
import { problemText } from "../format/problem.ts";
import type { Toaster } from "../toast/toaster.ts";
import { placed, withItems } from "./order.ts";
import type { PresentList } from "./present-list.ts";
import { wishOfItem } from "./wish.ts";

/** Made when something is added and there is no list yet. */
const FIRST_LIST = "Default";
const LISTS = ["watchlist.overview"];

type Refusal = { ok: false; message: string };
type Lists = readonly ListWithItems[];

/** How a wish ended, for people. */
export interface Outcome {
  ok: boolean;
  text: string;
}

export interface WatchlistsParts {
  server: Pick<Strikewire, "watchlist">;
  queries: QueryClient;
  toaster: Toaster;
  present: PresentList;
}

/**
 * The user's lists, which the server holds. What can be told beforehand is shown at once and taken back when the server
 * says no; after each change, or the last of several, they are read again.
 */
export class Watchlists {
  readonly present: PresentList;
  /** For `useQuery`. */
  readonly query;
  readonly #server: WatchlistsParts["server"];
  readonly #queries: QueryClient;
  readonly #toaster: Toaster;
  /** One call after another: of two that are on their way at once, the server may do the later one first. */
  readonly #calls = new PQueue({ concurrency: 1 });
  #changes = 0;
  #firstList: Promise<{ ok: true; list: ListWithItems["list"] } | Refusal> | null = null;

  constructor({ server, queries, toaster, present }: WatchlistsParts) {
    this.#server = server;
    this.#queries = queries;
    this.#toaster = toaster;
    this.present = present;
    this.query = { queryKey: LISTS, queryFn: (): Promise<Lists> => server.watchlist.overview.query() };
  }

  /** As last read. */
  get lists(): Lists {
    return this.#queries.getQueryData<Lists>(LISTS) ?? [];
  }

  /** The list that was chosen, or the first; null when there is none. */
  presentOf(lists: Lists): ListWithItems | null {
    return lists.find(({ list }) => list.id === this.present.id) ?? lists[0] ?? null;
  }

  readAgain(): Promise<void> {
    return this.#queries.invalidateQueries({ queryKey: LISTS, refetchType: "all" });
  }

  /** Adds to the present list. */
  async add(item: ItemWish, name: string): Promise<Outcome> {
    const target = await this.#target();
    if (!target.ok) return { ok: false, text: target.message };
    const { list } = target;
    const answer = await this.#change(() => this.#server.watchlist.addItem.mutate({ listId: list.id, item }));
    if (!answer.ok) return { ok: false, text: answer.message };
    return { ok: true, text: answer.changed ? `Added ${name} to ${list.name}` : `${name} is on ${list.name} already` };
  }

  /** Takes an item off its list, and says how to take that back. */
  async remove(item: WatchlistItem, name: string): Promise<void> {
    const index = this.#itemsOf(item.listId).findIndex(({ id }) => id === item.id);
    const answer = await this.#change(
      () => this.#server.watchlist.removeItem.mutate({ itemId: item.id }),
      (lists) => withItems(lists, item.listId, (items) => items.filter(({ id }) => id !== item.id)),
    );
    if (!answer.ok) return this.#complain(answer);
    this.#toaster.show(`Removed ${name}`, { action: { label: "Undo", run: () => this.#restore(item, index) } });
  }

  /** Puts an item in another place of its list. */
  async move(listId: string, itemId: string, index: number): Promise<void> {
    const items = placed(this.#itemsOf(listId), itemId, index);
    const answer = await this.#change(
      () => this.#server.watchlist.reorderItems.mutate({ listId, itemIds: items.map(({ id }) => id) }),
      (lists) => withItems(lists, listId, () => items),
    );
    if (!answer.ok) this.#complain(answer);
  }

  /** Makes what was evicted or ended stream again. */
  async bringBack(itemIds: readonly string[]): Promise<void> {
    const answers = await Promise.all(
      itemIds.map((itemId) => this.#change(() => this.#server.watchlist.reactivateItem.mutate({ itemId }))),
    );
    const refusal = answers.find((answer) => !answer.ok);
    if (refusal !== undefined) this.#complain(refusal);
  }

  /** Tells the server that the list is looked at: what is in use is the last to make room. */
  async look(listId: string): Promise<void> {
    // Whether the server is there is said elsewhere.
    await this.#server.watchlist.view.mutate({ listId }).catch(() => {});
  }

  /** Tells the server that what the item stands for is opened. */
  async open(itemId: string): Promise<void> {
    await this.#server.watchlist.openItem.mutate({ itemId }).catch(() => {});
  }

  async changeExpiry(itemId: string, expiry: string, change: "addExpiry" | "removeExpiry"): Promise<void> {
    const answer = await this.#change(() => this.#server.watchlist[change].mutate({ itemId, expiry }));
    if (!answer.ok) this.#complain(answer);
  }

  /** @returns why not; null when it is done, and the list present. */
  async create(name: string): Promise<string | null> {
    const answer = await this.#change(() => this.#server.watchlist.create.mutate({ name }));
    if (!answer.ok) return answer.message;
    this.present.choose(answer.list.id);
    return null;
  }

  /** @returns why not; null when it is done. */
  async rename(listId: string, name: string): Promise<string | null> {
    const answer = await this.#change(
      () => this.#server.watchlist.rename.mutate({ listId, name }),
      (lists) => lists.map((one) => (one.list.id === listId ? { ...one, list: { ...one.list, name } } : one)),
    );
    return answer.ok ? null : answer.message;
  }

  /** @returns why not; null when it is done. */
  async removeList(listId: string): Promise<string | null> {
    const answer = await this.#change(
      () => this.#server.watchlist.remove.mutate({ listId }),
      (lists) => lists.filter(({ list }) => list.id !== listId),
    );
    return answer.ok ? null : answer.message;
  }

  /** @returns why not; null when it is done. */
  async moveList(listId: string, index: number): Promise<string | null> {
    const ids = placed(
      this.lists.map(({ list }) => list),
      listId,
      index,
    ).map(({ id }) => id);
    const answer = await this.#change(
      () => this.#server.watchlist.reorder.mutate({ listIds: ids }),
      (lists) => lists.toSorted((one, other) => ids.indexOf(one.list.id) - ids.indexOf(other.list.id)),
    );
    return answer.ok ? null : answer.message;
  }

  /** Adds a removed item again, at its place. */
  async #restore(item: WatchlistItem, index: number): Promise<void> {
    const { listId } = item;
    const answer = await this.#change(() => this.#server.watchlist.addItem.mutate({ listId, item: wishOfItem(item) }));
    if (!answer.ok) return this.#complain(answer);
    this.#queries.setQueryData<Lists>(LISTS, (lists = []) =>
      withItems(lists, listId, (items) => [...items.filter(({ id }) => id !== answer.item.id), answer.item]),
    );
    await this.move(listId, answer.item.id, index);
  }

  async #target(): Promise<{ ok: true; list: ListWithItems["list"] } | Refusal> {
    try {
      const present = this.presentOf(await this.#queries.fetchQuery(this.query));
      if (present !== null) return { ok: true, list: present.list };
    } catch (error) {
      return { ok: false, message: problemText(error) };
    }
    // Two that are added at once go on one list.
    this.#firstList ??= this.#change(() => this.#server.watchlist.create.mutate({ name: FIRST_LIST }));
    const answer = this.#firstList;
    void answer.finally(() => {
      this.#firstList = null;
    });
    return answer;
  }

  #itemsOf(listId: string): readonly WatchlistItem[] {
    return this.lists.find(({ list }) => list.id === listId)?.items ?? [];
  }

  async #change<Answer extends { ok: true } | Refusal>(
    call: () => Promise<Answer>,
    guess?: (lists: Lists) => Lists,
  ): Promise<Answer | Refusal> {
    this.#changes++;
    // What is on its way is older than the change.
    await this.#queries.cancelQueries({ queryKey: LISTS });
    const before = this.#queries.getQueryData<Lists>(LISTS);
    if (guess !== undefined && before !== undefined) this.#queries.setQueryData<Lists>(LISTS, guess(before));
    const answer = await this.#calls
      .add(call)
      .catch((error: unknown): Refusal => ({ ok: false, message: problemText(error) }));
    if (!answer.ok && guess !== undefined) this.#queries.setQueryData(LISTS, before);
    if (--this.#changes > 0) return answer;
    const reading = this.readAgain();
    // Whoever was refused is told at once: reading may take long where the server does not answer.
    if (answer.ok) await reading;
    return answer;
  }

  #complain({ message }: { message: string }): void {
    this.#toaster.show(message, { tone: "bad" });
  }
}
