import { EXCHANGES, type Exchange } from "../../shared/exchange.ts";
import { type InstrumentKey, SEGMENT_NUMBER, SEGMENTS, type Segment } from "../../shared/instrument-key.ts";
import { dayDate, dayNumber } from "../../shared/ist.ts";
import { INSTRUMENT_KINDS, type InstrumentKind } from "./instrument-row.ts";
import type { InstrumentTable } from "./instrument-table.ts";
import { OptionSeries } from "./option-series.ts";

const DERIVATIVES_OF: Readonly<Record<Exchange, readonly Segment[]>> = {
  NSE: ["NSE_FNO", "NSE_CURRENCY"],
  BSE: ["BSE_FNO", "BSE_CURRENCY"],
  MCX: ["MCX_COMM"],
};
const NONE = -1;
/** Place in EXCHANGES by segment number; NONE where no derivatives are traded. */
const EXCHANGE_PLACE = SEGMENTS.reduce<number[]>((places, segment) => {
  places[SEGMENT_NUMBER[segment]] = EXCHANGES.findIndex((exchange) => DERIVATIVES_OF[exchange].includes(segment));
  return places;
}, []);

/** What a derivative's price follows, by its kind: an index and a share may have the same ticker. */
type Cash = "index" | "share" | "none";
const CASH_OF: Partial<Record<InstrumentKind, Cash>> = {
  OPTIDX: "index",
  FUTIDX: "index",
  OPTSTK: "share",
  FUTSTK: "share",
};
const INDEX = INSTRUMENT_KINDS.indexOf("INDEX");
const EQUITY = INSTRUMENT_KINDS.indexOf("EQUITY");
const IS_OPTION = INSTRUMENT_KINDS.map((kind) => kind.startsWith("OPT"));
const IS_FUTURE = INSTRUMENT_KINDS.map((kind) => kind.startsWith("FUT"));

export interface ListedFuture {
  key: InstrumentKey;
  /** `YYYY-MM-DD` */
  expiry: string;
}

/** Derivatives of one underlying on one exchange. */
interface Market {
  cash: Cash;
  /** Expiry days of its options, and the number of each one's group of rows; unordered. */
  days: number[];
  groups: number[];
  futures: number[];
}

/**
 * Which options and futures a table lists, by underlying. Rows are kept as numbers in one array, group by group; a
 * series is put in order when it is asked for.
 *
 * Where an underlying has derivatives on several exchanges (RELIANCE on NSE and BSE) NSE is meant unless another is
 * named. Dates are `YYYY-MM-DD`, and what the table lists is all here: who cares for the day leaves out what has expired.
 */
export class OptionSeriesIndex {
  readonly #table: InstrumentTable;
  readonly #markets: Market[] = [];
  /** Place in `#markets` by underlying number and exchange. */
  readonly #marketOf: Int32Array;
  /** Rows of an index and of an NSE share by underlying number. */
  readonly #indexRow: Int32Array;
  readonly #shareRow: Int32Array;
  /** Option rows, those of group g from `#starts[g]` up to `#starts[g + 1]`. */
  readonly #rows: Int32Array;
  readonly #starts: Int32Array;
  /** Series that were asked for, by group: putting one in order takes longer than most of what is done with it. */
  readonly #serieses: (OptionSeries | undefined)[] = [];

  constructor(table: InstrumentTable) {
    this.#table = table;
    const underlyings = table.underlyings.length;
    this.#marketOf = new Int32Array(underlyings * EXCHANGES.length).fill(NONE);
    this.#indexRow = new Int32Array(underlyings).fill(NONE);
    this.#shareRow = new Int32Array(underlyings).fill(NONE);

    const { groupOfRow, sizes } = this.#readRows();
    this.#starts = new Int32Array(sizes.length + 1);
    sizes.forEach((size, group) => {
      this.#starts[group + 1] = this.#starts[group]! + size;
    });
    this.#rows = new Int32Array(this.#starts[sizes.length]!);
    const next = this.#starts.slice();
    for (let row = 0; row < table.size; row++) {
      const group = groupOfRow[row]!;
      if (group !== NONE) this.#rows[next[group]!++] = row;
    }
  }

