import { INSTRUMENT_KINDS, type InstrumentKind, type Universe } from "../../../server/simulator/universe.ts";
import { dayDate } from "../../../shared/ist.ts";

/** Rows of one kind whose price follows an underlying of this symbol in a segment. */
export function rowsOf(universe: Universe, segment: number, kind: InstrumentKind, symbol: string): number[] {
  const wanted = INSTRUMENT_KINDS.indexOf(kind);
  const rows: number[] = [];
  for (let row = 0; row < universe.size; row++) {
    if (universe.kind[row] !== wanted || universe.segment[row] !== segment) continue;
    if (universe.underlyings[universe.underlying[row]!]!.symbol === symbol) rows.push(row);
  }
  return rows;
}

/** Expiry dates among rows, ascending. */
export function expiryDates(universe: Universe, rows: readonly number[]): string[] {
  return [...new Set(rows.map((row) => universe.expiryDay[row]!))].sort((a, b) => a - b).map(dayDate);
}

/** Strikes among rows that expire on a date and have both a call and a put, ascending. */
export function pairedStrikes(universe: Universe, rows: readonly number[], date: string): number[] {
  const sides = new Map<number, number>();
  for (const row of rows) {
    if (dayDate(universe.expiryDay[row]!) !== date) continue;
    sides.set(universe.strike[row]!, (sides.get(universe.strike[row]!) ?? 0) | universe.optionType[row]!);
  }
  return [...sides]
    .filter(([, side]) => side === 3)
    .map(([strike]) => strike)
    .sort((a, b) => a - b);
}

/** How many strikes a window of so many on each side of the one nearest to the price holds. */
export function windowSize(strikes: readonly number[], price: number, each: number): number {
  let atm = 0;
  strikes.forEach((strike, place) => {
    if (Math.abs(strike - price) < Math.abs(strikes[atm]! - price)) atm = place;
  });
  return Math.min(strikes.length, atm + each + 1) - Math.max(0, atm - each);
}
