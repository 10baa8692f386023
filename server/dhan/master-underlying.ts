/** `BAJAJ-AUTO-Oct2026-FUT`, `CRUDEOIL-19Oct2026-FUT`, `NIFTY-Sep2026-23950-CE`. */
const CONTRACT_NAME = /^(.+?)-\d{0,2}[A-Z][a-z]{2}\d{4}-/;
/** `NIFTY OCT FUT`, `NIFTY NEXT 50 29 SEP 69000 CALL`. */
const CONTRACT_DISPLAY_NAME = /^(.+?) (?:\d{1,2} )?(?:JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC) /;

/** Underlyings that derivatives spell otherwise than the index they follow. */
const ALIASES: ReadonlyMap<string, string> = new Map([
  ["NIFTY NEXT 50", "NIFTYNXT50"],
  ["SENSEX50", "SNSX50"],
]);

/** The ticker as the underlying's own row spells it. */
export function underlyingTicker(ticker: string): string {
  return ALIASES.get(ticker) ?? ticker;
}

/** Reads the underlying out of a contract's names, which is all the compact file gives; empty when neither tells. */
export function underlyingOfContract(symbol: string, displayName: string): string {
  return CONTRACT_NAME.exec(symbol)?.[1] ?? CONTRACT_DISPLAY_NAME.exec(displayName)?.[1] ?? "";
}
