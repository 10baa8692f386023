/**
 * What is known of each leg of a chain, a column a field. Rupees, units, UTC milliseconds and the numbers of closed
 * sets; NaN stands for what is unknown.
 */
const LEG_FIELDS = [
  "ltp",
  "exchangeTime",
  "receivedTime",
  /** 1 while nothing keeps it fresh. */
  "stale",
  "previousClose",
  "bidPrice",
  "bidQuantity",
  "askPrice",
  "askQuantity",
  "volume",
  "oi",
  "previousOi",
  /** Place in PREVIOUS_OI_SOURCES. */
  "previousOiSource",
  "mid",
  /** Place in LEG_REASONS of why there is no `mid`. */
  "quoteReason",
  "iv",
  "delta",
  "gamma",
  "theta",
  "vega",
  "intrinsic",
  /** Place in LEG_REASONS of why there is no `iv`. */
  "ivReason",
] as const;
export type LegField = (typeof LEG_FIELDS)[number];
export type LegColumns = Readonly<Record<LegField, Float64Array>>;

export function emptyLegColumns(legs: number): LegColumns {
  const columns = LEG_FIELDS.map((field) => [field, new Float64Array(legs).fill(Number.NaN)]);
  return Object.fromEntries(columns) as LegColumns;
}

/** Whether a leg has other values in one than in the other. */
export function isLegChanged(now: LegColumns, before: LegColumns, leg: number): boolean {
  return LEG_FIELDS.some((field) => !Object.is(now[field][leg], before[field][leg]));
}

export function copyLeg(from: LegColumns, place: number, to: LegColumns, at: number): void {
  for (const field of LEG_FIELDS) to[field][at] = from[field][place]!;
}
