/** What happens, told to whoever listens at that moment; nothing is kept. */
export class Broadcast<Item> {
  readonly #listeners = new Set<{ call: (item: Item) => void }>();

  /** Those who listen now. */
  get size(): number {
    return this.#listeners.size;
  }

  /** Returns what takes it off again. It must not throw. */
  listen(call: (item: Item) => void): () => void {
    const listener = { call };
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  publish(item: Item): void {
    for (const listener of this.#listeners) listener.call(item);
  }
}
