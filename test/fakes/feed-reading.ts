import { Decoder } from "../../server/dhan/decoder.ts";
import { LttEpoch } from "../../server/dhan/ltt-epoch.ts";
import { TickReader } from "../../server/ticks/tick-reader.ts";
import { TickStore, type TickStoreOptions } from "../../server/ticks/tick-store.ts";
import type { InstrumentKey } from "../../shared/instrument-key.ts";
import type { FullTick } from "../../shared/tick.ts";
import { LTT_UTC_MS } from "../fixtures/packets.ts";
import { knownTick } from "./known-tick.ts";

/** Decoder, store and reader joined as the server joins them: frames in, values out. */
export class FeedReading {
  readonly store: TickStore;
  readonly reader: TickReader;
  readonly decoder: Decoder;
  readonly epoch: LttEpoch;
  readonly statuses: { segment: number; payload: number[] }[] = [];
  readonly disconnects: number[] = [];
  /** UTC milliseconds at which the next frame comes. */
  now = LTT_UTC_MS + 800;

  constructor(keys: readonly InstrumentKey[], options: Partial<TickStoreOptions> = {}, epoch = new LttEpoch()) {
    this.store = new TickStore({ capacity: 64, closeMeaning: () => "day-before", ...options });
    this.reader = new TickReader(this.store);
    this.epoch = epoch;
    this.decoder = new Decoder(
      this.store,
      {
        marketStatus: (segment, payload) => this.statuses.push({ segment, payload: [...payload] }),
        disconnect: (reason) => this.disconnects.push(reason),
      },
      epoch,
    );
    for (const key of keys) this.store.open(key);
  }

  receive(...frames: readonly Uint8Array[]): void {
    for (const frame of frames) this.decoder.decodeFrame(frame, this.now);
  }

  version(key: InstrumentKey): number {
    return this.reader.version(this.store.slotOf(key));
  }

  /** Everything known of an open instrument, in rupees and UTC milliseconds. */
  tick(key: InstrumentKey): FullTick {
    return knownTick(this.reader, this.store.slotOf(key), key);
  }
}
