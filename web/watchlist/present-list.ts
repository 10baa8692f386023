const STORAGE_KEY = "strikewire.list";

/** Which watchlist is shown at the side and added to, remembered by the browser. */
export class PresentList {
  #id: string | null;
  readonly #storage: Pick<Storage, "getItem" | "setItem">;
  readonly #listeners = new Set<() => void>();

  constructor(storage: Pick<Storage, "getItem" | "setItem">) {
    this.#storage = storage;
    try {
      this.#id = storage.getItem(STORAGE_KEY);
    } catch {
      this.#id = null;
    }
  }

  /** May be of a list that is gone; null when none was chosen. */
  get id(): string | null {
    return this.#id;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  };

  choose(id: string): void {
    if (id === this.#id) return;
    this.#id = id;
    try {
      this.#storage.setItem(STORAGE_KEY, id);
    } catch {
      // It then lasts until the page is left.
    }
    for (const listener of this.#listeners) listener();
  }
}
