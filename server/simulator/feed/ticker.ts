import type { Cancel, Clock } from "../../clock.ts";
import type { Faults } from "../faults.ts";
import type { Market } from "../market/market.ts";
import type { Feed } from "./feed.ts";
import type { FeedSocket } from "./feed-socket.ts";
import type { InstrumentPackets } from "./instrument-packets.ts";
import { NOT_LISTED } from "./subscription-set.ts";

/** Ticks are sent in slices of this long, so that a second's worth is spread over the second. */
const SLICE_MS = 25;
/** After a stall no more than this much is made up for. */
const MOST_CATCH_UP_MS = 1_000;
/** Many small parts of a tick add up to a hair less than a whole one. */
const ROUNDING = 1e-9;
/** Packets in a frame during a burst, unless it says otherwise. */
export const BURST_PACKETS_PER_FRAME = 20;

export interface Burst {
  packetsPerSecond: number;
  seconds: number;
  packetsPerFrame: number;
}

/**
 * Walks round each socket's subscriptions so that every instrument ticks `ticksPerSecond` times a second; during a
 * burst, so that all sockets together get as many packets as it asks for.
 */
export class Ticker {
  readonly #feed: Feed;
  readonly #packets: InstrumentPackets;
  readonly #market: Market;
  readonly #faults: Faults;
  readonly #clock: Clock;
  readonly #stop: Cancel;
  ticksPerSecond: number;
  #burst: { packetsPerSecond: number; untilMs: number; packetsPerFrame: number } | null = null;
  #lastSliceMs: number;

  constructor(
    feed: Feed,
    packets: InstrumentPackets,
    market: Market,
    faults: Faults,
    clock: Clock,
    ticksPerSecond: number,
  ) {
    this.#feed = feed;
    this.#packets = packets;
    this.#market = market;
    this.#faults = faults;
    this.#clock = clock;
    this.ticksPerSecond = ticksPerSecond;
    this.#lastSliceMs = clock.now();
    this.#stop = clock.every(SLICE_MS, () => this.#slice());
  }

  burst({ packetsPerSecond, seconds, packetsPerFrame }: Burst): void {
    this.#burst = { packetsPerSecond, packetsPerFrame, untilMs: this.#clock.now() + seconds * 1000 };
  }

  get isBursting(): boolean {
    return this.#burst !== null;
  }

  stop(): void {
    this.#stop();
  }

  #slice(): void {
    const now = this.#clock.now();
    // A machine's clock may be set back.
    const elapsedMs = Math.max(0, Math.min(MOST_CATCH_UP_MS, now - this.#lastSliceMs));
    this.#lastSliceMs = now;
    if (this.#burst !== null && now >= this.#burst.untilMs) this.#burst = null;
    if (this.#faults.switches.stopData) return;

    const sockets = this.#feed.sockets;
    const ticksPerMs = this.#ticksPerSecond(sockets) / 1000;
    for (const socket of sockets) {
      socket.ticksDue += socket.subscriptions.size * ticksPerMs * elapsedMs;
      const ticks = Math.floor(socket.ticksDue + ROUNDING);
      if (ticks === 0) continue;
      socket.ticksDue -= ticks;
      this.#tick(socket, ticks, now);
    }
  }

  #ticksPerSecond(sockets: readonly FeedSocket[]): number {
    if (this.#burst === null) return this.ticksPerSecond;
    const instruments = sockets.reduce((sum, socket) => sum + socket.subscriptions.size, 0);
    return instruments === 0 ? 0 : this.#burst.packetsPerSecond / instruments;
  }

  #tick(socket: FeedSocket, ticks: number, now: number): void {
    if (socket.isLagging) {
      socket.packetsSkipped += ticks;
      if (this.#faults.switches.slowReader === "drop") this.#feed.drop(socket);
      return;
    }
    const { row, modes, size } = socket.subscriptions;
    const packetsPerFrame = Math.max(this.#faults.switches.packetsPerFrame, this.#burst?.packetsPerFrame ?? 1);
    socket.batch(() => {
      for (let i = 0; i < ticks; i++) {
        if (socket.cursor >= size) socket.cursor = 0;
        const place = socket.cursor++;
        const instrument = row[place]!;
        if (instrument === NOT_LISTED || !this.#market.isOpen(instrument, now)) continue;
        this.#packets.tick(socket, instrument, modes[place]!, now, packetsPerFrame);
      }
    });
  }
}
