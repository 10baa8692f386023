import { NO_NUMBER, NO_PRICE } from "../../shared/unknown.ts";
import { SegmentTrait } from "./segment-trait.ts";
import type { TickStore } from "./tick-store.ts";
import { Column, ROW_WORDS, SOURCE_MASK, STALE } from "./tick-table.ts";

const LARGEST_UNITS = 0x7fffffff;
const WORDS_PER_LEVEL = 5;
const LevelWord = { bidQuantity: 0, askQuantity: 1, orders: 2, bidPrice: 3, askPrice: 4 } as const;

type PriceColumn = "ltp" | "previousClose" | "open" | "high" | "low" | "averagePrice";
type QuantityColumn =
  | "lastQuantity"
  | "volume"
  | "totalBuyQuantity"
  | "totalSellQuantity"
  | "oi"
  | "previousOi"
  | "oiDayHigh"
  | "oiDayLow";

/**
 * What the table's words mean. Here the wire's zeros become "unknown", f32 prices become whole units of
 * 10^-decimals rupees, and fields that an instrument cannot have (an index's volume, a share's open interest) stay
 * unknown whatever a packet says. Prices are units or NO_PRICE, all else a number or NO_NUMBER.
 */
export class TickReader {
  readonly #store: TickStore;

  constructor(store: TickStore) {
    this.#store = store;
  }

  version(slot: number): number {
    return this.#store.table.unsigned[slot * ROW_WORDS + Column.version]!;
  }

  decimals(slot: number): 2 | 4 {
    return this.#has(slot, SegmentTrait.fourDecimals) ? 4 : 2;
  }

  price(slot: number, column: PriceColumn): number {
    const rupees = this.#store.table.floats[slot * ROW_WORDS + Column[column]]!;
    if (column === "averagePrice" && !this.#has(slot, SegmentTrait.traded)) return NO_PRICE;
    return this.#units(slot, rupees);
  }

  quantity(slot: number, column: QuantityColumn): number {
    const value = this.#store.table.unsigned[slot * ROW_WORDS + Column[column]]!;
    switch (column) {
      case "oi":
      case "previousOi":
        return this.#has(slot, SegmentTrait.openInterest) ? value : NO_NUMBER;
      case "oiDayHigh":
      case "oiDayLow":
        // Sent for NSE's derivatives alone; elsewhere, and before the first trade, the zero says nothing.
        return value !== 0 && this.#has(slot, SegmentTrait.openInterestRange) ? value : NO_NUMBER;
      case "lastQuantity":
        return value !== 0 && this.#has(slot, SegmentTrait.traded) ? value : NO_NUMBER;
      default:
        return this.#has(slot, SegmentTrait.traded) ? value : NO_NUMBER;
    }
  }

  /** Open interest as the day's first packet had it, for what has any. */
  firstOi(slot: number): number {
    return this.#has(slot, SegmentTrait.openInterest) ? this.#store.table.firstOi[slot]! : NO_NUMBER;
  }

  bidPrice(slot: number, level: number): number {
    return this.#levelPrice(slot, word(slot, level, LevelWord.bidPrice));
  }
  askPrice(slot: number, level: number): number {
    return this.#levelPrice(slot, word(slot, level, LevelWord.askPrice));
  }
  /** Of a level that has a bid price. */
  bidQuantity(slot: number, level: number): number {
    return this.#store.table.unsigned[word(slot, level, LevelWord.bidQuantity)]!;
  }
  askQuantity(slot: number, level: number): number {
    return this.#store.table.unsigned[word(slot, level, LevelWord.askQuantity)]!;
  }
  bidOrders(slot: number, level: number): number {
    return this.#store.table.words[word(slot, level, LevelWord.orders)]! & 0xffff;
  }
  askOrders(slot: number, level: number): number {
    return this.#store.table.words[word(slot, level, LevelWord.orders)]! >>> 16;
  }

  /** UTC seconds; NO_NUMBER for what never traded. */
  exchangeTime(slot: number): number {
    return this.#store.table.unsigned[slot * ROW_WORDS + Column.exchangeTime]! || NO_NUMBER;
  }

  /** UTC milliseconds; NaN before the first packet. */
  receivedTime(slot: number): number {
    return this.#store.table.receivedTime[slot]!;
  }

  /** 0 while no price is known, else 1 + place in PRICE_SOURCES. */
  source(slot: number): number {
    if (this.price(slot, "ltp") === NO_PRICE) return 0;
    return this.#store.table.words[slot * ROW_WORDS + Column.state]! & SOURCE_MASK;
  }

  isStale(slot: number): boolean {
    return (this.#store.table.words[slot * ROW_WORDS + Column.state]! & STALE) !== 0;
  }

  #levelPrice(slot: number, place: number): number {
    return this.#has(slot, SegmentTrait.traded) ? this.#units(slot, this.#store.table.floats[place]!) : NO_PRICE;
  }

  /** Rounds away the tail that f32 puts on a price; 0, negative, absurd and not-a-number are no prices. */
  #units(slot: number, rupees: number): number {
    const units = rupees * (this.decimals(slot) === 4 ? 10_000 : 100) + 0.5;
    return units >= 1 && units < LARGEST_UNITS ? units | 0 : NO_PRICE;
  }

  #has(slot: number, trait: number): boolean {
    return (this.#store.traits[slot]! & trait) !== 0;
  }
}

function word(slot: number, level: number, place: number): number {
  return slot * ROW_WORDS + Column.depth + level * WORDS_PER_LEVEL + place;
}
