import { formatInstrumentKey, SEGMENTS, type Segment } from "../../../shared/instrument-key.ts";
import type { Clock } from "../../clock.ts";
import { PACKET_BYTES, ResponseCode, SEGMENT_NUMBER } from "../../dhan/protocol.ts";
import type { FaultSwitches, Faults, Refusal } from "../faults.ts";
import type { Feed } from "../feed/feed.ts";
import { ModeBit } from "../feed/feed-request.ts";
import type { FeedSocket } from "../feed/feed-socket.ts";
import type { InstrumentPackets } from "../feed/instrument-packets.ts";
import { writeHeader } from "../feed/packet-encoder.ts";
import { NOT_LISTED } from "../feed/subscription-set.ts";
import { BURST_PACKETS_PER_FRAME, type Burst, type Ticker } from "../feed/ticker.ts";
import type { Market } from "../market/market.ts";

export type SubscribedMode = "ticker" | "quote" | "full";
const MODE_BITS = Object.entries(ModeBit) as [SubscribedMode, number][];

export interface SocketStatus {
  id: number;
  clientId: string;
  ageMs: number;
  instruments: number;
  byMode: Record<SubscribedMode, number>;
  packetsSent: number;
  framesSent: number;
  packetsSkipped: number;
  bufferedBytes: number;
}

export interface SimulatorStatus {
  sockets: SocketStatus[];
  instruments: number;
  packetsSent: number;
  socketsSeen: number;
  kicks: number;
  ticksPerSecond: number;
  isBursting: boolean;
  switches: FaultSwitches;
}

/** Sizes of the subscribe and unsubscribe messages a socket sent, in instruments, latest last. */
export interface SocketMessages {
  id: number;
  count: number;
  largest: number;
  sizes: number[];
  ignoredBinary: number;
}

export interface OddPacket {
  code: number;
  /** What the header claims. */
  length: number;
  /** What is sent. */
  bytes: number;
}

/** What tests and `/control` may look at and do; each method does it at once. A socket not named means all of them. */
export class Control {
  readonly #feed: Feed;
  readonly #packets: InstrumentPackets;
  readonly #ticker: Ticker;
  readonly #market: Market;
  readonly #faults: Faults;
  readonly #clock: Clock;

  constructor(feed: Feed, packets: InstrumentPackets, ticker: Ticker, market: Market, faults: Faults, clock: Clock) {
    this.#feed = feed;
    this.#packets = packets;
    this.#ticker = ticker;
    this.#market = market;
    this.#faults = faults;
    this.#clock = clock;
  }

  status(): SimulatorStatus {
    const sockets = this.#feed.sockets.map((socket) => this.#socketStatus(socket));
    return {
      sockets,
      instruments: sockets.reduce((sum, socket) => sum + socket.instruments, 0),
      ...this.#feed.totals,
      ticksPerSecond: this.#ticker.ticksPerSecond,
      isBursting: this.#ticker.isBursting,
      switches: this.#faults.switches,
    };
  }

  /** What a socket asked for: modes by instrument key; null when there is no such socket. */
  instruments(socketId: number): Record<string, SubscribedMode[]> | null {
    const socket = this.#feed.socket(socketId);
    if (socket === undefined) return null;
    const asked: Record<string, SubscribedMode[]> = {};
    const { subscriptions } = socket;
    for (let place = 0; place < subscriptions.size; place++) {
      const { segment, securityId } = subscriptions.instrumentAt(place);
      const modes = MODE_BITS.filter(([, bit]) => subscriptions.modes[place]! & bit).map(([mode]) => mode);
      asked[formatInstrumentKey(segmentName(segment), securityId)] = modes;
    }
    return asked;
  }

