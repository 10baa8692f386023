import { writeDisconnect } from "./packet-encoder.ts";
import { SubscriptionSet } from "./subscription-set.ts";

/** The part of Bun's ServerWebSocket that the feed uses. `sendBinary` copies: a buffer may be written again at once (measured). */
export interface Wire {
  sendBinary(bytes: Uint8Array): number;
  ping(): number;
  close(code?: number, reason?: string): void;
  terminate(): void;
  cork(callback: () => void): unknown;
  getBufferedAmount(): number;
}

/** Bytes a reader may be behind before its ticks are left out; enough for the snapshots of a thousand full subscriptions. */
const READER_LAG_BYTES = 1_048_576;
/** Sizes of the last subscribe messages that are kept for whoever counts them. */
const MESSAGE_SIZES_KEPT = 2_000;
const NORMAL_CLOSE = 1000;
const LARGEST_PACKET_BYTES = 256;
const FRAME_BYTES = 32_768;

// One buffer for all sockets: a frame is finished and copied before the next socket's begins.
const frame = new Uint8Array(FRAME_BYTES);
const frameView = new DataView(frame.buffer);

/** Writes one packet at an offset and returns its length. */
export type PacketWriter = (out: DataView, at: number, row: number) => number;

/** One client of the feed: what it asked for, what it was sent, and the wire to it. */
export class FeedSocket {
  readonly id: number;
  readonly clientId: string;
  readonly token: string;
  /** Disconnect reason to send as soon as the socket is open, when its credentials were let in to be refused so. */
  readonly refusedFor: number | null;
  readonly openedAtMs: number;
  lastPongMs: number;
  readonly subscriptions = new SubscriptionSet();
  /** Instruments of each subscribe and unsubscribe message, the latest last. */
  readonly messageSizes: number[] = [];
  messageCount = 0;
  ignoredBinaryMessages = 0;
  packetsSent = 0;
  framesSent = 0;
  /** Ticks left out because the reader was too far behind. */
  packetsSkipped = 0;
  /** Next place to tick, and ticks due since the last slice, with their fraction. */
  cursor = 0;
  ticksDue = 0;
  #wire: Wire | null = null;
  #frameBytes = 0;
  #framePackets = 0;

  constructor(id: number, clientId: string, token: string, refusedFor: number | null, nowMs: number) {
    this.id = id;
    this.clientId = clientId;
    this.token = token;
    this.refusedFor = refusedFor;
    this.openedAtMs = nowMs;
    this.lastPongMs = nowMs;
  }

  attach(wire: Wire): void {
    this.#wire = wire;
  }

  /** From now on nothing is sent. */
  detach(): void {
    this.#wire = null;
  }

  get bufferedBytes(): number {
    return this.#wire?.getBufferedAmount() ?? 0;
  }

  get isLagging(): boolean {
    return this.bufferedBytes > READER_LAG_BYTES;
  }

  noteMessage(instruments: number): void {
    this.messageCount++;
    this.messageSizes.push(instruments);
    if (this.messageSizes.length > MESSAGE_SIZES_KEPT) this.messageSizes.shift();
  }

  /** Runs `write`, gathering the frames it sends into as few system calls as can be. */
  batch(write: () => void): void {
    this.#wire?.cork(() => {
      write();
      this.#endFrame();
    });
  }

  /** Adds a packet to the frame and sends it once it holds `packetsPerFrame`; only inside `batch`. */
  packet(write: PacketWriter, row: number, packetsPerFrame: number): void {
    this.#frameBytes += write(frameView, this.#frameBytes, row);
    this.#framePackets++;
    if (this.#framePackets >= packetsPerFrame || this.#frameBytes > FRAME_BYTES - LARGEST_PACKET_BYTES)
      this.#endFrame();
  }

  #endFrame(): void {
    if (this.#framePackets === 0) return;
    this.#wire?.sendBinary(frame.subarray(0, this.#frameBytes));
    this.packetsSent += this.#framePackets;
    this.framesSent++;
    this.#frameBytes = 0;
    this.#framePackets = 0;
  }

  /** Bytes as they are, right or wrong. */
  sendBytes(bytes: Uint8Array): void {
    this.#wire?.sendBinary(bytes);
  }

  ping(): void {
    this.#wire?.ping();
  }

  /** A disconnect packet with a reason, then the close. */
  disconnect(reason: number): void {
    this.batch(() => this.packet((out, at) => writeDisconnect(out, at, reason), 0, 1));
    this.close();
  }

  close(): void {
    this.#wire?.close(NORMAL_CLOSE);
  }

  /** Drops TCP without a close frame. */
  drop(): void {
    this.#wire?.terminate();
  }
}
