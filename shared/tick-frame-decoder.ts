import type { Tick } from "./tick.ts";
import {
  DEPTH_BITS,
  DEPTH_WORD,
  FRAME_HEADER_BYTES,
  FrameFlag,
  FrameKind,
  FrameOffset,
  HEAD_WHOLE_BIT,
  LARGEST_HANDLE,
  MASK_OF_MODE_NUMBER,
  RECORD_WORDS,
  RecordBit,
} from "./tick-frame-layout.ts";
import { MODES, type Mode } from "./tick-mode.ts";
import { type HandleInfo, tickOfWords } from "./tick-of-words.ts";

export interface TickFrame {
  seq: number;
  snapshot: boolean;
  /** UTC milliseconds at which the server began the frame. */
  sentTime: number;
  ticks: Tick[];
}

/** What the last record of a handle left. */
interface Held {
  mode: Mode;
  readonly words: Uint32Array;
}

/**
 * Reads the binary frames of one connection, in the order they come: a record tells what has changed since the one
 * before it, and here whole ticks are made of that. Another connection begins with `reset`.
 */
export class TickFrameDecoder {
  readonly #held = new Map<number, Held>();
  #bytes = new Uint8Array();
  #at = 0;

  /**
   * Records of handles that `handleInfo` does not know are passed over: their unsubscribe crossed the frame on its way.
   * @throws RangeError when the bytes are no frame of this version, of which nothing is taken then; or when they tell
   * changes of what no frame before has told whole, after which only another connection helps.
   */
  decode(bytes: ArrayBuffer, handleInfo: (handle: number) => HandleInfo | undefined): TickFrame {
    const view = new DataView(bytes);
    if (view.getUint8(FrameOffset.kind) !== FrameKind.ticks) throw new RangeError("not a frame of ticks");
    const sentTime = view.getFloat64(FrameOffset.sentTime, true);
    const records = view.getUint16(FrameOffset.records, true);
    this.#bytes = new Uint8Array(bytes);
    this.#at = FRAME_HEADER_BYTES;
    for (let i = 0; i < records; i++) this.#pass();
    if (this.#at !== bytes.byteLength)
      throw new RangeError(`${bytes.byteLength} bytes where the records take ${this.#at}`);

    const ticks: Tick[] = [];
    this.#at = FRAME_HEADER_BYTES;
    for (let i = 0; i < records; i++) {
      const info = handleInfo(this.#peekHandle());
      if (info === undefined) this.#pass();
      else ticks.push(this.#read(info, sentTime));
    }
    return {
      seq: view.getUint32(FrameOffset.seq, true),
      snapshot: (view.getUint8(FrameOffset.flags) & FrameFlag.snapshot) !== 0,
      sentTime,
      ticks,
    };
  }

  /** The handle may stand for another instrument from now on; its next record is whole. */
  forget(handle: number): void {
    this.#held.delete(handle);
  }

  /** Another connection: nothing of the old one counts. */
  reset(): void {
    this.#held.clear();
  }

  #read(info: HandleInfo, sentTime: number): Tick {
    const head = this.#varint();
    const held = (head & HEAD_WHOLE_BIT) !== 0 ? this.#begin(head >>> 1) : this.#held.get(head >>> 1);
    if (held === undefined) throw new RangeError(`changes of handle ${head >>> 1}, of which nothing is held`);
    const { words, mode } = held;
    const age = this.#varint();
    const mask = this.#varint();
    for (let left = mask; left !== 0; left &= left - 1) {
      const bit = lowestBit(left);
      if (bit !== RecordBit.depth) {
        words[bit]! += this.#difference();
        continue;
      }
      for (let levels = this.#varint(); levels !== 0; levels &= levels - 1)
        words[DEPTH_WORD + lowestBit(levels)]! += this.#difference();
    }
    return tickOfWords(words, 0, mode, info, age === 0 ? null : sentTime - (age - 1));
  }

  #begin(handle: number): Held {
    const held = { mode: MODES[this.#bytes[this.#at++]!]!, words: new Uint32Array(RECORD_WORDS) };
    this.#held.set(handle, held);
    return held;
  }

  #peekHandle(): number {
    const at = this.#at;
    const handle = this.#varint() >>> 1;
    this.#at = at;
    return handle;
  }

  /** Passes over a record, and makes sure that it is one. */
  #pass(): void {
    const head = this.#varint();
    if (head >>> 1 > LARGEST_HANDLE) throw new RangeError(`no handle is ${head >>> 1}`);
    let known = MASK_OF_MODE_NUMBER.at(-1)!;
    if ((head & HEAD_WHOLE_BIT) !== 0) {
      const mask = MASK_OF_MODE_NUMBER[this.#bytes[this.#at++] ?? -1];
      if (mask === undefined) throw new RangeError("a record of a mode that there is not");
      known = mask;
    }
    this.#varint();
    const mask = this.#varint();
    if ((mask & ~known) !== 0) throw new RangeError("a record of fields that its mode has not");
    for (let left = mask; left !== 0; left &= left - 1) {
      if (lowestBit(left) !== RecordBit.depth) {
        this.#varint();
        continue;
      }
      const levels = this.#varint();
      if (levels >= 2 ** DEPTH_BITS) throw new RangeError("a record of levels that there are not");
      for (let fields = levels; fields !== 0; fields &= fields - 1) this.#varint();
    }
  }

  /** Seven bits a byte, the lowest first; the highest bit says that more come. At most 32 bits. */
  #varint(): number {
    const bytes = this.#bytes;
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = bytes[this.#at++];
      if (byte === undefined) throw new RangeError("the frame ends within a record");
      if (shift === 28 && byte > 15) break;
      value |= (byte & 127) << shift;
      if (byte < 128) return value >>> 0;
    }
    throw new RangeError("a number of more than 32 bits");
  }

  /** Signs are folded in: 0, -1, 1, -2, … are 0, 1, 2, 3, …; the words wrap at 32 bits. */
  #difference(): number {
    const folded = this.#varint();
    return (folded >>> 1) ^ -(folded & 1);
  }
}

function lowestBit(mask: number): number {
  return 31 - Math.clz32(mask & -mask);
}
