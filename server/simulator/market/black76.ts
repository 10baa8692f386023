/** Values of European options on a forward (Black 1976). Time in years, volatility and rate as fractions a year. */
export interface Greeks {
  /** Of the forward's price; negative for a put. */
  delta: number;
  gamma: number;
  /** Rupees a day. */
  theta: number;
  /** Rupees for one point of volatility in percent. */
  vega: number;
}

const SQRT_TWO_PI = Math.sqrt(2 * Math.PI);

/** Fair price in rupees. The side that is out of the money is priced, the other one follows by put-call parity. */
export function black76(
  isCall: boolean,
  forward: number,
  strike: number,
  volatility: number,
  years: number,
  rate: number,
): number {
  const discount = Math.exp(-rate * years);
  const deviation = volatility * Math.sqrt(years);
  const d1 = Math.log(forward / strike) / deviation + deviation / 2;
  const d2 = d1 - deviation;
  const isCallOutOfMoney = strike >= forward;
  const outOfMoney = isCallOutOfMoney
    ? forward * normalCdf(d1) - strike * normalCdf(d2)
    : strike * normalCdf(-d2) - forward * normalCdf(-d1);
  const value = Math.max(0, outOfMoney);
  return discount * (isCall === isCallOutOfMoney ? value : value + Math.abs(forward - strike));
}

export function greeks76(
  isCall: boolean,
  forward: number,
  strike: number,
  volatility: number,
  years: number,
  rate: number,
): Greeks {
  const discount = Math.exp(-rate * years);
  const deviation = volatility * Math.sqrt(years);
  const d1 = Math.log(forward / strike) / deviation + deviation / 2;
  const density = normalDensity(d1);
  const decay = (-discount * forward * density * volatility) / (2 * Math.sqrt(years));
  const price = black76(isCall, forward, strike, volatility, years, rate);
  return {
    delta: discount * (isCall ? normalCdf(d1) : normalCdf(d1) - 1),
    gamma: (discount * density) / (forward * deviation),
    theta: (decay + rate * price) / 365,
    vega: (discount * forward * density * Math.sqrt(years)) / 100,
  };
}

function normalDensity(x: number): number {
  return Math.exp((-x * x) / 2) / SQRT_TWO_PI;
}

/** Abramowitz and Stegun 26.2.17; its error stays under 1e-7, a hundredth of a paisa on NIFTY. */
function normalCdf(x: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(x));
  const series = t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  const tail = normalDensity(x) * series;
  return x >= 0 ? 1 - tail : tail;
}
