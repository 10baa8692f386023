import { twiceAsLong } from "./twice-as-long.ts";

/** Numbers of the records that a session waits for, in order. It keeps its room: a tick allocates nothing. */
export class TickQueue {
  #records = new Int32Array(16);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  at(i: number): number {
    return this.#records[i]!;
  }

  push(record: number): void {
    if (this.#size === this.#records.length) this.#records = twiceAsLong(this.#records);
    this.#records[this.#size++] = record;
  }

  clear(): void {
    this.#size = 0;
  }
}
