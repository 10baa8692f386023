import { FRAME_HEADER_BYTES, FrameFlag, FrameKind, FrameOffset } from "../../shared/tick-frame-layout.ts";
import { RECORD_BYTES_MOST, type Records } from "./records.ts";
import type { Encoding } from "./shape.ts";
import { twiceAsLong } from "./twice-as-long.ts";

/** Records in one frame at most: a frame stays under a quarter of a megabyte. */
export const MAX_RECORDS_PER_FRAME = 1_000;

/** Shorter ones come again and again in the same lengths. */
const SHORT_FRAME_BYTES = 2_048;

/** A frame while it is put together. There is one of each encoding for all sessions: it is sent before anybody else begins. */
export interface Frame {
  readonly records: number;
  readonly isFull: boolean;
  /** Adds a record by its number. */
  add(records: Records, number: number): void;
  /** What to send, valid until the next `add`; the frame is empty again. */
  finish(seq: number, isSnapshot: boolean, sentTime: number): string | Uint8Array;
}

export function framesByEncoding(): Readonly<Record<Encoding, Frame>> {
  return { binary: new BinaryFrame(), json: new JsonFrame() };
}

/** A header, then copies of records. The buffer is used again for the next. */
export class BinaryFrame implements Frame {
  #bytes = new Uint8Array(16_384);
  #view = new DataView(this.#bytes.buffer);
  #at = FRAME_HEADER_BYTES;
  #records = 0;
  /** Of the short frames there have been, by their length: a view is made once and not for each. */
  #views: (Uint8Array | undefined)[] = [];

  get records(): number {
    return this.#records;
  }

  get isFull(): boolean {
    return this.#records === MAX_RECORDS_PER_FRAME;
  }

  /** Four bytes at a time, past the record's end where it is no multiple: what is written there next lies over it. */
  add(records: Records, number: number): void {
    if (this.#at + RECORD_BYTES_MOST > this.#bytes.length) {
      this.#bytes = twiceAsLong(this.#bytes);
      this.#view = new DataView(this.#bytes.buffer);
      this.#views = [];
    }
    const from = records.starts[number]!;
    const length = records.starts[number + 1]! - from;
    const { view } = records;
    for (let done = 0; done < length; done += 4)
      this.#view.setInt32(this.#at + done, view.getInt32(from + done, true), true);
    this.#at += length;
    this.#records++;
  }

  finish(seq: number, isSnapshot: boolean, sentTime: number): Uint8Array {
    const view = this.#view;
    view.setUint8(FrameOffset.kind, FrameKind.ticks);
    view.setUint8(FrameOffset.flags, isSnapshot ? FrameFlag.snapshot : 0);
    view.setUint16(FrameOffset.records, this.#records, true);
    view.setUint32(FrameOffset.seq, seq, true);
    view.setFloat64(FrameOffset.sentTime, sentTime, true);
    const frame = this.#first(this.#at);
    this.#at = FRAME_HEADER_BYTES;
    this.#records = 0;
    return frame;
  }

  #first(length: number): Uint8Array {
    if (length >= SHORT_FRAME_BYTES) return this.#bytes.subarray(0, length);
    let view = this.#views[length];
    if (view === undefined) {
      view = this.#bytes.subarray(0, length);
      this.#views[length] = view;
    }
    return view;
  }
}

/** The same ticks as text. */
export class JsonFrame implements Frame {
  readonly #ticks: string[] = [];

  get records(): number {
    return this.#ticks.length;
  }

  get isFull(): boolean {
    return this.#ticks.length === MAX_RECORDS_PER_FRAME;
  }

  add(records: Records, number: number): void {
    this.#ticks.push(records.text(number));
  }

  finish(seq: number, isSnapshot: boolean): string {
    const text = `{"type":"ticks","seq":${seq},"snapshot":${isSnapshot},"ticks":[${this.#ticks.join(",")}]}`;
    this.#ticks.length = 0;
    return text;
  }
}
