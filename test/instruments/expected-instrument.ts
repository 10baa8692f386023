import type { InstrumentTable } from "../../server/instruments/instrument-table.ts";
import type { InstrumentKey, Segment } from "../../shared/instrument-key.ts";
import { dayNumber } from "../../shared/ist.ts";

/**
 * Which of the listed expiries is meant. nearest: the first that is not past. on: that day. from: the first on or after a
 * day. monthly and weekly: the nearest of its kind, a month's last expiry being the monthly one.
 */
type ExpectedExpiry = "nearest" | "monthly" | "weekly" | { readonly on: string } | { readonly from: string };

/** The one instrument that is meant, said by rule, so that the list of it may change with the master. */
export type Expected =
  | { readonly form: "key"; readonly key: InstrumentKey }
  | { readonly form: "cash"; readonly segment: Segment; readonly ticker: string }
  | {
      readonly form: "contract";
      readonly segment: Segment;
      readonly underlying: string;
      /** Null for a future. */
      readonly leg: { readonly strike: number; readonly type: "CE" | "PE" } | null;
      readonly expiry: ExpectedExpiry;
    };

export const key = (key: InstrumentKey): Expected => ({ form: "key", key });
export const cash = (segment: Segment, ticker: string): Expected => ({ form: "cash", segment, ticker });
export const index = (ticker: string) => cash("IDX_I", ticker);
export const share = (ticker: string) => cash("NSE_EQ", ticker);

export function future(segment: Segment, underlying: string, expiry: ExpectedExpiry = "nearest"): Expected {
  return { form: "contract", segment, underlying, leg: null, expiry };
}

export function option(
  segment: Segment,
  underlying: string,
  strike: number,
  type: "CE" | "PE",
  expiry: ExpectedExpiry = "nearest",
): Expected {
  return { form: "contract", segment, underlying, leg: { strike, type }, expiry };
}

/** Reads what is expected out of a table row by row, with none of the indices that are tested. */
export class ExpectedInstruments {
  readonly #table: InstrumentTable;
  readonly #today: number;
  readonly #rowsOf = new Map<string, number[]>();

  constructor(table: InstrumentTable, today: string) {
    this.#table = table;
    this.#today = dayNumber(today);
    for (let row = 0; row < table.size; row++) {
      const name = `${table.segmentAt(row)} ${table.underlyingAt(row)}`;
      const rows = this.#rowsOf.get(name);
      if (rows === undefined) this.#rowsOf.set(name, [row]);
      else rows.push(row);
    }
  }

  /** @throws Error when the master has no such instrument, or several. */
  keyOf(expected: Expected): InstrumentKey {
    const rows = this.#rows(expected);
    if (rows.length !== 1) throw new Error(`${rows.length} instruments are ${JSON.stringify(expected)}`);
    return this.#table.keyAt(rows[0]!);
  }

  #rows(expected: Expected): number[] {
    const table = this.#table;
    if (expected.form === "key") return [table.find(expected.key)].filter((row) => row !== -1);
    if (expected.form === "cash") {
      const rows = this.#rowsOf.get(`${expected.segment} ${expected.ticker}`) ?? [];
      return rows.filter((row) => ["", "X", "EQ", "A"].includes(table.seriesAt(row)));
    }
    const { segment, underlying, leg, expiry } = expected;
    const { strike, expiryDay } = table.columns;
    const rows = (this.#rowsOf.get(`${segment} ${underlying}`) ?? []).filter(
      (row) => expiryDay[row]! >= this.#today && (table.optionTypeAt(row) === null) === (leg === null),
    );
    const day = this.#expiryDay(
      rows.map((row) => expiryDay[row]!),
      expiry,
    );
    return rows.filter(
      (row) =>
        expiryDay[row] === day &&
        (leg === null || (strike[row] === leg.strike && table.optionTypeAt(row) === leg.type)),
    );
  }

  #expiryDay(listed: readonly number[], expiry: ExpectedExpiry): number | undefined {
    const days = [...new Set(listed)].sort((a, b) => a - b);
    if (expiry === "nearest") return days[0];
    if (expiry === "monthly" || expiry === "weekly") {
      const monthOf = (day: number | undefined) =>
        day === undefined ? null : new Date(day * 86_400_000).getUTCMonth();
      return days.find((day, place) => (monthOf(day) !== monthOf(days[place + 1])) === (expiry === "monthly"));
    }
    if ("on" in expiry) return dayNumber(expiry.on);
    return days.find((day) => day >= dayNumber(expiry.from));
  }
}
