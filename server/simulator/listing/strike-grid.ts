/** Strikes every `step` rupees as far as `reach` (a part of the price) below and above. */
export interface StrikeBand {
  readonly step: number;
  readonly reach: number;
}

/** Strikes of a product. They depend on no date, so a contract keeps its place, and with it its id, for life. */
export interface StrikeGrid {
  /** Ascending, in rupees. */
  readonly strikes: Float64Array;
  /** Weekly expiries list only places from here up to, not including, `weeklyEnd`. */
  readonly weeklyStart: number;
  readonly weeklyEnd: number;
}

/** Weekly expiries reach this far at most: exchanges list fewer strikes for them. */
const WEEKLY_REACH = 0.16;

/** Strikes around a price: the first band's near the money, each further one only where those before it end. */
export function strikeGrid(price: number, bands: readonly StrikeBand[]): StrikeGrid {
  let strikes: number[] = [];
  for (const { step, reach } of bands) {
    const band: number[] = [];
    const last = Math.floor((price * (1 + reach)) / step);
    for (let place = Math.max(1, Math.ceil((price * (1 - reach)) / step)); place <= last; place++)
      band.push(place * step);
    const low = strikes[0] ?? Number.POSITIVE_INFINITY;
    const high = strikes.at(-1) ?? Number.POSITIVE_INFINITY;
    strikes = [...band.filter((strike) => strike < low), ...strikes, ...band.filter((strike) => strike > high)];
  }
  const isWeekly = (strike: number) => Math.abs(strike / price - 1) <= WEEKLY_REACH;
  return {
    strikes: Float64Array.from(strikes),
    weeklyStart: strikes.findIndex(isWeekly),
    weeklyEnd: strikes.findLastIndex(isWeekly) + 1,
  };
}

/** Step of a share's strikes, by its price: somewhere between half a per cent and two. */
const STOCK_STEPS = [
  { below: 15, step: 0.25 },
  { below: 50, step: 0.5 },
  { below: 150, step: 1 },
  { below: 300, step: 2.5 },
  { below: 750, step: 5 },
  { below: 1_500, step: 10 },
  { below: 3_500, step: 20 },
  { below: 8_000, step: 50 },
  { below: 18_000, step: 100 },
  { below: Number.POSITIVE_INFINITY, step: 250 },
];

/** Bands of a share's strikes: so many steps each way, then as many again in doubled steps. */
export function stockBands(price: number, steps: number): readonly StrikeBand[] {
  const { step } = STOCK_STEPS.find(({ below }) => price < below)!;
  return [
    { step, reach: Math.min(0.5, (steps * step) / price) },
    { step: 2 * step, reach: Math.min(0.7, (2 * steps * step) / price) },
  ];
}
