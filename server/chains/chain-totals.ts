import { nearestPlace } from "./atm-engine.ts";
import type { LegColumns } from "./leg-columns.ts";
import type { RestChain } from "./rest-chains.ts";

/** Open interest and volume by strike; NaN for what is unknown. */
export interface StrikeTotals {
  /** Rupees, ascending. */
  readonly strikes: Float64Array;
  readonly callOi: Float64Array;
  readonly putOi: Float64Array;
  readonly callVolume: Float64Array;
  readonly putVolume: Float64Array;
  /** When the strikes that are not shown were asked for, UTC milliseconds; null when only those shown are here. */
  readonly othersAt: number | null;
}

/**
 * What totals, ratios and max pain go over: the strikes shown, and where REST has told of the whole series the others as
 * REST had them.
 * @param shown strikes that are shown, ascending; the columns have all calls by strike, then all puts.
 */
export function strikeTotals(shown: Float64Array, columns: LegColumns, rest: RestChain | null): StrikeTotals {
  const totals: StrikeTotals =
    rest === null
      ? {
          strikes: shown,
          callOi: unknown(shown),
          putOi: unknown(shown),
          callVolume: unknown(shown),
          putVolume: unknown(shown),
          othersAt: null,
        }
      : {
          strikes: rest.strikes,
          callOi: rest.call.oi.slice(),
          putOi: rest.put.oi.slice(),
          callVolume: rest.call.volume.slice(),
          putVolume: rest.put.volume.slice(),
          othersAt: rest.at,
        };
  for (let n = 0; n < shown.length; n++) {
    const place = placeOf(totals.strikes, shown[n]!);
    if (place === -1) continue;
    take(totals.callOi, place, columns.oi[n]!);
    take(totals.putOi, place, columns.oi[shown.length + n]!);
    take(totals.callVolume, place, columns.volume[n]!);
    take(totals.putVolume, place, columns.volume[shown.length + n]!);
  }
  return totals;
}

/** Place of a strike that is listed; -1 for one that is not. */
export function placeOf(strikes: Float64Array, strike: number): number {
  const place = nearestPlace(strikes, strike);
  return strikes[place] === strike ? place : -1;
}

function unknown(strikes: Float64Array): Float64Array {
  return new Float64Array(strikes.length).fill(Number.NaN);
}

function take(column: Float64Array, place: number, value: number): void {
  if (!Number.isNaN(value)) column[place] = value;
}
