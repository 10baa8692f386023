/** Strikes are measured against at least this much time, or the smile of an expiring series would be a cliff. */
const LEAST_YEARS = 7 / 365;
/** How steep the wings are, how much steeper the lower one, and where they end, as multiples of the volatility at the money. */
const WING = 0.22;
const SKEW = 0.35;
const HIGHEST = 2.4;

/** Volatility at the money by time to expiry: a little lower for this week, higher for next year. */
function atmVolatility(volatility: number, years: number): number {
  return volatility * (0.92 + 0.16 * Math.min(1, Math.sqrt(years)));
}

/**
 * Implied volatility of a strike. The smile is a hyperbola over standardised moneyness: smooth at the money, straight
 * in the wings, the put side higher. With 12 % at the money the wings reach some 18 % above and 29 % below.
 * @param moneyness ln(strike / forward)
 */
export function impliedVolatility(volatility: number, moneyness: number, years: number): number {
  const atm = atmVolatility(volatility, years);
  const x = moneyness / (atm * Math.sqrt(Math.max(years, LEAST_YEARS)));
  return atm * Math.min(HIGHEST, 1 + WING * (Math.sqrt(x * x + 1) - 1 - SKEW * x));
}
