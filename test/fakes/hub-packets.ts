import {
  DEPTH_LEVEL_BYTES,
  DepthLevelOffset,
  FullOffset,
  HeaderOffset,
  LTT_AHEAD_OF_UTC_SECONDS,
  OpenInterestOffset,
  PACKET_BYTES,
  PreviousCloseOffset,
  QuoteOffset,
  ResponseCode,
  SEGMENT_NUMBER,
  TickerOffset,
} from "../../server/dhan/protocol.ts";
import { type InstrumentKey, parseInstrumentKey } from "../../shared/instrument-key.ts";

export interface PacketLevel {
  bidPrice: number;
  bidQuantity: number;
  bidOrders: number;
  askPrice: number;
  askQuantity: number;
  askOrders: number;
}

/** Fields of a packet as Dhan means them: rupees, units, UTC seconds; 0 for what is not known. */
export interface PacketFields {
  ltp?: number;
  exchangeSeconds?: number;
  lastQuantity?: number;
  averagePrice?: number;
  volume?: number;
  totalBuyQuantity?: number;
  totalSellQuantity?: number;
  open?: number;
  close?: number;
  high?: number;
  low?: number;
  oi?: number;
  oiDayHigh?: number;
  oiDayLow?: number;
  depth?: readonly PacketLevel[];
}

export function tickerPacket(key: InstrumentKey, fields: PacketFields): Uint8Array {
  const packet = new Packet(key, ResponseCode.ticker);
  packet.price(TickerOffset.ltp, fields.ltp);
  packet.time(TickerOffset.ltt, fields.exchangeSeconds);
  return packet.bytes;
}

export function quotePacket(key: InstrumentKey, fields: PacketFields): Uint8Array {
  const packet = new Packet(key, ResponseCode.quote);
  packet.tradeAndDay(QuoteOffset, fields);
  return packet.bytes;
}

export function fullPacket(key: InstrumentKey, fields: PacketFields): Uint8Array {
  const packet = new Packet(key, ResponseCode.full);
  packet.tradeAndDay(FullOffset, fields);
  packet.number(FullOffset.oi, fields.oi);
  packet.number(FullOffset.oiDayHigh, fields.oiDayHigh);
  packet.number(FullOffset.oiDayLow, fields.oiDayLow);
  for (const [i, level] of (fields.depth ?? []).entries())
    packet.level(FullOffset.depth + i * DEPTH_LEVEL_BYTES, level);
  return packet.bytes;
}

export function openInterestPacket(key: InstrumentKey, fields: PacketFields): Uint8Array {
  const packet = new Packet(key, ResponseCode.openInterest);
  packet.number(OpenInterestOffset.oi, fields.oi);
  return packet.bytes;
}

export function previousClosePacket(key: InstrumentKey, fields: PacketFields): Uint8Array {
  const packet = new Packet(key, ResponseCode.previousClose);
  packet.price(PreviousCloseOffset.close, fields.close);
  packet.number(PreviousCloseOffset.oi, fields.oi);
  return packet.bytes;
}

class Packet {
  readonly bytes: Uint8Array;
  readonly #view: DataView;

  constructor(key: InstrumentKey, code: number) {
    const { segment, securityId } = parseInstrumentKey(key)!;
    this.bytes = new Uint8Array(PACKET_BYTES[code]!);
    this.#view = new DataView(this.bytes.buffer);
    this.#view.setUint8(HeaderOffset.code, code);
    this.#view.setUint16(HeaderOffset.length, this.bytes.length, true);
    this.#view.setUint8(HeaderOffset.segment, SEGMENT_NUMBER[segment]);
    this.#view.setUint32(HeaderOffset.securityId, securityId, true);
  }

  price(offset: number, rupees = 0): void {
    this.#view.setFloat32(offset, rupees, true);
  }

  number(offset: number, value = 0): void {
    this.#view.setUint32(offset, value, true);
  }

  time(offset: number, utcSeconds = 0): void {
    this.number(offset, utcSeconds === 0 ? 0 : utcSeconds + LTT_AHEAD_OF_UTC_SECONDS);
  }

  /** What quote and full packets share, each at its own places. */
  tradeAndDay(at: typeof QuoteOffset | typeof FullOffset, fields: PacketFields): void {
    this.price(at.ltp, fields.ltp);
    this.#view.setUint16(at.ltq, fields.lastQuantity ?? 0, true);
    this.time(at.ltt, fields.exchangeSeconds);
    this.price(at.atp, fields.averagePrice);
    this.number(at.volume, fields.volume);
    this.number(at.totalSellQty, fields.totalSellQuantity);
    this.number(at.totalBuyQty, fields.totalBuyQuantity);
    this.price(at.open, fields.open);
    this.price(at.close, fields.close);
    this.price(at.high, fields.high);
    this.price(at.low, fields.low);
  }

  level(at: number, level: PacketLevel): void {
    this.number(at + DepthLevelOffset.bidQty, level.bidQuantity);
    this.number(at + DepthLevelOffset.askQty, level.askQuantity);
    this.#view.setUint16(at + DepthLevelOffset.bidOrders, level.bidOrders, true);
    this.#view.setUint16(at + DepthLevelOffset.askOrders, level.askOrders, true);
    this.price(at + DepthLevelOffset.bidPrice, level.bidPrice);
    this.price(at + DepthLevelOffset.askPrice, level.askPrice);
  }
}
