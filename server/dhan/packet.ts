import type { LttEpoch } from "./ltt-epoch.ts";
import {
  DEPTH_LEVEL_BYTES,
  DEPTH_LEVELS,
  DepthOffset,
  FullOffset,
  HeaderOffset,
  OpenInterestOffset,
  PreviousCloseOffset,
  QuoteOffset,
  TickerOffset,
} from "./protocol.ts";

const NO_BYTES = new DataView(new ArrayBuffer(0));

/**
 * A window on one packet inside a frame: fields are read where they lie, nothing is copied or allocated. The decoder
 * moves the same few windows from packet to packet, so one is valid only during the call it is handed to.
 *
 * Everything is handed on as a signed 32-bit word, prices (`…Bits`) as the bits of their f32: copying words costs a
 * third less than converting numbers, and the tick store keeps words. Quantities are units, to be read unsigned.
 * `exchangeTime` is UTC seconds. 0 stands for what Dhan does not know.
 */
abstract class PacketWindow {
  protected view: DataView = NO_BYTES;
  protected at = 0;

  moveTo(view: DataView, at: number): this {
    this.view = view;
    this.at = at;
    return this;
  }

  /** Exchange segment as the wire's number, unchecked. */
  get segment(): number {
    return this.view.getUint8(this.at + HeaderOffset.segment);
  }
  get securityId(): number {
    return this.view.getUint32(this.at + HeaderOffset.securityId, true);
  }
}

export type { PacketWindow };

/** A packet that says when the instrument last traded. */
abstract class TradeWindow extends PacketWindow {
  readonly #epoch: LttEpoch;

  constructor(epoch: LttEpoch) {
    super();
    this.#epoch = epoch;
  }

  /** Last traded time as on the wire. */
  abstract get ltt(): number;

  get exchangeTime(): number {
    return this.#epoch.utcSeconds(this.ltt);
  }
}

export class TickerPacket extends TradeWindow {
  get ltpBits(): number {
    return this.view.getInt32(this.at + TickerOffset.ltp, true);
  }
  get ltt(): number {
    return this.view.getUint32(this.at + TickerOffset.ltt, true);
  }
}

export class PreviousClosePacket extends PacketWindow {
  get closeBits(): number {
    return this.view.getInt32(this.at + PreviousCloseOffset.close, true);
  }
  get oi(): number {
    return this.view.getInt32(this.at + PreviousCloseOffset.oi, true);
  }
}

export class OpenInterestPacket extends PacketWindow {
  get oi(): number {
    return this.view.getInt32(this.at + OpenInterestOffset.oi, true);
  }
}

export class QuotePacket extends TradeWindow {
  get ltpBits(): number {
    return this.view.getInt32(this.at + QuoteOffset.ltp, true);
  }
  get ltq(): number {
    return this.view.getUint16(this.at + QuoteOffset.ltq, true);
  }
  get ltt(): number {
    return this.view.getUint32(this.at + QuoteOffset.ltt, true);
  }
  get atpBits(): number {
    return this.view.getInt32(this.at + QuoteOffset.atp, true);
  }
  get volume(): number {
    return this.view.getInt32(this.at + QuoteOffset.volume, true);
  }
  get totalSellQty(): number {
    return this.view.getInt32(this.at + QuoteOffset.totalSellQty, true);
  }
  get totalBuyQty(): number {
    return this.view.getInt32(this.at + QuoteOffset.totalBuyQty, true);
  }
  get openBits(): number {
    return this.view.getInt32(this.at + QuoteOffset.open, true);
  }
  get closeBits(): number {
    return this.view.getInt32(this.at + QuoteOffset.close, true);
  }
  get highBits(): number {
    return this.view.getInt32(this.at + QuoteOffset.high, true);
  }
  get lowBits(): number {
    return this.view.getInt32(this.at + QuoteOffset.low, true);
  }
}

export class FullPacket extends TradeWindow {
  get ltpBits(): number {
    return this.view.getInt32(this.at + FullOffset.ltp, true);
  }
  get ltq(): number {
    return this.view.getUint16(this.at + FullOffset.ltq, true);
  }
  get ltt(): number {
    return this.view.getUint32(this.at + FullOffset.ltt, true);
  }
  get atpBits(): number {
    return this.view.getInt32(this.at + FullOffset.atp, true);
  }
  get volume(): number {
    return this.view.getInt32(this.at + FullOffset.volume, true);
  }
  get totalSellQty(): number {
    return this.view.getInt32(this.at + FullOffset.totalSellQty, true);
  }
  get totalBuyQty(): number {
    return this.view.getInt32(this.at + FullOffset.totalBuyQty, true);
  }
  get oi(): number {
    return this.view.getInt32(this.at + FullOffset.oi, true);
  }
  get oiDayHigh(): number {
    return this.view.getInt32(this.at + FullOffset.oiDayHigh, true);
  }
  get oiDayLow(): number {
    return this.view.getInt32(this.at + FullOffset.oiDayLow, true);
  }
  get openBits(): number {
    return this.view.getInt32(this.at + FullOffset.open, true);
  }
  get closeBits(): number {
    return this.view.getInt32(this.at + FullOffset.close, true);
  }
  get highBits(): number {
    return this.view.getInt32(this.at + FullOffset.high, true);
  }
  get lowBits(): number {
    return this.view.getInt32(this.at + FullOffset.low, true);
  }

  copyDepth(words: Int32Array, first: number): void {
    copyDepth(this.view, this.at + FullOffset.depth, words, first);
  }
}

/** The v1 feed's depth packet: the last price and five levels. */
export class DepthPacket extends PacketWindow {
  get ltpBits(): number {
    return this.view.getInt32(this.at + DepthOffset.ltp, true);
  }

  copyDepth(words: Int32Array, first: number): void {
    copyDepth(this.view, this.at + DepthOffset.depth, words, first);
  }
}

/**
 * Five levels, best first, as 25 words: bid quantity, ask quantity, bid orders (low half) with ask orders (high half),
 * bid price and ask price (bits of f32).
 */
function copyDepth(view: DataView, at: number, words: Int32Array, first: number): void {
  for (let level = 0; level < DEPTH_LEVELS; level++) {
    words[first] = view.getInt32(at, true);
    words[first + 1] = view.getInt32(at + 4, true);
    words[first + 2] = view.getInt32(at + 8, true);
    words[first + 3] = view.getInt32(at + 12, true);
    words[first + 4] = view.getInt32(at + 16, true);
    first += 5;
    at += DEPTH_LEVEL_BYTES;
  }
}
