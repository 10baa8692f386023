import type { ModeNumber } from "./frame-writer.ts";

/**
 * The instruments that one session wants at one interval, with what of each it last got: the version it was sent.
 * A flush compares versions, so a tick costs a session nothing until its interval is over.
 */
export class Lane {
  readonly everyMs: number;
  #slots = new Int32Array(8);
  #modes = new Uint8Array(8);
  #sentVersions = new Uint32Array(8);
  #size = 0;
  /** Where the next flush begins: behind the last slot sent, so that one cut short begrudges nobody their turn. */
  #next = 0;
  readonly #placeOf = new Map<number, number>();

  constructor(everyMs: number) {
    this.everyMs = everyMs;
  }

  get size(): number {
    return this.#size;
  }

  modeOf(slot: number): ModeNumber {
    return this.#modes[this.#placeOf.get(slot)!]!;
  }

  /** Adds a slot whose values were sent at `version`. */
  add(slot: number, mode: ModeNumber, version: number): void {
    if (this.#size === this.#slots.length) this.#grow();
    const place = this.#size++;
    this.#placeOf.set(slot, place);
    this.#slots[place] = slot;
    this.#modes[place] = mode;
    this.#sentVersions[place] = version;
  }

  remove(slot: number): void {
    const place = this.#placeOf.get(slot);
    if (place === undefined) return;
    this.#placeOf.delete(slot);
    const last = --this.#size;
    if (place === last) return;
    this.#slots[place] = this.#slots[last]!;
    this.#modes[place] = this.#modes[last]!;
    this.#sentVersions[place] = this.#sentVersions[last]!;
    this.#placeOf.set(this.#slots[place]!, place);
  }

  /** Calls `send` for each slot that has changed since it was last sent, and takes it as sent; until `send` says no more. */
  takeChanged(versionOf: (slot: number) => number, send: (slot: number, mode: ModeNumber) => boolean): void {
    for (let left = this.#size; left > 0; left--) {
      const place = this.#next < this.#size ? this.#next : 0;
      this.#next = place + 1;
      const slot = this.#slots[place]!;
      const version = versionOf(slot);
      if (version === this.#sentVersions[place]) continue;
      this.#sentVersions[place] = version;
      if (!send(slot, this.#modes[place]!)) return;
    }
  }

  /** Takes a slot as sent at `version`: its values went out some other way. */
  markSent(slot: number, version: number): void {
    this.#sentVersions[this.#placeOf.get(slot)!] = version;
  }

  #grow(): void {
    const capacity = this.#slots.length * 2;
    const grown = <Column extends Int32Array | Uint8Array | Uint32Array>(larger: Column, column: Column): Column => {
      larger.set(column);
      return larger;
    };
    this.#slots = grown(new Int32Array(capacity), this.#slots);
    this.#modes = grown(new Uint8Array(capacity), this.#modes);
    this.#sentVersions = grown(new Uint32Array(capacity), this.#sentVersions);
  }
}