  messages(): SocketMessages[] {
    return this.#feed.sockets.map(({ id, messageCount, messageSizes, ignoredBinaryMessages }) => ({
      id,
      count: messageCount,
      largest: messageSizes.reduce((largest, size) => Math.max(largest, size), 0),
      sizes: [...messageSizes],
      ignoredBinary: ignoredBinaryMessages,
    }));
  }

  /** False when no underlying has this symbol. */
  setSpot(symbol: string, price: number): boolean {
    return this.#market.setSpot(symbol, price, this.#clock.now());
  }

  setTicksPerSecond(ticksPerSecond: number): void {
    this.#ticker.ticksPerSecond = ticksPerSecond;
  }

  burst(burst: Omit<Burst, "packetsPerFrame"> & { packetsPerFrame?: number | undefined }): void {
    this.#ticker.burst({ ...burst, packetsPerFrame: burst.packetsPerFrame ?? BURST_PACKETS_PER_FRAME });
  }

  setFaults(changes: Partial<FaultSwitches>): void {
    this.#faults.set(changes);
  }

  clearFaults(): void {
    this.#faults.clear();
  }

  /** Upgrades of the feed answered with an HTTP status. */
  refuseUpgrades(refusal: Refusal): void {
    this.#faults.upgrades.start(refusal);
  }

  /** REST requests answered with an HTTP status; the master has a switch of its own. */
  refuseRest(refusal: Refusal): void {
    this.#faults.rest.start(refusal);
  }

  /** False when no socket is open. */
  kickOldest(): boolean {
    return this.#feed.kickOldest();
  }

  /** A disconnect packet with any reason, then the close; returns how many sockets that were. */
  disconnect(reason: number, socketId?: number): number {
    return this.#each(socketId, (socket) => this.#feed.disconnect(socket, reason));
  }

  /** TCP gone without a close frame. */
  drop(socketId?: number): number {
    return this.#each(socketId, (socket) => this.#feed.drop(socket));
  }

  /** The first `bytes` of a full packet in a frame of its own. */
  sendTruncatedPacket(bytes: number, socketId?: number): number {
    const length = PACKET_BYTES[ResponseCode.full]!;
    return this.sendOddPacket({ code: ResponseCode.full, length, bytes }, socketId);
  }

  /** A frame that starts with a header of any code and length, and is filled up with zeros. */
  sendOddPacket({ code, length, bytes }: OddPacket, socketId?: number): number {
    const whole = new Uint8Array(Math.max(bytes, 8));
    writeHeader(new DataView(whole.buffer), 0, code, length, SEGMENT_NUMBER.NSE_EQ, 1);
    return this.#each(socketId, (socket) => socket.sendBytes(whole.subarray(0, bytes)));
  }

  /** A v1 depth packet of the first listed instrument a socket asked for; returns how many sockets got one. */
  sendDepth(socketId?: number): number {
    let sent = 0;
    this.#each(socketId, (socket) => {
      const { row, size } = socket.subscriptions;
      const listed = row.subarray(0, size).find((place) => place !== NOT_LISTED);
      if (listed === undefined) return;
      socket.batch(() => this.#packets.depth(socket, listed, this.#clock.now()));
      sent++;
    });
    return sent;
  }

  #each(socketId: number | undefined, act: (socket: FeedSocket) => void): number {
    const sockets = this.#feed.sockets.filter((socket) => socketId === undefined || socket.id === socketId);
    for (const socket of sockets) act(socket);
    return sockets.length;
  }

  #socketStatus(socket: FeedSocket): SocketStatus {
    const byMode: Record<SubscribedMode, number> = { ticker: 0, quote: 0, full: 0 };
    const { size, modes } = socket.subscriptions;
    for (let place = 0; place < size; place++) {
      for (const [mode, bit] of MODE_BITS) if (modes[place]! & bit) byMode[mode]++;
    }
    return {
      id: socket.id,
      clientId: socket.clientId,
      ageMs: this.#clock.now() - socket.openedAtMs,
      instruments: size,
      byMode,
      packetsSent: socket.packetsSent,
      framesSent: socket.framesSent,
      packetsSkipped: socket.packetsSkipped,
      bufferedBytes: socket.bufferedBytes,
    };
  }
}

function segmentName(segment: number): Segment {
  return SEGMENTS.find((name) => SEGMENT_NUMBER[name] === segment)!;
}
