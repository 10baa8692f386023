import { MAX_INSTRUMENTS_PER_CONNECTION } from "../../dhan/protocol.ts";
import type { RequestedInstrument } from "./feed-request.ts";

const IDS_A_SEGMENT = 2 ** 32;
/** Row of an instrument that is asked for and not listed: it takes a place and never ticks. */
export const NOT_LISTED = -1;

/** What one socket asked for, in dense columns so that ticking can walk round it. */
export class SubscriptionSet {
  /** Row in the universe, or NOT_LISTED. */
  readonly row = new Int32Array(MAX_INSTRUMENTS_PER_CONNECTION);
  /** ModeBits; never 0 below `size`. */
  readonly modes = new Uint8Array(MAX_INSTRUMENTS_PER_CONNECTION);
  readonly #key = new Float64Array(MAX_INSTRUMENTS_PER_CONNECTION);
  readonly #placeOf = new Map<number, number>();

  get size(): number {
    return this.#placeOf.size;
  }

  /** How many of these instruments are not here yet. */
  countNew(instruments: readonly RequestedInstrument[]): number {
    const added = new Set<number>();
    for (const instrument of instruments) {
      const key = keyOf(instrument);
      if (!this.#placeOf.has(key)) added.add(key);
    }
    return added.size;
  }

  /** The caller has checked that there is room. */
  add(instrument: RequestedInstrument, row: number, modeBit: number): void {
    const key = keyOf(instrument);
    let place = this.#placeOf.get(key);
    if (place === undefined) {
      place = this.#placeOf.size;
      this.#placeOf.set(key, place);
      this.#key[place] = key;
      this.row[place] = row;
      this.modes[place] = 0;
    }
    this.modes[place] = this.modes[place]! | modeBit;
  }

  /** Takes one mode away, and the instrument with its last one. */
  remove(instrument: RequestedInstrument, modeBit: number): void {
    const key = keyOf(instrument);
    const place = this.#placeOf.get(key);
    if (place === undefined) return;
    this.modes[place] = this.modes[place]! & ~modeBit;
    if (this.modes[place] !== 0) return;
    this.#placeOf.delete(key);
    const last = this.#placeOf.size;
    if (place === last) return;
    this.#key[place] = this.#key[last]!;
    this.row[place] = this.row[last]!;
    this.modes[place] = this.modes[last]!;
    this.#placeOf.set(this.#key[place]!, place);
  }

  instrumentAt(place: number): RequestedInstrument {
    const key = this.#key[place]!;
    return { segment: Math.floor(key / IDS_A_SEGMENT), securityId: key % IDS_A_SEGMENT };
  }
}

function keyOf({ segment, securityId }: RequestedInstrument): number {
  return segment * IDS_A_SEGMENT + securityId;
}
