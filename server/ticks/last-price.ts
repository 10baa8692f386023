import type { InstrumentKey } from "../../shared/instrument-key.ts";
import { NO_NUMBER, NO_PRICE } from "../../shared/unknown.ts";
import type { TickReader } from "./tick-reader.ts";
import type { TickStore } from "./tick-store.ts";

/** What the feed last said of an instrument's price: rupees and UTC milliseconds, null while unknown. */
export interface LastPrice {
  ltp: number | null;
  previousClose: number | null;
  /** Last trade. */
  exchangeTime: number | null;
  /** Last packet. */
  receivedTime: number | null;
}

/** The last price of an instrument; null while the feed does not hold it. */
export function lastPrice(store: TickStore, reader: TickReader, key: InstrumentKey): LastPrice | null {
  const slot = store.slotOf(key);
  if (slot === -1) return null;
  const rupees = (units: number) => (units === NO_PRICE ? null : units / 10 ** reader.decimals(slot));
  const exchangeTime = reader.exchangeTime(slot);
  const receivedTime = reader.receivedTime(slot);
  return {
    ltp: rupees(reader.price(slot, "ltp")),
    previousClose: rupees(reader.price(slot, "previousClose")),
    exchangeTime: exchangeTime === NO_NUMBER ? null : exchangeTime * 1000,
    receivedTime: Number.isNaN(receivedTime) ? null : receivedTime,
  };
}
