/** Counts a session's messages second by second. */
export class MessageRate {
  readonly #perSecond: number;
  #second = 0;
  #count = 0;

  constructor(perSecond: number) {
    this.#perSecond = perSecond;
  }

  /** Counts one message at `now` (UTC milliseconds) and says whether this second may have it. */
  allows(now: number): boolean {
    const second = Math.floor(now / 1000);
    if (second !== this.#second) {
      this.#second = second;
      this.#count = 0;
    }
    return ++this.#count <= this.#perSecond;
  }
}
