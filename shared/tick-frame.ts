import type { DepthLevel, Tick } from "./tick.ts";
import {
  DEPTH_LEVEL_BYTES,
  DEPTH_LEVELS,
  DepthFieldOffset,
  FRAME_HEADER_BYTES,
  FrameFlag,
  FrameKind,
  FrameOffset,
  HEAD_HANDLE_MASK,
  HEAD_MODE_SHIFT,
  HEAD_SOURCE_SHIFT,
  HEAD_STALE_BIT,
  NO_NUMBER,
  NO_PRICE,
  RECORD_BYTES,
  RecordOffset,
} from "./tick-frame-layout.ts";
import { MODES, PRICE_SOURCES } from "./tick-mode.ts";

/** What a handle stands for, as told by `subscribed`. */
export interface HandleInfo {
  key: string;
  decimals: 2 | 4;
}

export interface TickFrame {
  seq: number;
  snapshot: boolean;
  /** UTC milliseconds at which the server began the frame. */
  sentTime: number;
  ticks: Tick[];
}

/**
 * Reads one binary frame of the tick stream. Records of handles that `handleInfo` does not know are skipped: their
 * unsubscribe crossed the frame on its way.
 * @throws RangeError when the bytes are not a frame of this version.
 */
export function decodeTickFrame(bytes: ArrayBuffer, handleInfo: (handle: number) => HandleInfo | undefined): TickFrame {
  const view = new DataView(bytes);
  if (view.getUint8(FrameOffset.kind) !== FrameKind.ticks) throw new RangeError("not a frame of ticks");
  const sentTime = view.getFloat64(FrameOffset.sentTime, true);
  const records = view.getUint16(FrameOffset.records, true);
  const ticks: Tick[] = [];
  let offset = FRAME_HEADER_BYTES;
  for (let i = 0; i < records; i++) {
    const head = view.getUint32(offset, true);
    const mode = MODES[(head >>> HEAD_MODE_SHIFT) & 3];
    if (mode === undefined) throw new RangeError(`unknown mode in record ${i}`);
    const info = handleInfo(head & HEAD_HANDLE_MASK);
    if (info !== undefined) ticks.push(readRecord(view, offset, mode, info, sentTime));
    offset += RECORD_BYTES[mode];
  }
  if (offset !== bytes.byteLength) throw new RangeError(`${bytes.byteLength} bytes where the records take ${offset}`);
  return {
    seq: view.getUint32(FrameOffset.seq, true),
    snapshot: (view.getUint8(FrameOffset.flags) & FrameFlag.snapshot) !== 0,
    sentTime,
    ticks,
  };
}

function readRecord(
  view: DataView,
  at: number,
  mode: "ltp" | "quote" | "full",
  info: HandleInfo,
  sentTime: number,
): Tick {
  const unitsPerRupee = 10 ** info.decimals;
  const price = (offset: number) => {
    const units = view.getInt32(at + offset, true);
    return units === NO_PRICE ? null : units / unitsPerRupee;
  };
  const number = (offset: number) => {
    const value = view.getUint32(at + offset, true);
    return value === NO_NUMBER ? null : value;
  };
  const head = view.getUint32(at, true);
  const exchangeSeconds = number(RecordOffset.exchangeTime);
  const receivedAge = number(RecordOffset.receivedAge);

  const ltp = {
    instrument: info.key,
    ltp: price(RecordOffset.ltp),
    exchangeTime: exchangeSeconds === null ? null : exchangeSeconds * 1000,
    receivedTime: receivedAge === null ? null : sentTime - receivedAge,
    source: PRICE_SOURCES[((head >>> HEAD_SOURCE_SHIFT) & 3) - 1] ?? null,
    stale: (head & HEAD_STALE_BIT) !== 0,
  };
  if (mode === "ltp") return ltp;

  const quote = {
    ...ltp,
    previousClose: price(RecordOffset.previousClose),
    open: price(RecordOffset.open),
    high: price(RecordOffset.high),
    low: price(RecordOffset.low),
    averagePrice: price(RecordOffset.averagePrice),
    lastQuantity: number(RecordOffset.lastQuantity),
    volume: number(RecordOffset.volume),
    totalBuyQuantity: number(RecordOffset.totalBuyQuantity),
    totalSellQuantity: number(RecordOffset.totalSellQuantity),
    oi: number(RecordOffset.oi),
  };
  if (mode === "quote") return quote;

  const depth: DepthLevel[] = [];
  for (let level = 0; level < DEPTH_LEVELS; level++) {
    const base = RecordOffset.depth + level * DEPTH_LEVEL_BYTES;
    depth.push({
      bidPrice: price(base + DepthFieldOffset.bidPrice),
      bidQuantity: number(base + DepthFieldOffset.bidQuantity),
      bidOrders: number(base + DepthFieldOffset.bidOrders),
      askPrice: price(base + DepthFieldOffset.askPrice),
      askQuantity: number(base + DepthFieldOffset.askQuantity),
      askOrders: number(base + DepthFieldOffset.askOrders),
    });
  }
  const isDepthKnown = depth.some((level) => level.bidPrice !== null || level.askPrice !== null);
  return {
    ...quote,
    previousOi: number(RecordOffset.previousOi),
    oiDayHigh: number(RecordOffset.oiDayHigh),
    oiDayLow: number(RecordOffset.oiDayLow),
    depth: isDepthKnown ? depth : null,
  };
}
