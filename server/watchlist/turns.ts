/** Changes that may wait at once; the next is refused. */
export const TURNS_MOST = 1_000;

/**
 * One change at a time, in the order they came: what a change has read still holds when it writes, and the database and
 * the feed are told in the same order.
 */
export class Turns {
  #last: Promise<unknown> = Promise.resolve();
  #waiting = 0;

  /** Whether one more may be taken from outside. What happens by itself (an eviction) is never turned away. */
  get isFull(): boolean {
    return this.#waiting >= TURNS_MOST;
  }

  /** Rejects with what `change` throws; the next one comes all the same. */
  take<Result>(change: () => Promise<Result>): Promise<Result> {
    this.#waiting++;
    const turn = this.#last.then(change).finally(() => {
      this.#waiting--;
    });
    this.#last = turn.catch(() => {});
    return turn;
  }

  /** Resolves when all that wait now are over. */
  async settled(): Promise<void> {
    await this.#last;
  }
}
