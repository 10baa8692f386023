import { cash, type Expected, future, index, key, option, share } from "./expected-instrument.ts";

/** A Thursday: SENSEX's week ends today, NIFTY's on Tuesday the 10th, and NIFTY's last Tuesday of March is a holiday. */
export const SEARCH_DAY = "2026-02-05";

/** Prices of underlyings that day; of all others none is known. */
export const SEARCH_PRICES: Readonly<Record<string, number>> = {
  NIFTY: 25_012.35,
  BANKNIFTY: 58_043.5,
  SENSEX: 82_034.1,
  RELIANCE: 1_399.6,
  CRUDEOIL: 5_807,
};

const NSE = "NSE_FNO";
const BSE = "BSE_FNO";
const MCX = "MCX_COMM";
const NEXT_WEEK = { from: "2026-02-09" };
const NEXT_MONTH = { from: "2026-03-01" };
const ON_24_FEBRUARY = { on: "2026-02-24" };
const END_OF_MARCH = { on: "2026-03-30" };

/** What a trader types, and the instrument that must come first. Written before the ranking was. */
export const SEARCH_QUERIES: readonly (readonly [query: string, first: Expected])[] = [
  // Shares: tickers, beginnings, names.
  ["rel", share("RELIANCE")],
  ["reliance", share("RELIANCE")],
  ["RELIANCE", share("RELIANCE")],
  ["  reliance  ", share("RELIANCE")],
  ["reliance industries", share("RELIANCE")],
  ["reliance bse", cash("BSE_EQ", "RELIANCE")],
  ["hdfc bank", share("HDFCBANK")],
  ["hdfcbank", share("HDFCBANK")],
  ["hdfc", share("HDFCBANK")],
  ["icici", share("ICICIBANK")],
  ["infy", share("INFY")],
  ["infosys", share("INFY")],
  ["tcs", share("TCS")],
  ["tata motors", share("TATAMOTORS")],
  ["tatamo", share("TATAMOTORS")],
  ["tata st", share("TATASTEEL")],
  ["state bank of india", share("SBIN")],
  ["sbi", share("SBIN")],
  ["m&m", share("M&M")],
  ["mahindra & mahindra", share("M&M")],
  ["l&t", share("LT")],
  ["larsen", share("LT")],
  ["bajaj auto", share("BAJAJ-AUTO")],
  ["bajaj-auto", share("BAJAJ-AUTO")],
  ["bajaj finance", share("BAJFINANCE")],
  ["itc", share("ITC")],
  ["kotak", share("KOTAKBANK")],
  ["airtel", share("BHARTIARTL")],
  ["sun pharma", share("SUNPHARMA")],
  ["mar", share("MARUTI")],
  ["bank of baroda", share("BANKBARODA")],
  ["vodafone", share("IDEA")],
  ["360one", share("360ONE")],
  ["bse", share("BSE")],
  ["mcx", share("MCX")],

  // Indices.
  ["nifty", index("NIFTY")],
  ["nifty 50", index("NIFTY")],
  ["nifty50", index("NIFTY")],
  ["nf", index("NIFTY")],
  ["banknifty", index("BANKNIFTY")],
  ["bank nifty", index("BANKNIFTY")],
  ["nifty bank", index("BANKNIFTY")],
  ["bn", index("BANKNIFTY")],
  ["fn", index("FINNIFTY")],
  ["midcap", index("MIDCPNIFTY")],
  ["sensex", index("SENSEX")],
  ["sx", index("SENSEX")],
  ["vix", index("INDIA VIX")],
  ["nifty next 50", index("NIFTYNXT50")],
  ["nifty it", index("NIFTYIT")],
  ["nifty 100", index("NIFTY 100")],
  ["gift nifty", index("GIFTNIFTY")],

  // What has no spot is known by its near future.
  ["crude", future(MCX, "CRUDEOIL")],
  ["crude oil", future(MCX, "CRUDEOIL")],
  ["crudeoil", future(MCX, "CRUDEOIL")],
  ["crude oil mini", future(MCX, "CRUDEOILM")],
  ["ng", future(MCX, "NATURALGAS")],
  ["natgas", future(MCX, "NATURALGAS")],
  ["gold", future(MCX, "GOLD")],
  ["silver", future(MCX, "SILVER")],
  ["usdinr", future("NSE_CURRENCY", "USDINR")],

  // Typos.
  ["relaince", share("RELIANCE")],
  ["infosis", share("INFY")],
  ["hdfc bnak", share("HDFCBANK")],
  ["tata moters", share("TATAMOTORS")],
  ["bajaj finanace", share("BAJFINANCE")],
  ["reliance indutsries", share("RELIANCE")],
  ["maruthi", share("MARUTI")],
  ["wirpo", share("WIPRO")],
  ["kotk", share("KOTAKBANK")],
  ["icici bnk", share("ICICIBANK")],
  ["adani prots", share("ADANIPORTS")],
  ["nifti", index("NIFTY")],
  ["bank nfty", index("BANKNIFTY")],
  ["crudeiol", future(MCX, "CRUDEOIL")],

  // Strikes and option types, in any order and spelling.
  ["nifty 25000 ce", option(NSE, "NIFTY", 25_000, "CE")],
  ["25000ce nifty", option(NSE, "NIFTY", 25_000, "CE")],
  ["25000 ce nifty", option(NSE, "NIFTY", 25_000, "CE")],
  ["ce 25000 nifty", option(NSE, "NIFTY", 25_000, "CE")],
  ["nifty25000ce", option(NSE, "NIFTY", 25_000, "CE")],
  ["nifty 25,000 call", option(NSE, "NIFTY", 25_000, "CE")],
  ["nifty 25k c", option(NSE, "NIFTY", 25_000, "CE")],
  ["nf 25000 put", option(NSE, "NIFTY", 25_000, "PE")],
  ["nifty 25000 p", option(NSE, "NIFTY", 25_000, "PE")],
  ["nifty 25000", option(NSE, "NIFTY", 25_000, "CE")],
  ["25000 ce", option(NSE, "NIFTY", 25_000, "CE")],
  ["57k pe", option(NSE, "BANKNIFTY", 57_000, "PE")],
  ["sensex 82000 ce", option(BSE, "SENSEX", 82_000, "CE")],
  ["bankex 64000 pe", option(BSE, "BANKEX", 64_000, "PE")],
  ["midcap 13500 ce", option(NSE, "MIDCPNIFTY", 13_500, "CE")],
  ["rel 1400 ce", option(NSE, "RELIANCE", 1_400, "CE")],
  ["relaince 1400 ce", option(NSE, "RELIANCE", 1_400, "CE")],
  ["hdfc bank 1,000 pe", option(NSE, "HDFCBANK", 1_000, "PE")],
  ["m&m 3500 ce", option(NSE, "M&M", 3_500, "CE")],
  ["idea 8.5 ce", option(NSE, "IDEA", 8.5, "CE")],
  ["usdinr 88.25 pe", option("NSE_CURRENCY", "USDINR", 88.25, "PE")],
  ["crudeoil 6000 ce", option(MCX, "CRUDEOIL", 6_000, "CE")],
  ["crude 6000 ce mar", option(MCX, "CRUDEOIL", 6_000, "CE", NEXT_MONTH)],
  ["naturalgas 300 pe", option(MCX, "NATURALGAS", 300, "PE")],

  // Close to the money where no strike is given.
  ["nifty ce", option(NSE, "NIFTY", 25_000, "CE")],
  ["nifty atm pe", option(NSE, "NIFTY", 25_000, "PE")],
  ["reliance put", option(NSE, "RELIANCE", 1_400, "PE")],
  ["sensex pe", option(BSE, "SENSEX", 82_000, "PE")],
  ["nifty 250 ce", option(NSE, "NIFTY", 25_000, "CE")],

  // Expiries.
  ["bn 57k pe next week", option(NSE, "BANKNIFTY", 57_000, "PE", NEXT_WEEK)],
  ["banknifty 24 feb 58000 put", option(NSE, "BANKNIFTY", 58_000, "PE", ON_24_FEBRUARY)],
  ["nifty 25000 ce next week", option(NSE, "NIFTY", 25_000, "CE", NEXT_WEEK)],
  ["sensex 82000 pe this week", option(BSE, "SENSEX", 82_000, "PE", { on: SEARCH_DAY })],
  ["sensex 82000 pe next week", option(BSE, "SENSEX", 82_000, "PE", NEXT_WEEK)],
  ["nifty 25000 ce weekly", option(NSE, "NIFTY", 25_000, "CE", "weekly")],
  ["nifty monthly 25000 pe", option(NSE, "NIFTY", 25_000, "PE", "monthly")],
  ["nifty 25000 ce next month", option(NSE, "NIFTY", 25_000, "CE", NEXT_MONTH)],
  ["nifty march 25000 ce", option(NSE, "NIFTY", 25_000, "CE", NEXT_MONTH)],
  ["nifty mar monthly 25000 ce", option(NSE, "NIFTY", 25_000, "CE", END_OF_MARCH)],
  ["nifty 31 mar 25000 ce", option(NSE, "NIFTY", 25_000, "CE", END_OF_MARCH)],
  ["nifty 24feb 25000 ce", option(NSE, "NIFTY", 25_000, "CE", ON_24_FEBRUARY)],
  ["nifty 24 feb 2026 25000 ce", option(NSE, "NIFTY", 25_000, "CE", ON_24_FEBRUARY)],
  ["nifty 24-02-2026 25000 ce", option(NSE, "NIFTY", 25_000, "CE", ON_24_FEBRUARY)],
  ["nifty 25000 ce 2026-02-24", option(NSE, "NIFTY", 25_000, "CE", ON_24_FEBRUARY)],
  ["nifty feb 24th 25000 ce", option(NSE, "NIFTY", 25_000, "CE", ON_24_FEBRUARY)],
  ["nifty26feb25000ce", option(NSE, "NIFTY", 25_000, "CE", ON_24_FEBRUARY)],
  ["NIFTY-Feb2026-25000-CE", option(NSE, "NIFTY", 25_000, "CE")],
  ["NIFTY 24 FEB 25000 CALL", option(NSE, "NIFTY", 25_000, "CE", ON_24_FEBRUARY)],

  // Futures.
  ["reliance fut", future(NSE, "RELIANCE")],
  ["reliance future", future(NSE, "RELIANCE")],
  ["reliance mar fut", future(NSE, "RELIANCE", END_OF_MARCH)],
  ["reliance fut next month", future(NSE, "RELIANCE", END_OF_MARCH)],
  ["reliance bse fut", future(BSE, "RELIANCE")],
  ["bajaj auto fut", future(NSE, "BAJAJ-AUTO")],
  ["sbi fut", future(NSE, "SBIN")],
  ["bse fut", future(NSE, "BSE")],
  ["nifty feb fut", future(NSE, "NIFTY")],
  ["nifty 24 feb", future(NSE, "NIFTY")],
  ["bn fut", future(NSE, "BANKNIFTY")],
  ["crude fut", future(MCX, "CRUDEOIL")],
  ["infosis fut", future(NSE, "INFY")],

  // What is known by a number.
  ["INE002A01018", share("RELIANCE")],
  ["ine002a01018", share("RELIANCE")],
  ["2885", key("NSE_EQ:2885")],
  ["500325", key("BSE_EQ:500325")],
  ["13", key("IDX_I:13")],
  ["NSE_EQ:2885", key("NSE_EQ:2885")],
  ["idx_i:13", key("IDX_I:13")],
];
