import {
  DEPTH_LEVEL_BYTES,
  DEPTH_LEVELS,
  DepthFieldOffset,
  FRAME_HEADER_BYTES,
  FrameFlag,
  FrameKind,
  FrameOffset,
  HEAD_MODE_SHIFT,
  HEAD_SOURCE_SHIFT,
  HEAD_STALE_BIT,
  NO_NUMBER,
  NO_PRICE,
  RECORD_BYTES,
  RecordOffset,
} from "../../shared/tick-frame-layout.ts";
import { MODES } from "../../shared/tick-mode.ts";
import type { TickReader } from "../ticks/tick-reader.ts";

/** Place of a mode in MODES, as records carry it. */
export type ModeNumber = number;

/** Records in one frame at most: a frame stays under a fifth of a megabyte. */
export const MAX_RECORDS_PER_FRAME = 1_000;

/** Longest age a record can tell, some 49 days: what is older is told as that old. */
const LONGEST_AGE_MS = NO_NUMBER - 1;

const BYTES_BY_MODE = MODES.map((mode) => RECORD_BYTES[mode]);
const QUOTE = MODES.indexOf("quote");
const FULL = MODES.indexOf("full");

/**
 * Writes frames of ticks as shared/tick-frame-layout.ts has them, straight from the tick store. One writer's frame lies
 * in one buffer that is used again for the next: send it before writing on.
 */
export class FrameWriter {
  readonly #reader: TickReader;
  #bytes = new Uint8Array(4_096);
  #view = new DataView(this.#bytes.buffer);
  #at = FRAME_HEADER_BYTES;
  #records = 0;
  #sentTime = 0;

  constructor(reader: TickReader) {
    this.#reader = reader;
  }

  get records(): number {
    return this.#records;
  }

  get isFull(): boolean {
    return this.#records === MAX_RECORDS_PER_FRAME;
  }

  /**
   * Adds the slot's values as they are at `now` (UTC milliseconds). The first record's time is the frame's: ages count
   * from one moment, however long the frame is gathered.
   */
  add(slot: number, mode: ModeNumber, now: number): void {
    this.#makeRoom(BYTES_BY_MODE[mode]!);
    if (this.#records === 0) this.#sentTime = now;
    const reader = this.#reader;
    const view = this.#view;
    const at = this.#at;
    const stale = reader.isStale(slot) ? HEAD_STALE_BIT : 0;
    view.setUint32(at, slot | (mode << HEAD_MODE_SHIFT) | (reader.source(slot) << HEAD_SOURCE_SHIFT) | stale, true);
    view.setInt32(at + RecordOffset.ltp, reader.price(slot, "ltp"), true);
    view.setUint32(at + RecordOffset.exchangeTime, reader.exchangeTime(slot), true);
    view.setUint32(at + RecordOffset.receivedAge, this.#age(reader.receivedTime(slot)), true);
    if (mode >= QUOTE) this.#addQuote(slot, at);
    if (mode >= FULL) this.#addFull(slot, at);
    this.#at += BYTES_BY_MODE[mode]!;
    this.#records++;
  }

  /** The finished frame, valid until the next `add`; the writer is empty again. */
  finish(seq: number, isSnapshot: boolean): Uint8Array<ArrayBuffer> {
    const view = this.#view;
    view.setUint8(FrameOffset.kind, FrameKind.ticks);
    view.setUint8(FrameOffset.flags, isSnapshot ? FrameFlag.snapshot : 0);
    view.setUint16(FrameOffset.records, this.#records, true);
    view.setUint32(FrameOffset.seq, seq, true);
    view.setFloat64(FrameOffset.sentTime, this.#sentTime, true);
    const frame = this.#bytes.subarray(0, this.#at);
    this.#at = FRAME_HEADER_BYTES;
    this.#records = 0;
    return frame;
  }

  /** Never negative: a tick may come while the frame is gathered, and the machine's clock may step back. */
  #age(receivedTime: number): number {
    if (Number.isNaN(receivedTime)) return NO_NUMBER;
    return Math.min(Math.max(this.#sentTime - receivedTime, 0), LONGEST_AGE_MS);
  }

  #addQuote(slot: number, at: number): void {
    const reader = this.#reader;
    const view = this.#view;
    view.setInt32(at + RecordOffset.previousClose, reader.price(slot, "previousClose"), true);
    view.setInt32(at + RecordOffset.open, reader.price(slot, "open"), true);
    view.setInt32(at + RecordOffset.high, reader.price(slot, "high"), true);
    view.setInt32(at + RecordOffset.low, reader.price(slot, "low"), true);
    view.setInt32(at + RecordOffset.averagePrice, reader.price(slot, "averagePrice"), true);
    view.setUint32(at + RecordOffset.lastQuantity, reader.quantity(slot, "lastQuantity"), true);
    view.setUint32(at + RecordOffset.volume, reader.quantity(slot, "volume"), true);
    view.setUint32(at + RecordOffset.totalBuyQuantity, reader.quantity(slot, "totalBuyQuantity"), true);
    view.setUint32(at + RecordOffset.totalSellQuantity, reader.quantity(slot, "totalSellQuantity"), true);
    view.setUint32(at + RecordOffset.oi, reader.quantity(slot, "oi"), true);
  }

  #addFull(slot: number, at: number): void {
    const reader = this.#reader;
    const view = this.#view;
    view.setUint32(at + RecordOffset.previousOi, reader.quantity(slot, "previousOi"), true);
    view.setUint32(at + RecordOffset.oiDayHigh, reader.quantity(slot, "oiDayHigh"), true);
    view.setUint32(at + RecordOffset.oiDayLow, reader.quantity(slot, "oiDayLow"), true);
    for (let level = 0; level < DEPTH_LEVELS; level++) {
      const base = at + RecordOffset.depth + level * DEPTH_LEVEL_BYTES;
      const bid = reader.bidPrice(slot, level);
      const ask = reader.askPrice(slot, level);
      const hasBid = bid !== NO_PRICE;
      const hasAsk = ask !== NO_PRICE;
      view.setInt32(base + DepthFieldOffset.bidPrice, bid, true);
      view.setUint32(base + DepthFieldOffset.bidQuantity, hasBid ? reader.bidQuantity(slot, level) : NO_NUMBER, true);
      view.setUint32(base + DepthFieldOffset.bidOrders, hasBid ? reader.bidOrders(slot, level) : NO_NUMBER, true);
      view.setInt32(base + DepthFieldOffset.askPrice, ask, true);
      view.setUint32(base + DepthFieldOffset.askQuantity, hasAsk ? reader.askQuantity(slot, level) : NO_NUMBER, true);
      view.setUint32(base + DepthFieldOffset.askOrders, hasAsk ? reader.askOrders(slot, level) : NO_NUMBER, true);
    }
  }

  #makeRoom(bytes: number): void {
    if (this.#at + bytes <= this.#bytes.length) return;
    const larger = new Uint8Array(this.#bytes.length * 2);
    larger.set(this.#bytes);
    this.#bytes = larger;
    this.#view = new DataView(larger.buffer);
  }
}
