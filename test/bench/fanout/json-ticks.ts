import { Decoder } from "../../../server/dhan/decoder.ts";
import { LttEpoch } from "../../../server/dhan/ltt-epoch.ts";
import { TickReader } from "../../../server/ticks/tick-reader.ts";
import { TickStore } from "../../../server/ticks/tick-store.ts";
import { NO_NUMBER, NO_PRICE } from "../../../shared/unknown.ts";
import { KEYS } from "./workload.ts";

/**
 * What a peer does with a packet: the same decoder and store as strikewire, then one JSON text a tick with the fields of
 * mode quote, as shared/tick.ts has them.
 */
export class JsonTicks {
  readonly #reader: TickReader;
  readonly #decoder: Decoder;

  constructor(publish: (key: string, tick: string) => void) {
    const store: TickStore = new TickStore({
      capacity: 50_000,
      closeMeaning: () => "day-before",
      onTick: (slot) => publish(store.keyOf(slot), this.#tick(slot, store.keyOf(slot))),
    });
    for (const key of KEYS) store.everyTick[store.open(key)] = 1;
    this.#reader = new TickReader(store);
    this.#decoder = new Decoder(store, { marketStatus() {}, disconnect() {} }, new LttEpoch());
  }

  receive(frame: Uint8Array, receivedTime: number): void {
    this.#decoder.decodeFrame(frame, receivedTime);
  }

  #tick(slot: number, instrument: string): string {
    const reader = this.#reader;
    const price = (units: number) => (units === NO_PRICE ? null : units / 100);
    const number = (value: number) => (value === NO_NUMBER ? null : value);
    const seconds = reader.exchangeTime(slot);
    return JSON.stringify({
      instrument,
      ltp: price(reader.price(slot, "ltp")),
      exchangeTime: seconds === NO_NUMBER ? null : seconds * 1000,
      receivedTime: reader.receivedTime(slot),
      source: "stream",
      stale: reader.isStale(slot),
      previousClose: price(reader.price(slot, "previousClose")),
      open: price(reader.price(slot, "open")),
      high: price(reader.price(slot, "high")),
      low: price(reader.price(slot, "low")),
      averagePrice: price(reader.price(slot, "averagePrice")),
      lastQuantity: number(reader.quantity(slot, "lastQuantity")),
      volume: number(reader.quantity(slot, "volume")),
      totalBuyQuantity: number(reader.quantity(slot, "totalBuyQuantity")),
      totalSellQuantity: number(reader.quantity(slot, "totalSellQuantity")),
      oi: number(reader.quantity(slot, "oi")),
    });
  }
}
