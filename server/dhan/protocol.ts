/**
 * DhanHQ v2's numbers, once: codes, sizes, byte offsets, limits. The client decodes by them and the simulator
 * encodes by them; nothing else is shared between the two. All integers are little-endian and read unsigned.
 *
 * Byte offsets count from 0 (Dhan's pages count from 1). The length field of the header is the whole packet, header included.
 */

/** Request codes of the JSON messages a client sends. Unsubscribing is always the subscribe code plus one. */
export const RequestCode = {
  disconnect: 12,
  subscribeTicker: 15,
  unsubscribeTicker: 16,
  subscribeQuote: 17,
  unsubscribeQuote: 18,
  subscribeFull: 21,
  unsubscribeFull: 22,
} as const;

/** First byte of every packet the feed sends. */
export const ResponseCode = {
  /** Seen as an acknowledgement or heartbeat; carries nothing. */
  none: 0,
  /** Listed by Dhan, layout published nowhere; indices come as ticker and quote packets. */
  index: 1,
  ticker: 2,
  /** A relic of the v1 feed: last price and five depth levels. */
  depth: 3,
  quote: 4,
  openInterest: 5,
  previousClose: 6,
  marketStatus: 7,
  full: 8,
  disconnect: 50,
} as const;

/**
 * Whole size of each packet in bytes, by response code; 0 where no layout is known. A market status may be longer than
 * its header: its payload is not documented.
 */
export const PACKET_BYTES = new Uint16Array(256);
PACKET_BYTES[ResponseCode.ticker] = 16;
PACKET_BYTES[ResponseCode.depth] = 112;
PACKET_BYTES[ResponseCode.quote] = 50;
PACKET_BYTES[ResponseCode.openInterest] = 12;
PACKET_BYTES[ResponseCode.previousClose] = 16;
PACKET_BYTES[ResponseCode.marketStatus] = 8;
PACKET_BYTES[ResponseCode.full] = 162;
PACKET_BYTES[ResponseCode.disconnect] = 10;

export const HEADER_BYTES = 8;
export const DEPTH_LEVELS = 5;
export const DEPTH_LEVEL_BYTES = 20;

/** Header of every packet. */
export const HeaderOffset = { code: 0, length: 1, segment: 3, securityId: 4 } as const;
/** Ticker (2): `f32 ltp, u32 ltt`. */
export const TickerOffset = { ltp: 8, ltt: 12 } as const;
/** Previous close (6): `f32 close, u32 oi`, both of the day before. */
export const PreviousCloseOffset = { close: 8, oi: 12 } as const;
/** Open interest (5): comes beside quote subscriptions of derivatives. */
export const OpenInterestOffset = { oi: 8 } as const;
/** Quote (4). Sell comes before buy, and close between open and high. */
export const QuoteOffset = {
  ltp: 8,
  ltq: 12, // u16
  ltt: 14,
  atp: 18,
  volume: 22,
  totalSellQty: 26,
  totalBuyQty: 30,
  open: 34,
  close: 38,
  high: 42,
  low: 46,
} as const;
/** Full (8). The same as quote up to the total quantities, then open interest and the day's prices, then depth. */
export const FullOffset = {
  ltp: 8,
  ltq: 12, // u16
  ltt: 14,
  atp: 18,
  volume: 22,
  totalSellQty: 26,
  totalBuyQty: 30,
  oi: 34,
  oiDayHigh: 38,
  oiDayLow: 42,
  open: 46,
  close: 50,
  high: 54,
  low: 58,
  depth: 62,
} as const;
/** v1 depth (3): `f32 ltp`, then five levels. */
export const DepthOffset = { ltp: 8, depth: 12 } as const;
/** One depth level, best first, relative to its start. */
export const DepthLevelOffset = {
  bidQty: 0,
  askQty: 4,
  bidOrders: 8,
  askOrders: 10,
  bidPrice: 12,
  askPrice: 16,
} as const;
/** Disconnect (50): u16 reason; segment and id of its header mean nothing. */
export const DisconnectOffset = { reason: 8 } as const;

/** Reasons of a disconnect packet, and the numeric codes of the data APIs' error shape. */
export const DisconnectReason = {
  internalError: 800,
  tooManyInstruments: 804,
  tooManyConnections: 805,
  dataApiNotSubscribed: 806,
  tokenExpired: 807,
  authenticationFailed: 808,
  tokenInvalid: 809,
  clientIdInvalid: 810,
  expiryDateInvalid: 811,
  dateFormatInvalid: 812,
  securityIdInvalid: 813,
  requestInvalid: 814,
} as const;

/** Exchange segments by name, numbered as on the wire. */
export { SEGMENT_NUMBER } from "../../shared/instrument-key.ts";

/** Sockets of one account; one more kicks the oldest with reason 805. */
export const MAX_CONNECTIONS = 5;
export const MAX_INSTRUMENTS_PER_CONNECTION = 5_000;
export const MAX_INSTRUMENTS_PER_MESSAGE = 100;
/** The feed pings this often, and closes a socket that has not answered for PONG_TIMEOUT_MS. */
export const PING_EVERY_MS = 10_000;
export const PONG_TIMEOUT_MS = 40_000;

/**
 * Last traded time counts seconds since 1970 on an Indian wall clock ("IST epoch"): true UTC is this much less.
 * Dhan's pages only say "EPOCH"; captures of 2025-07-25 and 2026-06-10 prove it.
 */
export const LTT_AHEAD_OF_UTC_SECONDS = 19_800;
