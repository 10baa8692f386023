import {
  DEPTH_LEVEL_BYTES,
  DEPTH_LEVELS,
  DepthLevelOffset,
  DepthOffset,
  DisconnectOffset,
  FullOffset,
  HeaderOffset,
  LTT_AHEAD_OF_UTC_SECONDS,
  OpenInterestOffset,
  PACKET_BYTES,
  PreviousCloseOffset,
  QuoteOffset,
  ResponseCode,
  TickerOffset,
} from "../../dhan/protocol.ts";
import { averagePrice, type MarketColumns } from "../market/market-columns.ts";

/** How the wire names a row. */
export interface Listing {
  readonly segment: Uint8Array;
  readonly securityId: Uint32Array;
}

/**
 * Writes Dhan's packets from the market's columns into a buffer of the caller's, at an offset, and returns how many bytes
 * it wrote. Nothing is allocated. Written from the wire's description alone: the decoder is tested against this, so it
 * shares only constants with it.
 */
export class PacketEncoder {
  /** Added to the last trade's UTC seconds; faults move it. What never traded stays 0. */
  lttShiftSeconds = LTT_AHEAD_OF_UTC_SECONDS;
  readonly #listing: Listing;
  readonly #columns: MarketColumns;

  constructor(listing: Listing, columns: MarketColumns) {
    this.#listing = listing;
    this.#columns = columns;
  }

  ticker(out: DataView, at: number, row: number): number {
    out.setFloat32(at + TickerOffset.ltp, this.#columns.ltp[row]!, true);
    out.setUint32(at + TickerOffset.ltt, this.#ltt(row), true);
    return this.#header(out, at, ResponseCode.ticker, row);
  }

  quote(out: DataView, at: number, row: number): number {
    const columns = this.#columns;
    this.#trades(out, at, row);
    out.setFloat32(at + QuoteOffset.open, columns.open[row]!, true);
    out.setFloat32(at + QuoteOffset.close, columns.previousClose[row]!, true);
    out.setFloat32(at + QuoteOffset.high, columns.high[row]!, true);
    out.setFloat32(at + QuoteOffset.low, columns.low[row]!, true);
    return this.#header(out, at, ResponseCode.quote, row);
  }

  full(out: DataView, at: number, row: number): number {
    const columns = this.#columns;
    this.#trades(out, at, row);
    out.setUint32(at + FullOffset.oi, columns.oi[row]!, true);
    out.setUint32(at + FullOffset.oiDayHigh, columns.oiDayHigh[row]!, true);
    out.setUint32(at + FullOffset.oiDayLow, columns.oiDayLow[row]!, true);
    out.setFloat32(at + FullOffset.open, columns.open[row]!, true);
    out.setFloat32(at + FullOffset.close, columns.previousClose[row]!, true);
    out.setFloat32(at + FullOffset.high, columns.high[row]!, true);
    out.setFloat32(at + FullOffset.low, columns.low[row]!, true);
    this.#depth(out, at + FullOffset.depth, row);
    return this.#header(out, at, ResponseCode.full, row);
  }

  /** A relic of the v1 feed. */
  depth(out: DataView, at: number, row: number): number {
    out.setFloat32(at + DepthOffset.ltp, this.#columns.ltp[row]!, true);
    this.#depth(out, at + DepthOffset.depth, row);
    return this.#header(out, at, ResponseCode.depth, row);
  }

  openInterest(out: DataView, at: number, row: number): number {
    out.setUint32(at + OpenInterestOffset.oi, this.#columns.oi[row]!, true);
    return this.#header(out, at, ResponseCode.openInterest, row);
  }

  previousClose(out: DataView, at: number, row: number): number {
    out.setFloat32(at + PreviousCloseOffset.close, this.#columns.previousClose[row]!, true);
    out.setUint32(at + PreviousCloseOffset.oi, this.#columns.previousOi[row]!, true);
    return this.#header(out, at, ResponseCode.previousClose, row);
  }

  /** The part that quote and full have in common, from the last price to the total quantities. */
  #trades(out: DataView, at: number, row: number): void {
    const columns = this.#columns;
    out.setFloat32(at + QuoteOffset.ltp, columns.ltp[row]!, true);
    // 16 bits on the wire: a share's lot beyond 65,535 wraps there as it does here.
    out.setUint16(at + QuoteOffset.ltq, columns.lastQuantity[row]!, true);
    out.setUint32(at + QuoteOffset.ltt, this.#ltt(row), true);
    out.setFloat32(at + QuoteOffset.atp, averagePrice(columns, row), true);
    out.setUint32(at + QuoteOffset.volume, columns.volume[row]!, true);
    out.setUint32(at + QuoteOffset.totalSellQty, columns.totalSellQuantity[row]!, true);
    out.setUint32(at + QuoteOffset.totalBuyQty, columns.totalBuyQuantity[row]!, true);
  }

  #depth(out: DataView, at: number, row: number): void {
    const columns = this.#columns;
    for (let level = 0; level < DEPTH_LEVELS; level++) {
      const place = row * DEPTH_LEVELS + level;
      const base = at + level * DEPTH_LEVEL_BYTES;
      out.setUint32(base + DepthLevelOffset.bidQty, columns.bidQuantity[place]!, true);
      out.setUint32(base + DepthLevelOffset.askQty, columns.askQuantity[place]!, true);
      out.setUint16(base + DepthLevelOffset.bidOrders, columns.bidOrders[place]!, true);
      out.setUint16(base + DepthLevelOffset.askOrders, columns.askOrders[place]!, true);
      out.setFloat32(base + DepthLevelOffset.bidPrice, columns.bidPrice[place]!, true);
      out.setFloat32(base + DepthLevelOffset.askPrice, columns.askPrice[place]!, true);
    }
  }

  #ltt(row: number): number {
    const utcSeconds = this.#columns.lastTradeTime[row]!;
    return utcSeconds === 0 ? 0 : utcSeconds + this.lttShiftSeconds;
  }

  #header(out: DataView, at: number, code: number, row: number): number {
    const bytes = PACKET_BYTES[code]!;
    writeHeader(out, at, code, bytes, this.#listing.segment[row]!, this.#listing.securityId[row]!);
    return bytes;
  }
}

export function writeMarketStatus(out: DataView, at: number, segment: number): number {
  const bytes = PACKET_BYTES[ResponseCode.marketStatus]!;
  writeHeader(out, at, ResponseCode.marketStatus, bytes, segment, 0);
  return bytes;
}

export function writeDisconnect(out: DataView, at: number, reason: number): number {
  const bytes = PACKET_BYTES[ResponseCode.disconnect]!;
  writeHeader(out, at, ResponseCode.disconnect, bytes, 0, 0);
  out.setUint16(at + DisconnectOffset.reason, reason, true);
  return bytes;
}

/** Any code and length may be asked for: faults send wrong ones. */
export function writeHeader(
  out: DataView,
  at: number,
  code: number,
  length: number,
  segment: number,
  securityId: number,
): void {
  out.setUint8(at + HeaderOffset.code, code);
  out.setUint16(at + HeaderOffset.length, length, true);
  out.setUint8(at + HeaderOffset.segment, segment);
  out.setUint32(at + HeaderOffset.securityId, securityId, true);
}
