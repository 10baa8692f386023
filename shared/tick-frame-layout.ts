/**
 * Byte layout of the binary tick frame, version 1; PROTOCOL.md says the same in prose. Little-endian.
 * server/hub writes it, tick-frame.ts reads it.
 *
 *     frame   u8 kind · u8 flags · u16 records · u32 seq · f64 sentTime (UTC ms), then the records back to back
 *     record  u32 head (handle, mode, source, stale), then the fields of its mode, 4 bytes each
 *
 * Prices are i32 counts of 10^-decimals rupees (decimals come with `subscribed`), quantities u32.
 */
export const FrameKind = { ticks: 1 } as const;
export const FrameFlag = { snapshot: 1 } as const;

export const FrameOffset = { kind: 0, flags: 1, records: 2, seq: 4, sentTime: 8 } as const;
export const FRAME_HEADER_BYTES = 16;

/** Bits of a record's head: 0-19 handle, 20-21 mode (0 ltp, 1 quote, 2 full), 22-23 source (0 unknown, else 1 + its place in PRICE_SOURCES), 24 stale. */
export const HEAD_HANDLE_MASK = 0xfffff;
export const HEAD_MODE_SHIFT = 20;
export const HEAD_SOURCE_SHIFT = 22;
export const HEAD_STALE_BIT = 1 << 24;

/** What stands for an unknown value: the least i32 for a price, the greatest u32 for anything else. */
export const NO_PRICE = -0x80000000;
export const NO_NUMBER = 0xffffffff;

/** Byte offset of each field inside its record. A longer mode starts with the fields of the shorter. */
export const RecordOffset = {
  head: 0,
  ltp: 4,
  /** Whole seconds of UTC. */
  exchangeTime: 8,
  /** Milliseconds before the frame's sentTime. */
  receivedAge: 12,

  previousClose: 16,
  open: 20,
  high: 24,
  low: 28,
  averagePrice: 32,
  lastQuantity: 36,
  volume: 40,
  totalBuyQuantity: 44,
  totalSellQuantity: 48,
  oi: 52,

  previousOi: 56,
  oiDayHigh: 60,
  oiDayLow: 64,
  /** Five levels of six fields each, best first; a level that is not there has NO_PRICE and NO_NUMBER throughout. */
  depth: 68,
} as const;

export const DepthFieldOffset = {
  bidPrice: 0,
  bidQuantity: 4,
  bidOrders: 8,
  askPrice: 12,
  askQuantity: 16,
  askOrders: 20,
} as const;
export const DEPTH_LEVELS = 5;
export const DEPTH_LEVEL_BYTES = 24;

/** Whole record by mode, in MODES' order. */
export const RECORD_BYTES = { ltp: 16, quote: 56, full: 68 + DEPTH_LEVELS * DEPTH_LEVEL_BYTES } as const;
