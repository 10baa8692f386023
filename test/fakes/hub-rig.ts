import type { Clock } from "../../server/clock.ts";
import { Decoder } from "../../server/dhan/decoder.ts";
import { LttEpoch } from "../../server/dhan/ltt-epoch.ts";
import { Hub } from "../../server/hub/hub.ts";
import type { HubLimits } from "../../server/hub/hub-limits.ts";
import type { Session } from "../../server/hub/session.ts";
import type { Encoding } from "../../server/hub/shape.ts";
import { createLogger } from "../../server/logger.ts";
import { TickReader } from "../../server/ticks/tick-reader.ts";
import { TickStore } from "../../server/ticks/tick-store.ts";
import { parseInstrumentKey } from "../../shared/instrument-key.ts";
import { HandClock } from "./clock.ts";
import { BEAT_MS, HubDemand } from "./hub-demand.ts";
import { HubSocket } from "./hub-socket.ts";

/** 2026-06-10 09:49:57 IST. */
export const RIG_NOW = 1_781_065_197_250;
export const RIG_EPOCH = "rig";
export const RIG_USER = "demo";
/** Ids from here on are in no master. */
export const UNLISTED_ID = 1_000_000;

export interface HubRigOptions {
  /** Instruments the feed can carry. */
  feedCapacity?: number;
  /** Whether a full feed makes room for the new; otherwise it refuses it. */
  isEvicting?: boolean;
  limits?: Partial<HubLimits>;
}

/** The real hub, store and decoder, joined as in compose.ts, with a clock that a test moves. */
export class HubRig {
  readonly clock = new HandClock(RIG_NOW);
  readonly store: TickStore;
  readonly reader: TickReader;
  readonly demand: HubDemand;
  readonly hub: Hub;
  /** Repeating timers that run, by their interval. */
  readonly intervals: number[] = [];
  readonly #decoder: Decoder;

  constructor({ feedCapacity = 25_000, isEvicting = false, limits = {} }: HubRigOptions = {}) {
    const clock = this.#countIntervals();
    this.store = new TickStore({
      capacity: 32_768,
      closeMeaning: () => "day-before",
      onTick: (slot) => this.hub.onTick(slot),
    });
    this.reader = new TickReader(this.store);
    this.#decoder = new Decoder(this.store, { marketStatus() {}, disconnect() {} }, new LttEpoch());
    this.demand = new HubDemand(feedCapacity, this.store, clock, isEvicting ? (key) => this.hub.evicted(key) : null);
    this.hub = new Hub({
      clock,
      limits,
      log: createLogger("silent", "test"),
      reader: this.reader,
      epoch: RIG_EPOCH,
      keyOf: (slot) => this.store.keyOf(slot),
      slotOf: (key) => this.store.slotOf(key),
      nameOf: (key) => (parseInstrumentKey(key)!.securityId < UNLISTED_ID ? `name of ${key}` : null),
      hold: (key, mode) => this.demand.hold(key, mode),
      release: (key, mode) => this.demand.release(key, mode),
      watchEveryTick: (slot, isWatched) => {
        this.store.everyTick[slot] = isWatched ? 1 : 0;
      },
      chains: { open: () => ({ ok: false, reason: "no-master" }), close() {} },
    });
  }

  /** One frame of the feed: these packets, back to back. */
  receive(...packets: Uint8Array[]): void {
    this.#decoder.decodeFrame(new Uint8Array(Buffer.concat(packets)), this.clock.now());
  }

  /** A session on a socket without a network. */
  connect(encoding: Encoding = "binary", userId = RIG_USER): { socket: HubSocket; session: Session } {
    const socket: HubSocket = new HubSocket(() => this.hub.close(session));
    const session = this.hub.open(socket, encoding, userId);
    return { socket, session };
  }

  /** The session's connection breaks without a word. */
  cut(session: Session): void {
    this.hub.close(session, true);
  }

  /** Lets the present turn of the event loop end. */
  async endTurn(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
  }

  /** Lets slots go that nobody holds any more. */
  beat(): void {
    this.clock.advance(BEAT_MS);
  }

  #countIntervals(): Clock {
    return {
      now: () => this.clock.now(),
      after: (ms, fn) => this.clock.after(ms, fn),
      every: (ms, fn) => {
        this.intervals.push(ms);
        const cancel = this.clock.every(ms, fn);
        return () => {
          cancel();
          this.intervals.splice(this.intervals.indexOf(ms), 1);
        };
      },
    };
  }
}