  /** Where the underlying is meant to be when no exchange is named; null when nothing follows it. */
  exchangeOf(underlying: string): Exchange | null {
    return EXCHANGES.find((exchange) => this.#market(underlying, exchange) !== undefined) ?? null;
  }

  /** All exchanges that list something that follows it, NSE first. */
  exchangesOf(underlying: string): Exchange[] {
    return EXCHANGES.filter((exchange) => this.#market(underlying, exchange) !== undefined);
  }

  /** Days on which options of the underlying end, ascending; none for what has no options. */
  expiries(underlying: string, exchange?: Exchange): string[] {
    return this.expiryDays(underlying, exchange).map(dayDate);
  }

  /** The same as day numbers (shared/ist.ts). */
  expiryDays(underlying: string, exchange?: Exchange): number[] {
    return (this.#market(underlying, exchange)?.days ?? []).toSorted((a, b) => a - b);
  }

  series(underlying: string, expiry: string, exchange?: Exchange): OptionSeries | null {
    return this.seriesOn(underlying, dayNumber(expiry), exchange);
  }

  /** The same by day number. */
  seriesOn(underlying: string, expiryDay: number, exchange?: Exchange): OptionSeries | null {
    const market = this.#market(underlying, exchange);
    const group = market?.groups[market.days.indexOf(expiryDay)];
    if (group === undefined) return null;
    this.#serieses[group] ??= new OptionSeries(
      this.#table,
      this.#rows.subarray(this.#starts[group]!, this.#starts[group + 1]!),
    );
    return this.#serieses[group];
  }

  /** Nearest first. */
  futures(underlying: string, exchange?: Exchange): ListedFuture[] {
    const { expiryDay } = this.#table.columns;
    return this.futureRows(underlying, exchange).map((row) => ({
      key: this.#table.keyAt(row),
      expiry: dayDate(expiryDay[row]!),
    }));
  }

  /** The same as rows of the table. */
  futureRows(underlying: string, exchange?: Exchange): number[] {
    const { expiryDay } = this.#table.columns;
    return (this.#market(underlying, exchange)?.futures ?? []).toSorted((a, b) => expiryDay[a]! - expiryDay[b]!);
  }

  /** The index, or NSE's share, that the derivatives follow; null for commodities and currencies, which have none. */
  spotKey(underlying: string, exchange?: Exchange): InstrumentKey | null {
    const cash = this.#market(underlying, exchange)?.cash ?? "none";
    if (cash === "none") return null;
    const number = this.#table.underlyingNumber(underlying);
    const row = (cash === "index" ? this.#indexRow : this.#shareRow)[number]!;
    return row === NONE ? null : this.#table.keyAt(row);
  }

  /** Notes cash instruments and futures, and gives each option a group. */
  #readRows(): { groupOfRow: Int32Array; sizes: number[] } {
    const { kind, segment, underlying, expiryDay, series } = this.#table.columns;
    const ordinary = this.#table.serieses.indexOf("EQ");
    const groupOfRow = new Int32Array(this.#table.size).fill(NONE);
    const sizes: number[] = [];
    for (let row = 0; row < this.#table.size; row++) {
      const of = underlying[row]!;
      const kindOfRow = kind[row]!;
      const exchange = EXCHANGE_PLACE[segment[row]!]!;
      if (IS_OPTION[kindOfRow] && exchange !== NONE) {
        const market = this.#open(of, exchange, kindOfRow);
        const day = expiryDay[row]!;
        let place = market.days.indexOf(day);
        if (place === NONE) {
          place = market.days.push(day) - 1;
          market.groups.push(sizes.push(0) - 1);
        }
        const group = market.groups[place]!;
        groupOfRow[row] = group;
        sizes[group]!++;
      } else if (IS_FUTURE[kindOfRow] && exchange !== NONE) {
        this.#open(of, exchange, kindOfRow).futures.push(row);
      } else if (kindOfRow === INDEX) {
        if (this.#indexRow[of] === NONE) this.#indexRow[of] = row;
      } else if (kindOfRow === EQUITY && segment[row] === SEGMENT_NUMBER.NSE_EQ) {
        // A company's bonds have its ticker too; the ordinary share is the one of series EQ.
        if (this.#shareRow[of] === NONE || series[row] === ordinary) this.#shareRow[of] = row;
      }
    }
    return { groupOfRow, sizes };
  }

  /** @param exchange place in EXCHANGES. */
  #open(underlying: number, exchange: number, kind: number): Market {
    const slot = underlying * EXCHANGES.length + exchange;
    const known = this.#markets[this.#marketOf[slot]!];
    if (known !== undefined) return known;
    const cash = CASH_OF[INSTRUMENT_KINDS[kind]!] ?? "none";
    const market: Market = { cash, days: [], groups: [], futures: [] };
    this.#marketOf[slot] = this.#markets.push(market) - 1;
    return market;
  }

  #market(underlying: string, exchange = this.exchangeOf(underlying) ?? EXCHANGES[0]!): Market | undefined {
    const number = this.#table.underlyingNumber(underlying);
    if (number === NONE) return undefined;
    return this.#markets[this.#marketOf[number * EXCHANGES.length + EXCHANGES.indexOf(exchange)]!];
  }
}
