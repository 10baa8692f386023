import { LTT_AHEAD_OF_UTC_SECONDS, SEGMENT_NUMBER } from "../../dhan/protocol.ts";
import type { Faults } from "../faults.ts";
import type { Market } from "../market/market.ts";
import { ModeBit } from "./feed-request.ts";
import type { FeedSocket, PacketWriter } from "./feed-socket.ts";
import { PacketEncoder } from "./packet-encoder.ts";

/** Which packets an instrument sends: for a tick, and for a subscription's first word. Only inside `socket.batch`. */
export class InstrumentPackets {
  readonly #market: Market;
  readonly #faults: Faults;
  readonly #encoder: PacketEncoder;
  // Bound once, so that a tick passes a function and makes none.
  readonly #ticker: PacketWriter;
  readonly #quote: PacketWriter;
  readonly #full: PacketWriter;
  readonly #openInterest: PacketWriter;
  readonly #previousClose: PacketWriter;
  readonly #depth: PacketWriter;

  constructor(market: Market, faults: Faults) {
    this.#market = market;
    this.#faults = faults;
    const encoder = new PacketEncoder(market.universe, market.columns);
    this.#encoder = encoder;
    this.#ticker = (out, at, row) => encoder.ticker(out, at, row);
    this.#quote = (out, at, row) => encoder.quote(out, at, row);
    this.#full = (out, at, row) => encoder.full(out, at, row);
    this.#openInterest = (out, at, row) => encoder.openInterest(out, at, row);
    this.#previousClose = (out, at, row) => encoder.previousClose(out, at, row);
    this.#depth = (out, at, row) => encoder.depth(out, at, row);
  }

  /** One packet for each mode of the subscription; a derivative's open interest beside its quote. */
  tick(socket: FeedSocket, row: number, modes: number, nowMs: number, packetsPerFrame: number): void {
    this.#market.refresh(row, nowMs);
    const { lttInUtc, lttDelaySeconds } = this.#faults.switches;
    this.#encoder.lttShiftSeconds = (lttInUtc ? 0 : LTT_AHEAD_OF_UTC_SECONDS) - lttDelaySeconds;
    if (modes & ModeBit.ticker) socket.packet(this.#ticker, row, packetsPerFrame);
    if (modes & ModeBit.quote) {
      socket.packet(this.#quote, row, packetsPerFrame);
      if (this.#market.valuation.isDerivative(row)) socket.packet(this.#openInterest, row, packetsPerFrame);
    }
    if (modes & ModeBit.full) socket.packet(this.#full, row, packetsPerFrame);
  }

  /** What subscribing is answered with, also when the market is closed. */
  snapshot(socket: FeedSocket, row: number, modeBit: number, nowMs: number): void {
    const { previousClose, packetsPerFrame } = this.#faults.switches;
    if (previousClose === "all" || this.#market.universe.segment[row] === SEGMENT_NUMBER.IDX_I) {
      this.#market.refresh(row, nowMs);
      socket.packet(this.#previousClose, row, packetsPerFrame);
    }
    this.tick(socket, row, modeBit, nowMs, packetsPerFrame);
  }

  /** The v1 feed's depth packet, which no subscription asks for. */
  depth(socket: FeedSocket, row: number, nowMs: number): void {
    this.#market.refresh(row, nowMs);
    socket.packet(this.#depth, row, 1);
  }
}
