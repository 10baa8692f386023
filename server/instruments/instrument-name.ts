import { dayDate } from "../../shared/ist.ts";

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

const strikeFormat = new Intl.NumberFormat("en-IN", { maximumFractionDigits: 4 });

/** `24 Nov 2026`. The year is always there: listed expiries reach five years out. */
export function expiryName(expiryDay: number): string {
  const [year, month, day] = dayDate(expiryDay).split("-");
  return `${Number(day)} ${MONTHS[Number(month) - 1]} ${year}`;
}

/** Rupees with the commas people in India put: `25,000`, `1,25,000`, `86.25`. */
export function strikeName(strike: number): string {
  return strikeFormat.format(strike);
}

/** What a contract is called: `NIFTY 24 Nov 2026 25,000 CE`, `CRUDEOIL 19 Dec 2026 FUT`. `strike` is read for options alone. */
export function contractName(
  underlying: string,
  expiryDay: number,
  strike: number,
  optionType: "CE" | "PE" | null,
): string {
  const series = `${underlying} ${expiryName(expiryDay)}`;
  return optionType === null ? `${series} FUT` : `${series} ${strikeName(strike)} ${optionType}`;
}
