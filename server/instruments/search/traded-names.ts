/**
 * What traders call an underlying where neither its ticker nor its name says so, all in small letters without spaces. The
 * ticker is as the master spells it; one that a master does not list does no harm.
 */
export const ALIASES: ReadonlyMap<string, string> = new Map([
  ["nf", "NIFTY"],
  ["bn", "BANKNIFTY"],
  ["bnf", "BANKNIFTY"],
  ["fn", "FINNIFTY"],
  ["niftyfin", "FINNIFTY"],
  ["midcap", "MIDCPNIFTY"],
  ["midcapnifty", "MIDCPNIFTY"],
  ["midnifty", "MIDCPNIFTY"],
  ["mn", "MIDCPNIFTY"],
  ["next50", "NIFTYNXT50"],
  ["nn50", "NIFTYNXT50"],
  ["sx", "SENSEX"],
  ["sensex50", "SNSX50"],
  ["vix", "INDIA VIX"],
  ["crude", "CRUDEOIL"],
  ["crudemini", "CRUDEOILM"],
  ["crudeoilmini", "CRUDEOILM"],
  ["ng", "NATURALGAS"],
  ["natgas", "NATURALGAS"],
  ["gas", "NATURALGAS"],
  ["ngmini", "NATGASMINI"],
  ["naturalgasmini", "NATGASMINI"],
  ["goldmini", "GOLDM"],
  ["silvermini", "SILVERM"],
  ["silvermicro", "SILVERMIC"],
  ["aluminum", "ALUMINIUM"],
  ["usd", "USDINR"],
  ["euro", "EURINR"],
  ["pound", "GBPINR"],
  ["yen", "JPYINR"],
  ["sbi", "SBIN"],
  ["ril", "RELIANCE"],
  ["airtel", "BHARTIARTL"],
  ["hul", "HINDUNILVR"],
  ["mnm", "M&M"],
  ["bob", "BANKBARODA"],
  ["hpcl", "HINDPETRO"],
  ["iocl", "IOC"],
  ["lic", "LICI"],
  ["vi", "IDEA"],
  ["vodafone", "IDEA"],
  ["zomato", "ETERNAL"],
  ["ultratech", "ULTRACEMCO"],
  ["hero", "HEROMOTOCO"],
]);

/**
 * Underlyings by how much is traded on them, as far as it goes without turnover in the master. It decides between names that
 * fit equally well: `hdfc` is HDFCBANK. Indices and commodities by turnover of their derivatives; shares are NIFTY 50's.
 */
export const MOST_TRADED: readonly string[] = `NIFTY BANKNIFTY SENSEX FINNIFTY MIDCPNIFTY BANKEX NIFTYNXT50
  CRUDEOIL NATURALGAS GOLD SILVER GOLDM SILVERM COPPER USDINR
  HDFCBANK ICICIBANK RELIANCE INFY BHARTIARTL LT ITC TCS AXISBANK SBIN M&M KOTAKBANK BAJFINANCE HINDUNILVR ETERNAL
  MARUTI SUNPHARMA NTPC HCLTECH TITAN BEL ULTRACEMCO POWERGRID TATASTEEL TATAMOTORS JSWSTEEL ASIANPAINT ADANIPORTS
  BAJAJFINSV TRENT ONGC GRASIM COALINDIA NESTLEIND HINDALCO JIOFIN TECHM SHRIRAMFIN EICHERMOT APOLLOHOSP CIPLA DRREDDY
  TATACONSUM BAJAJ-AUTO SBILIFE HDFCLIFE WIPRO ADANIENT INDIGO MAXHEALTH HEROMOTOCO INDUSINDBK`.split(/\s+/);
