import { type Greeks, greeks76, type Maturity, price76 } from "../../../server/chains/black76.ts";
import { fillGreeks, greekColumns } from "../../../server/chains/greek-columns.ts";
import { measureInTurns, summary } from "../measure.ts";

const STRIKES = 100;
const LEGS = 2 * STRIKES;
const LIMIT_US = 120;
/** Rupees; price to volatility to price. */
const ERROR_LIMIT = 1e-8;
const ROUNDS = 200;
const REPEATS = 10;

/** One side of a series. */
interface Side {
  isCall: boolean;
  prices: Float64Array;
}

/**
 * Implied volatility and all Greeks of the 200 legs nearest the money, each from its price alone, beside a bisection
 * that stops at the same accuracy. A NIFTY chain five days before expiry, with and without interest, with a smile from
 * 11.5 % to 25 %; one of ten months; and one in its last five minutes, where most legs are worth their intrinsic value.
 */
export function pricingOfLegs(print: (line: object) => void): void {
  measure(print, "five days", { forward: 25_013.7, years: 5 / 365, discount: 1 }, LEGS);
  measure(print, "five days, interest at 7 %", { forward: 25_013.7, years: 5 / 365, discount: 0.99904 }, LEGS);
  measure(print, "ten months, interest at 7 %", { forward: 25_013.7, years: 300 / 365, discount: 0.944 }, LEGS);
  measure(print, "last five minutes", { forward: 25_013.7, years: 5 / (365 * 24 * 60), discount: 1 }, 0);
}

function measure(print: (line: object) => void, expiry: string, maturity: Maturity, solvedLeast: number): void {
  const strikes = Float64Array.from({ length: STRIKES }, (_, place) => 22_550 + place * 50);
  const sides = [true, false].map((isCall) => ({
    isCall,
    prices: strikes.map((strike) => price76(maturity, strike, isCall, smile(maturity, strike))),
  }));
  const columns = sides.map(() => greekColumns(STRIKES));
  const fill = () => {
    sides.forEach(({ isCall, prices }, i) => {
      fillGreeks(columns[i]!, maturity, isCall, strikes, prices);
    });
  };
  const bisect = () => {
    for (const side of sides) bisectSide(maturity, strikes, side);
  };

  const [filling, bisecting] = measureInTurns([fill, bisect], { rounds: ROUNDS, repeats: REPEATS });
  let solved = 0;
  let error = 0;
  sides.forEach(({ isCall, prices }, i) => {
    columns[i]!.volatility.forEach((volatility, place) => {
      if (columns[i]!.reason[place] !== 0) return;
      solved++;
      const again = price76(maturity, strikes[place]!, isCall, volatility);
      error = Math.max(error, Math.abs(again - prices[place]!));
    });
  });
  const micros = summary(filling!.map((ms) => (ms * 1e3) / REPEATS));
  print({
    bench: "chain",
    work: `volatility and all Greeks of ${LEGS} legs: ${expiry}`,
    us: micros,
    nsPerLeg: summary(filling!.map((ms) => (ms * 1e6) / REPEATS / LEGS)),
    limitUs: LIMIT_US,
    solved,
    worstRoundTripRupees: error,
    bisectionOverThis: summary(bisecting!.map((ms, i) => ms / filling![i]!)),
    pass: micros.median <= LIMIT_US && error <= ERROR_LIMIT && solved >= solvedLeast,
  });
}

function smile({ forward, years }: Maturity, strike: number): number {
  const out = Math.log(strike / forward) / Math.max(0.05, Math.sqrt(years));
  return 0.115 - 0.05 * out + 0.12 * out * out;
}

const greeks: Greeks = { delta: 0, gamma: 0, theta: 0, vega: 0 };

/** What everybody writes first: halves the volatility's range until the price is right to 1e-8. */
function bisectSide(maturity: Maturity, strikes: Float64Array, { isCall, prices }: Side): void {
  strikes.forEach((strike, place) => {
    let low = 1e-4;
    let high = 5;
    let volatility = low;
    for (let step = 0; step < 60; step++) {
      volatility = (low + high) / 2;
      const off = price76(maturity, strike, isCall, volatility) - prices[place]!;
      if (Math.abs(off) <= ERROR_LIMIT) break;
      if (off > 0) high = volatility;
      else low = volatility;
    }
    greeks76(greeks, maturity, strike, isCall, volatility);
  });
}
