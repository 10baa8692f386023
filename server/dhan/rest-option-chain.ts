import { z } from "zod";
import { looseNumber, price, readAnswer } from "./rest-fields.ts";

/** One call or put of a chain. Rupees, null while unknown, never 0. */
interface RestOptionSide {
  securityId: number | null;
  ltp: number | null;
  averagePrice: number | null;
  previousClose: number | null;
  bidPrice: number | null;
  bidQuantity: number | null;
  askPrice: number | null;
  askQuantity: number | null;
  volume: number | null;
  previousVolume: number | null;
  oi: number | null;
  previousOi: number | null;
  /** Percent a year; null where Dhan has none and sends 0. */
  ivPercent: number | null;
  /** Null where Dhan has none and sends zeros. */
  greeks: { delta: number; gamma: number; theta: number; vega: number } | null;
}

interface RestStrike {
  strike: number;
  call: RestOptionSide | null;
  put: RestOptionSide | null;
}

export interface RestOptionChain {
  underlyingPrice: number | null;
  /** Ascending. */
  strikes: RestStrike[];
}

const greeks = z.object({ delta: looseNumber, theta: looseNumber, gamma: looseNumber, vega: looseNumber });
const side = z.object({
  average_price: looseNumber,
  greeks: greeks.nullish(),
  implied_volatility: looseNumber,
  last_price: looseNumber,
  oi: looseNumber,
  previous_close_price: looseNumber,
  previous_oi: looseNumber,
  previous_volume: looseNumber,
  security_id: looseNumber,
  top_ask_price: looseNumber,
  top_ask_quantity: looseNumber,
  top_bid_price: looseNumber,
  top_bid_quantity: looseNumber,
  volume: looseNumber,
});
const chainAnswer = z.object({
  data: z
    .object({
      last_price: looseNumber,
      oc: z.record(z.string(), z.object({ ce: side.nullish(), pe: side.nullish() })).nullish(),
    })
    .nullish(),
});
const expiriesAnswer = z.object({ data: z.union([z.array(z.iso.date()), z.object({})]).nullish() });

export const OPTION_CHAIN_PATH = "/optionchain";
export const EXPIRY_LIST_PATH = "/optionchain/expirylist";

/** The chain in an answer; one without strikes for an underlying or expiry that Dhan does not know. */
export function readOptionChain(answer: unknown): RestOptionChain {
  const { data } = readAnswer(chainAnswer, answer, `POST ${OPTION_CHAIN_PATH}`);
  const strikes = Object.entries(data?.oc ?? {}).map(([strike, { ce, pe }]) => ({
    strike: Number(strike),
    call: ce == null ? null : readSide(ce),
    put: pe == null ? null : readSide(pe),
  }));
  return {
    underlyingPrice: price(data?.last_price ?? null, 2),
    strikes: strikes.filter(({ strike }) => strike > 0).sort((a, b) => a.strike - b.strike),
  };
}

/** Expiry dates (`YYYY-MM-DD`), ascending; none for an underlying that Dhan does not know. */
export function readExpiryList(answer: unknown): string[] {
  const { data } = readAnswer(expiriesAnswer, answer, `POST ${EXPIRY_LIST_PATH}`);
  return Array.isArray(data) ? data.toSorted() : [];
}

function readSide(found: z.infer<typeof side>): RestOptionSide {
  const bidPrice = price(found.top_bid_price, 2);
  const askPrice = price(found.top_ask_price, 2);
  return {
    securityId: found.security_id,
    ltp: price(found.last_price, 2),
    averagePrice: price(found.average_price, 2),
    previousClose: price(found.previous_close_price, 2),
    bidPrice,
    bidQuantity: bidPrice === null ? null : found.top_bid_quantity,
    askPrice,
    askQuantity: askPrice === null ? null : found.top_ask_quantity,
    volume: found.volume,
    previousVolume: found.previous_volume,
    oi: found.oi,
    previousOi: found.previous_oi,
    ivPercent: found.implied_volatility === null || found.implied_volatility <= 0 ? null : found.implied_volatility,
    greeks: readGreeks(found.greeks),
  };
}

function readGreeks(found: z.infer<typeof greeks> | null | undefined): RestOptionSide["greeks"] {
  if (found == null) return null;
  const { delta, gamma, theta, vega } = found;
  if (delta === null || gamma === null || theta === null || vega === null) return null;
  return delta === 0 && gamma === 0 && theta === 0 && vega === 0 ? null : { delta, gamma, theta, vega };
}
