import { MODES, type Mode } from "./tick-mode.ts";

/**
 * Layout of the binary tick frame, version 1; PROTOCOL.md says the same in prose. Little-endian. server/hub writes it,
 * tick-frame-decoder.ts reads it.
 *
 *     frame   u8 kind · u8 flags · u16 records · u32 seq · f64 sentTime (UTC ms), then the records back to back
 *     record  varint head · [u8 mode, where it is whole] · varint age · varint mask · what has changed, lowest bit first
 *
 * A record's values are whole numbers ("words"), 0 for what is not known. It tells them as differences to the record
 * before it of the same handle, a whole one as differences to nothing.
 */
export const FrameKind = { ticks: 1 } as const;
export const FrameFlag = { snapshot: 1 } as const;

export const FrameOffset = { kind: 0, flags: 1, records: 2, seq: 4, sentTime: 8 } as const;
export const FRAME_HEADER_BYTES = 16;

/** Of a record's head, which is otherwise the handle, shifted: nothing of what came before counts. */
export const HEAD_WHOLE_BIT = 1;
export const LARGEST_HANDLE = 0xfffff;

/**
 * Fields by the bit that they have in a mask, which is also the place of their word: what changes most often comes
 * first, so that the mask of most records is one byte.
 */
export const RecordBit = {
  ltp: 0,
  /** Whole seconds of UTC. */
  exchangeTime: 1,
  volume: 2,
  lastQuantity: 3,
  averagePrice: 4,
  totalBuyQuantity: 5,
  totalSellQuantity: 6,
  /** Not one word: a mask of its own, then the fields that it names. */
  depth: 7,
  oi: 8,
  high: 9,
  low: 10,
  /** Source of the price, and STATE_STALE. */
  state: 11,
  open: 12,
  previousClose: 13,
  previousOi: 14,
  oiDayHigh: 15,
  oiDayLow: 16,
} as const;
const BITS = 17;

/** Bits 0 and 1 of the word `state`: 0 unknown, else 1 + place in PRICE_SOURCES. */
export const STATE_SOURCE_MASK = 3;
export const STATE_STALE = 4;

export const DEPTH_LEVELS = 5;
/** Of a level, best first, by the bit in the mask of depth: 6 for each level before it, and its own. */
export const DepthBit = {
  bidPrice: 0,
  bidQuantity: 1,
  bidOrders: 2,
  askPrice: 3,
  askQuantity: 4,
  askOrders: 5,
} as const;
export const LEVEL_BITS = 6;
export const DEPTH_BITS = DEPTH_LEVELS * LEVEL_BITS;

/** Depth's words stand behind those of the record's bits. */
export const DEPTH_WORD = BITS;
export const RECORD_WORDS = DEPTH_WORD + DEPTH_BITS;

const LTP_MASK = maskOf("ltp", "exchangeTime", "state");
const QUOTE_MASK =
  LTP_MASK |
  maskOf("volume", "lastQuantity", "averagePrice", "totalBuyQuantity", "totalSellQuantity") |
  maskOf("oi", "high", "low", "open", "previousClose");

/** The bits that a record of a mode may have. */
export const MODE_MASK: Readonly<Record<Mode, number>> = {
  ltp: LTP_MASK,
  quote: QUOTE_MASK,
  full: QUOTE_MASK | maskOf("depth", "previousOi", "oiDayHigh", "oiDayLow"),
};
export const MASK_OF_MODE_NUMBER = MODES.map((mode) => MODE_MASK[mode]);

function maskOf(...fields: (keyof typeof RecordBit)[]): number {
  return fields.reduce((mask, field) => mask | (1 << RecordBit[field]), 0);
}
