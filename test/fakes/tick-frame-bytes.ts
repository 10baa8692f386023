import type { FullTick } from "../../shared/tick.ts";
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
import { MODES, type Mode, PRICE_SOURCES } from "../../shared/tick-mode.ts";

export interface FrameRecord {
  handle: number;
  decimals: 2 | 4;
  mode: Mode;
  tick: FullTick;
}

/** A binary frame, written from the layout alone. */
export function tickFrameBytes(seq: number, snapshot: boolean, sentTime: number, records: FrameRecord[]): ArrayBuffer {
  const length = records.reduce((bytes, { mode }) => bytes + RECORD_BYTES[mode], FRAME_HEADER_BYTES);
  const view = new DataView(new ArrayBuffer(length));
  view.setUint8(FrameOffset.kind, FrameKind.ticks);
  view.setUint8(FrameOffset.flags, snapshot ? FrameFlag.snapshot : 0);
  view.setUint16(FrameOffset.records, records.length, true);
  view.setUint32(FrameOffset.seq, seq, true);
  view.setFloat64(FrameOffset.sentTime, sentTime, true);
  let at = FRAME_HEADER_BYTES;
  for (const record of records) {
    writeRecord(view, at, record, sentTime);
    at += RECORD_BYTES[record.mode];
  }
  return view.buffer as ArrayBuffer;
}

const PRICES = ["previousClose", "open", "high", "low", "averagePrice"] as const;
const NUMBERS = ["lastQuantity", "volume", "totalBuyQuantity", "totalSellQuantity", "oi"] as const;
const FULL_NUMBERS = ["previousOi", "oiDayHigh", "oiDayLow"] as const;

function writeRecord(view: DataView, at: number, { handle, decimals, mode, tick }: FrameRecord, sentTime: number) {
  const price = (offset: number, value: number | null) =>
    view.setInt32(at + offset, value === null ? NO_PRICE : Math.round(value * 10 ** decimals), true);
  const number = (offset: number, value: number | null) => view.setUint32(at + offset, value ?? NO_NUMBER, true);

  const source = tick.source === null ? 0 : 1 + PRICE_SOURCES.indexOf(tick.source);
  const head = handle | (MODES.indexOf(mode) << HEAD_MODE_SHIFT) | (source << HEAD_SOURCE_SHIFT);
  view.setUint32(at, tick.stale ? head | HEAD_STALE_BIT : head, true);
  price(RecordOffset.ltp, tick.ltp);
  number(RecordOffset.exchangeTime, tick.exchangeTime === null ? null : tick.exchangeTime / 1_000);
  number(RecordOffset.receivedAge, tick.receivedTime === null ? null : Math.max(0, sentTime - tick.receivedTime));
  if (mode === "ltp") return;

  for (const field of PRICES) price(RecordOffset[field], tick[field]);
  for (const field of NUMBERS) number(RecordOffset[field], tick[field]);
  if (mode === "quote") return;

  for (const field of FULL_NUMBERS) number(RecordOffset[field], tick[field]);
  for (let i = 0; i < DEPTH_LEVELS; i++) {
    const level = tick.depth?.[i];
    const base = RecordOffset.depth + i * DEPTH_LEVEL_BYTES;
    for (const field of ["bidPrice", "askPrice"] as const)
      price(base + DepthFieldOffset[field], level?.[field] ?? null);
    for (const field of ["bidQuantity", "bidOrders", "askQuantity", "askOrders"] as const) {
      number(base + DepthFieldOffset[field], level?.[field] ?? null);
    }
  }
}
