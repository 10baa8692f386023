import type { InstrumentKind, InstrumentRow } from "../../server/instruments/instrument-row.ts";
import { InstrumentTableBuilder } from "../../server/instruments/instrument-table-builder.ts";
import { OptionSeriesIndex } from "../../server/instruments/option-series-index.ts";
import { type InstrumentKey, SEGMENT_NUMBER, type Segment } from "../../shared/instrument-key.ts";
import { dayNumber } from "../../shared/ist.ts";

type Sides = "both" | "CE" | "PE";

/** A master of a few rows, written down as a test needs it. Ids are given out in order, so the same rows get the same keys. */
export class Listing {
  readonly #rows: InstrumentRow[] = [];
  #nextId = 40_000;

  cash(segment: Segment, securityId: number, underlying: string, series = "EQ"): this {
    const kind = segment === "IDX_I" ? "INDEX" : "EQUITY";
    return this.#add({ segment: SEGMENT_NUMBER[segment], securityId, kind, underlying, series });
  }

  future(segment: Segment, kind: InstrumentKind, underlying: string, expiry: string): this {
    return this.#add({ segment: SEGMENT_NUMBER[segment], kind, underlying, expiryDay: dayNumber(expiry) });
  }

  options(
    segment: Segment,
    kind: InstrumentKind,
    underlying: string,
    expiry: string,
    strikes: readonly number[],
    sides: Sides = "both",
  ): this {
    const row = { segment: SEGMENT_NUMBER[segment], kind, underlying, expiryDay: dayNumber(expiry), lotSize: 65 };
    for (const strike of strikes) {
      if (sides !== "PE") this.#add({ ...row, strike, optionType: "CE" });
      if (sides !== "CE") this.#add({ ...row, strike, optionType: "PE" });
    }
    return this;
  }

  /** NIFTY with its index and an equal list of strikes for each expiry. */
  nifty(expiries: readonly string[], strikes: readonly number[]): this {
    this.cash("IDX_I", 13, "NIFTY");
    for (const expiry of expiries) this.options("NSE_FNO", "OPTIDX", "NIFTY", expiry, strikes);
    return this;
  }

  index(): OptionSeriesIndex {
    const builder = new InstrumentTableBuilder(this.#rows.length);
    for (const row of this.#rows) builder.add(row);
    return new OptionSeriesIndex(builder.build());
  }

  #add(fields: Partial<InstrumentRow> & Pick<InstrumentRow, "segment" | "kind" | "underlying">): this {
    this.#rows.push({
      securityId: fields.securityId ?? this.#nextId++,
      symbol: fields.underlying,
      displayName: fields.underlying,
      expiryDay: 0,
      strike: Number.NaN,
      optionType: null,
      lotSize: 1,
      tickSize: 0.05,
      freezeQuantity: 0,
      isin: "",
      series: "",
      ...fields,
    });
    return this;
  }
}

/** So many strikes, a step apart. */
export function strikesFrom(first: number, step: number, count: number): number[] {
  return Array.from({ length: count }, (_, place) => first + place * step);
}

/** `NSE_FNO:40000` and so on: the key of the nth row to which a listing gave an id. */
export function nthKey(segment: Segment, n: number): InstrumentKey {
  return `${segment}:${40_000 + n}`;
}
