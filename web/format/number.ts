/** What stands where a value is unknown. */
export const UNKNOWN = "—";

const MINUS = "\u2212";
const LAKH = 100_000;
const CRORE = 10_000_000;

const byDecimals = new Map<number, Intl.NumberFormat>();

/** Indian grouping: 12,34,567.80. */
export function grouped(value: number, decimals = 0): string {
  let format = byDecimals.get(decimals);
  if (format === undefined) {
    format = new Intl.NumberFormat("en-IN", { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
    byDecimals.set(decimals, format);
  }
  return format.format(value).replace("-", MINUS);
}

/** With its sign, always: +12.40, −12.40; what rounds to nothing has none. */
export function signed(value: number, decimals: number): string {
  const rounded = Number(value.toFixed(decimals));
  if (rounded === 0) return grouped(0, decimals);
  return (rounded > 0 ? "+" : "") + grouped(rounded, decimals);
}

/** A change in percent: +0.89%. */
export function signedPercent(percent: number): string {
  return `${signed(percent, 2)}%`;
}

/** In lakh and crore to one decimal: 12.1L, 3.4Cr; in full below a lakh. */
export function short(quantity: number): string {
  if (quantity < LAKH) return grouped(quantity);
  const lakhs = (quantity / LAKH).toFixed(1);
  return Number(lakhs) < CRORE / LAKH ? `${lakhs}L` : `${grouped(quantity / CRORE, 1)}Cr`;
}

/** The same with its sign, always: +12.1L, −3.4Cr. */
export function signedShort(quantity: number): string {
  if (quantity === 0) return "0";
  return (quantity > 0 ? "+" : MINUS) + short(Math.abs(quantity));
}
