import type { LttEpoch } from "./ltt-epoch.ts";
import {
  DepthPacket,
  FullPacket,
  OpenInterestPacket,
  PreviousClosePacket,
  QuotePacket,
  TickerPacket,
} from "./packet.ts";
import { DisconnectOffset, HEADER_BYTES, HeaderOffset, PACKET_BYTES, ResponseCode } from "./protocol.ts";

/** What becomes of each packet that brings values. `receivedTime` is UTC milliseconds. Windows are valid only during the call. */
export interface TickHandler {
  ticker(packet: TickerPacket, receivedTime: number): void;
  quote(packet: QuotePacket, receivedTime: number): void;
  full(packet: FullPacket, receivedTime: number): void;
  depth(packet: DepthPacket, receivedTime: number): void;
  openInterest(packet: OpenInterestPacket, receivedTime: number): void;
  previousClose(packet: PreviousClosePacket, receivedTime: number): void;
}

/** What becomes of the packets that speak of the connection or the market. */
export interface NoticeHandler {
  /** Segment as the wire's number, unchecked. What follows the header is documented nowhere and handed on as it came, mostly empty. */
  marketStatus(segment: number, payload: Uint8Array): void;
  /** Reason as in DisconnectReason, unchecked. */
  disconnect(reason: number): void;
}

/** What one decoder has seen; bytes it could not use are counted in one of the last three. */
export interface DecodeCounts {
  frames: number;
  packets: number;
  /** Packets of a code without a layout, skipped by their length. */
  unknownCodes: number;
  /** Packets shorter than their kind, skipped by their length. */
  shortPackets: number;
  /** Frames whose rest was dropped: a length under 8 or past the end. */
  brokenFrames: number;
}

/**
 * Reads frames of the feed. A frame holds one packet or several back to back, each with its whole length in the header
 * (dhanhq-v2, 1.6 and 1.8). Nothing in a frame can make it throw or loop: a length that cannot be right drops the rest
 * of that frame, and the next frame is read as if nothing had been. A disconnect is the last word of its socket: what
 * follows it in its frame is dropped, for the instruments are stale by then and nothing would mark them again.
 */
export class Decoder {
  readonly counts: DecodeCounts = { frames: 0, packets: 0, unknownCodes: 0, shortPackets: 0, brokenFrames: 0 };
  readonly #ticks: TickHandler;
  readonly #notices: NoticeHandler;
  readonly #ticker: TickerPacket;
  readonly #quote: QuotePacket;
  readonly #full: FullPacket;
  readonly #depth: DepthPacket;
  readonly #openInterest: OpenInterestPacket;
  readonly #previousClose: PreviousClosePacket;
  readonly #epoch: LttEpoch;

  constructor(ticks: TickHandler, notices: NoticeHandler, epoch: LttEpoch) {
    this.#ticks = ticks;
    this.#notices = notices;
    this.#ticker = new TickerPacket(epoch);
    this.#quote = new QuotePacket(epoch);
    this.#full = new FullPacket(epoch);
    this.#depth = new DepthPacket();
    this.#openInterest = new OpenInterestPacket();
    this.#previousClose = new PreviousClosePacket();
    this.#epoch = epoch;
  }

  /** Says whether any packet brought values: neither notices nor packets that are skipped do. */
  decodeFrame(frame: Uint8Array, receivedTime: number): boolean {
    this.counts.frames++;
    let broughtValues = false;
    const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
    const end = frame.byteLength;
    for (let at = 0; at < end; ) {
      if (end - at < HEADER_BYTES) {
        this.counts.brokenFrames++;
        break;
      }
      const code = view.getUint8(at + HeaderOffset.code);
      let length = view.getUint16(at + HeaderOffset.length, true);
      // A wrong length field is overruled only where the frame itself shows the packet's size.
      if (length !== end && at === 0 && PACKET_BYTES[code] === end) length = end;
      if (length < HEADER_BYTES || length > end - at) {
        this.counts.brokenFrames++;
        break;
      }
      this.counts.packets++;
      if (this.#packet(view, at, code, length, receivedTime)) broughtValues = true;
      else if (code === ResponseCode.disconnect && length >= PACKET_BYTES[code]!) break;
      at += length;
    }
    return broughtValues;
  }

  #packet(view: DataView, at: number, code: number, length: number, receivedTime: number): boolean {
    if (code === ResponseCode.none) return false;
    const bytes = PACKET_BYTES[code]!;
    if (bytes === 0) {
      this.counts.unknownCodes++;
      return false;
    }
    if (length < bytes) {
      this.counts.shortPackets++;
      return false;
    }
    const ticks = this.#ticks;
    switch (code) {
      case ResponseCode.ticker:
        ticks.ticker(this.#ticker.moveTo(view, at), receivedTime);
        if (at === 0) this.#epoch.observe(this.#ticker.ltt, receivedTime);
        return true;
      case ResponseCode.quote:
        ticks.quote(this.#quote.moveTo(view, at), receivedTime);
        if (at === 0) this.#epoch.observe(this.#quote.ltt, receivedTime);
        return true;
      case ResponseCode.full:
        ticks.full(this.#full.moveTo(view, at), receivedTime);
        if (at === 0) this.#epoch.observe(this.#full.ltt, receivedTime);
        return true;
      case ResponseCode.depth:
        ticks.depth(this.#depth.moveTo(view, at), receivedTime);
        return true;
      case ResponseCode.openInterest:
        ticks.openInterest(this.#openInterest.moveTo(view, at), receivedTime);
        return true;
      case ResponseCode.previousClose:
        ticks.previousClose(this.#previousClose.moveTo(view, at), receivedTime);
        return true;
      case ResponseCode.marketStatus:
        this.#notices.marketStatus(
          view.getUint8(at + HeaderOffset.segment),
          new Uint8Array(view.buffer, view.byteOffset + at + HEADER_BYTES, length - HEADER_BYTES),
        );
        return false;
      case ResponseCode.disconnect:
        this.#notices.disconnect(view.getUint16(at + DisconnectOffset.reason, true));
        return false;
      default:
        return false;
    }
  }
}
