import { dayDate } from "../../../shared/ist.ts";
import { isin } from "./isin.ts";
import type { PriceRange, Security } from "./securities.ts";

/** Bonds of 100 rupees of face value, of 1,000, and of a gram of gold. */
const HUNDRED: PriceRange = { low: 94, high: 112, volatility: 0.03 };
const THOUSAND: PriceRange = { low: 960, high: 1_080, volatility: 0.04 };
const GRAM: PriceRange = { low: 11_500, high: 12_800, volatility: 0.15 };

const FIRST_YEAR = 2027;
const STATES = "AP AR AS BR CG GA GJ HP HR JH JK KA KL MH ML MN MP MZ NL OD PB PN RJ SK TG TN TR UK UP WB".split(" ");
const ISSUERS =
  "ABHFL EARC EDEL HUDCO ICFL IIFL IIHFL IMC IRFC KFL MFL MMFSL NABAR NHAI NIDO NTPC PEL PFC REC SCL SHFL TCFSL TPL UCL VFL".split(
    " ",
  );
const MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");
/** Of four issues of a company's bonds three have one part, the fourth has five with one symbol. */
const ISSUES_A_ROUND = 4;
const PARTS_A_ROUND = 8;

type BondIdentity = Pick<Security, "exchange" | "securityId">;
type Bond = (number: number, identity: BondIdentity) => Security;

/** Loan of a state: 656MH32 is Maharashtra's at 6.56 %, due in 2032. */
export const stateLoan: Bond = (number, identity) => {
  const round = Math.floor(number / STATES.length);
  const state = STATES[number % STATES.length]!;
  const year = FIRST_YEAR + (round % 28);
  const rate = rateText(650 + ((round * 17) % 250));
  const name = `SDL ${state} ${rate}% ${year}`;
  const symbol = `${rate.replace(".", "")}${state}${year % 100}`;
  return {
    ...bond("IN0", number, "20", "DBT", HUNDRED),
    ...identity,
    symbol,
    name,
    displayName: name,
    series: "SG",
    lot: 100,
  };
};

/** Loan of the central government: 757GS2033. */
export const centralLoan: Bond = (number, identity) => {
  const year = FIRST_YEAR + (number % 38);
  const rate = rateText(575 + ((number * 7) % 250));
  const name = `GOI LOAN  ${rate}% ${year}`;
  const symbol = `${rate.replace(".", "")}GS${year}`;
  return { ...bond("IN0", number, "21", "DBT", HUNDRED), ...identity, symbol, name, displayName: name, series: "GS" };
};

/** Sovereign gold bond: SGBJUN30, redeemed in June 2030. */
export const goldBond: Bond = (number, identity) => {
  const month = MONTHS[number % 12]!;
  const year = FIRST_YEAR + Math.floor(number / 12);
  return {
    ...bond("IN0", number, "22", "Other", GRAM),
    ...identity,
    symbol: `SGB${month.toUpperCase()}${year % 100}`,
    name: `2.50%GOLDBONDS${year}SR-${(number % 12) + 1}`,
    displayName: `SGB 2.50% RD: ${10 + (number % 19)} ${month} ${year}`,
    series: "GB",
  };
};

/** Secured bond of a company: 939SCL33, part by part in series N0, N1 and so on. */
export const companyBond: Bond = (number, identity) => {
  const inRound = number % PARTS_A_ROUND;
  const issue = Math.floor(number / PARTS_A_ROUND) * ISSUES_A_ROUND + Math.min(inRound, ISSUES_A_ROUND - 1);
  const part = Math.max(0, inRound - (ISSUES_A_ROUND - 1));
  const round = Math.floor(issue / ISSUERS.length);
  const rate = rateText(725 + ((round * 7) % 300));
  const name = `SEC RE NCD ${rate}% SR ${part + 1}`;
  return {
    ...bond("INE", number, identity.exchange === "NSE" ? "07" : "08", "DEB", THOUSAND),
    ...identity,
    symbol: `${rate.replace(".", "")}${ISSUERS[issue % ISSUERS.length]}${(FIRST_YEAR + (round % 10)) % 100}`,
    name,
    displayName: name,
    series: `N${part}`,
  };
};

/** The bond of a listed company that carries the symbol of its share. */
export function namesakeBond(
  number: number,
  identity: BondIdentity & Pick<Security, "symbol" | "name" | "series" | "instrumentType">,
): Security {
  return { ...bond("INE", number, "09", "DEB", THOUSAND), ...identity, displayName: identity.name };
}

/** Treasury bill, sold for so many weeks: 364D070825 is due on 2025-08-07. */
export function treasuryBill(weeks: number, dueDay: number, identity: BondIdentity): Security {
  const [year = "", month = "", day = ""] = dayDate(dueDay).split("-");
  const tenor = `${weeks * 7}D`;
  const name = `GOI TBILL ${tenor}-${day}/${month}/${year.slice(2)}`;
  return {
    ...bond("IN0", (dueDay / 7) % 25_000, String(weeks), "TB", HUNDRED),
    ...identity,
    symbol: `${tenor}${day}${month}${year.slice(2)}`,
    name,
    displayName: name,
    series: "TB",
    lot: 100,
  };
}

function bond(issuer: string, number: number, type: string, instrumentType: string, prices: PriceRange) {
  return { isin: isin(issuer, number, type), instrumentType, prices, tickPaise: 1, lot: 1 };
}

/** Per cent from hundredths of it, without needless zeros: 6.8 for 680. */
function rateText(hundredths: number): string {
  return String(hundredths / 100);
}
