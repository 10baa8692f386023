import { Decoder } from "../../server/dhan/decoder.ts";
import { LttEpoch } from "../../server/dhan/ltt-epoch.ts";
import { TickReader } from "../../server/ticks/tick-reader.ts";
import { TickStore, type TickStoreOptions } from "../../server/ticks/tick-store.ts";
import type { InstrumentKey } from "../../shared/instrument-key.ts";
import type { DepthLevel, FullTick } from "../../shared/tick.ts";
import { NO_NUMBER, NO_PRICE } from "../../shared/tick-frame-layout.ts";
import { LTT_UTC_MS } from "../fixtures/packets.ts";

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
    const { reader } = this;
    const slot = this.store.slotOf(key);
    const rupees = (units: number) => (units === NO_PRICE ? null : units / 10 ** reader.decimals(slot));
    const price = (column: Parameters<TickReader["price"]>[1]) => rupees(reader.price(slot, column));
    const quantity = (column: Parameters<TickReader["quantity"]>[1]) => known(reader.quantity(slot, column));
    const seconds = known(reader.exchangeTime(slot));
    const receivedTime = reader.receivedTime(slot);
    const levels = Array.from({ length: 5 }, (_, level): DepthLevel => {
      const bidPrice = rupees(reader.bidPrice(slot, level));
      const askPrice = rupees(reader.askPrice(slot, level));
      return {
        bidPrice,
        bidQuantity: bidPrice === null ? null : reader.bidQuantity(slot, level),
        bidOrders: bidPrice === null ? null : reader.bidOrders(slot, level),
        askPrice,
        askQuantity: askPrice === null ? null : reader.askQuantity(slot, level),
        askOrders: askPrice === null ? null : reader.askOrders(slot, level),
      };
    });
    return {
      instrument: this.store.keyOf(slot),
      ltp: price("ltp"),
      exchangeTime: seconds === null ? null : seconds * 1000,
      receivedTime: Number.isNaN(receivedTime) ? null : receivedTime,
      source: ([null, "stream", "rest", "previous-close"] as const)[reader.source(slot)]!,
      stale: reader.isStale(slot),
      previousClose: price("previousClose"),
      open: price("open"),
      high: price("high"),
      low: price("low"),
      averagePrice: price("averagePrice"),
      lastQuantity: quantity("lastQuantity"),
      volume: quantity("volume"),
      totalBuyQuantity: quantity("totalBuyQuantity"),
      totalSellQuantity: quantity("totalSellQuantity"),
      oi: quantity("oi"),
      previousOi: quantity("previousOi"),
      oiDayHigh: quantity("oiDayHigh"),
      oiDayLow: quantity("oiDayLow"),
      depth: levels.every(({ bidPrice, askPrice }) => bidPrice === null && askPrice === null) ? null : levels,
    };
  }
}

function known(value: number): number | null {
  return value === NO_NUMBER ? null : value;
}
