/** A range of an exchange's ids, cut into blocks one after the other: the same blocks whatever the date. */
export class SecurityIds {
  #next: number;
  readonly #end: number;

  constructor(first: number, end: number) {
    this.#next = first;
    this.#end = end;
  }

  /** First id of a block. */
  take(count: number): number {
    const first = this.#next;
    this.#next += count;
    if (this.#next > this.#end) throw new RangeError(`security ids from ${first} run past ${this.#end}`);
    return first;
  }
}
