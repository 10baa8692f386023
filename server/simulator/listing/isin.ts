const A = "A".charCodeAt(0);
const ZERO = "0".charCodeAt(0);
/** Made-up ones start here: the known real ones have an A. */
const FIRST_LETTER = "B".charCodeAt(0);

/** The few that are known; the rest are made up, check digit included. */
const REAL_ISINS: Readonly<Record<string, string>> = {
  RELIANCE: "INE002A01018",
  TCS: "INE467B01029",
  HDFCBANK: "INE040A01034",
  ABB: "INE117A01022",
  ADANIENT: "INE423A01024",
};

/** ISIN of a company's share; `number` tells companies apart. */
export function shareIsin(symbol: string, number: number): string {
  return REAL_ISINS[symbol] ?? isin("INE", number, "01");
}

/**
 * A made-up ISIN: twelve characters.
 * @param issuer three characters: INE a company, INF a fund, IN0 a government
 * @param number tells the securities of one issuer and type apart, under 25,000
 * @param type two digits
 */
export function isin(issuer: string, number: number, type: string): string {
  const letter = String.fromCharCode(FIRST_LETTER + Math.floor(number / 1000));
  const body = `${issuer}${String(number % 1000).padStart(3, "0")}${letter}${type}01`;
  return body + checkDigit(body);
}

/** Luhn's sum over the digits, a letter counting as the two digits of its place after 9. */
function checkDigit(body: string): number {
  let sum = 0;
  let isDoubled = true;
  for (let place = body.length - 1; place >= 0; place--) {
    const code = body.charCodeAt(place);
    const value = code >= A ? code - A + 10 : code - ZERO;
    for (let rest = value, digits = value > 9 ? 2 : 1; digits > 0; digits--, rest = Math.floor(rest / 10)) {
      const digit = (rest % 10) * (isDoubled ? 2 : 1);
      sum += digit > 9 ? digit - 9 : digit;
      isDoubled = !isDoubled;
    }
  }
  return (10 - (sum % 10)) % 10;
}
