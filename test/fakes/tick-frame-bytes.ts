import type { FullTick } from "../../shared/tick.ts";
import {
  DEPTH_LEVELS,
  DEPTH_WORD,
  DepthBit,
  FRAME_HEADER_BYTES,
  FrameFlag,
  FrameKind,
  FrameOffset,
  HEAD_WHOLE_BIT,
  LEVEL_BITS,
  MODE_MASK,
  RECORD_WORDS,
  RecordBit,
  STATE_STALE,
} from "../../shared/tick-frame-layout.ts";
import { MODES, type Mode, PRICE_SOURCES } from "../../shared/tick-mode.ts";

export interface FrameRecord {
  handle: number;
  decimals: 2 | 4;
  mode: Mode;
  tick: FullTick;
  /** What the reader has of it already, for a record of changes; a whole one without. */
  before?: FullTick;
}

/** A binary frame, written from the layout alone, in the plainest way. */
export function tickFrameBytes(seq: number, snapshot: boolean, sentTime: number, records: FrameRecord[]): ArrayBuffer {
  const header = new DataView(new ArrayBuffer(FRAME_HEADER_BYTES));
  header.setUint8(FrameOffset.kind, FrameKind.ticks);
  header.setUint8(FrameOffset.flags, snapshot ? FrameFlag.snapshot : 0);
  header.setUint16(FrameOffset.records, records.length, true);
  header.setUint32(FrameOffset.seq, seq, true);
  header.setFloat64(FrameOffset.sentTime, sentTime, true);
  const bytes = records.flatMap((record) => recordBytes(record, sentTime));
  return new Uint8Array([...new Uint8Array(header.buffer), ...bytes]).buffer;
}

function recordBytes({ handle, decimals, mode, tick, before }: FrameRecord, sentTime: number): number[] {
  const held = before === undefined ? new Array<number>(RECORD_WORDS).fill(0) : wordsOf(before, decimals);
  const words = wordsOf(tick, decimals);
  const age = tick.receivedTime === null ? 0 : Math.max(0, sentTime - tick.receivedTime) + 1;
  const isWhole = before === undefined;
  const head = [...varint(handle * 2 + (isWhole ? HEAD_WHOLE_BIT : 0)), ...(isWhole ? [MODES.indexOf(mode)] : [])];
  const change = (word: number) => folded(words[word]! - held[word]!);

  const bits: number[] = Object.values(RecordBit).toSorted((a, b) => a - b);
  const depthWords = Array.from({ length: DEPTH_LEVELS * LEVEL_BITS }, (_, bit) => DEPTH_WORD + bit);
  const changedLevels = depthWords.filter((word) => words[word] !== held[word]);
  const changed = bits.filter((bit) => {
    if ((MODE_MASK[mode] & (1 << bit)) === 0) return false;
    return bit === RecordBit.depth ? changedLevels.length > 0 : words[bit] !== held[bit];
  });
  const mask = changed.reduce((sum, bit) => sum + 2 ** bit, 0);
  const levelMask = changedLevels.reduce((sum, word) => sum + 2 ** (word - DEPTH_WORD), 0);
  const values = changed.flatMap((bit) =>
    bit === RecordBit.depth ? [...varint(levelMask), ...changedLevels.flatMap(change)] : change(bit),
  );
  return [...head, ...varint(age), ...varint(mask), ...values];
}

/** A tick's numbers as records have them. */
function wordsOf(tick: FullTick, decimals: 2 | 4): number[] {
  const price = (rupees: number | null) => (rupees === null ? 0 : Math.round(rupees * 10 ** decimals));
  const count = (value: number | null) => (value === null ? 0 : value + 1);
  const words = new Array<number>(RECORD_WORDS).fill(0);
  words[RecordBit.exchangeTime] = tick.exchangeTime === null ? 0 : tick.exchangeTime / 1_000;
  const source = tick.source === null ? 0 : 1 + PRICE_SOURCES.indexOf(tick.source);
  words[RecordBit.state] = source + (tick.stale ? STATE_STALE : 0);
  for (const field of ["ltp", "previousClose", "open", "high", "low", "averagePrice"] as const)
    words[RecordBit[field]] = price(tick[field]);
  for (const field of ["lastQuantity", "volume", "totalBuyQuantity", "totalSellQuantity", "oi"] as const)
    words[RecordBit[field]] = count(tick[field]);
  for (const field of ["previousOi", "oiDayHigh", "oiDayLow"] as const) words[RecordBit[field]] = count(tick[field]);
  for (const [level, values] of (tick.depth ?? []).entries()) {
    const at = DEPTH_WORD + level * LEVEL_BITS;
    for (const field of ["bidPrice", "askPrice"] as const) words[at + DepthBit[field]] = price(values[field]);
    for (const field of ["bidQuantity", "bidOrders", "askQuantity", "askOrders"] as const)
      words[at + DepthBit[field]] = count(values[field]);
  }
  return words;
}

function folded(difference: number): number[] {
  const wrapped = BigInt.asIntN(32, BigInt(difference));
  return varint(Number(wrapped < 0n ? -2n * wrapped - 1n : 2n * wrapped));
}

function varint(value: number): number[] {
  return value < 128 ? [value] : [(value % 128) + 128, ...varint(Math.floor(value / 128))];
}
