import { z } from "zod";
import {
  formatInstrumentKey,
  type InstrumentKey,
  type InstrumentRef,
  parseInstrumentKey,
  priceDecimals,
} from "../../shared/instrument-key.ts";
import type { DepthLevel } from "../../shared/tick.ts";
import { DEPTH_LEVELS } from "./protocol.ts";
import { looseNumber, price, readAnswer, readTime, signedPrice } from "./rest-fields.ts";

/** Rupees, null while unknown, never 0. */
export interface RestLtp {
  ltp: number | null;
}

export interface RestOhlc extends RestLtp {
  open: number | null;
  high: number | null;
  low: number | null;
  /** Dhan's `close`: the day before's, while the session runs. */
  previousClose: number | null;
}

export interface RestQuote extends RestOhlc {
  averagePrice: number | null;
  lastQuantity: number | null;
  /** Last trade, UTC milliseconds; null for what never traded. */
  exchangeTime: number | null;
  volume: number | null;
  totalBuyQuantity: number | null;
  totalSellQuantity: number | null;
  oi: number | null;
  oiDayHigh: number | null;
  oiDayLow: number | null;
  /** Rupees since the previous close. */
  netChange: number | null;
  lowerCircuitLimit: number | null;
  upperCircuitLimit: number | null;
  /** Five levels, best first; null when none came. */
  depth: DepthLevel[] | null;
}

/** Answers by instrument, and how many rows could not be read. What Dhan does not know is not among them. */
export interface MarketQuotes<Row> {
  quotes: Map<InstrumentKey, Row>;
  badRows: number;
}

const ltpRow = z.object({ last_price: looseNumber });
const ohlcRow = ltpRow.extend({
  ohlc: z.object({ open: looseNumber, close: looseNumber, high: looseNumber, low: looseNumber }).nullish(),
});
const level = z.object({ quantity: looseNumber, orders: looseNumber, price: looseNumber });
const quoteRow = ohlcRow.extend({
  average_price: looseNumber,
  buy_quantity: looseNumber,
  sell_quantity: looseNumber,
  depth: z.object({ buy: z.array(level).nullish(), sell: z.array(level).nullish() }).nullish(),
  last_quantity: looseNumber,
  last_trade_time: z.string().nullish(),
  lower_circuit_limit: looseNumber,
  upper_circuit_limit: looseNumber,
  net_change: looseNumber,
  volume: looseNumber,
  oi: looseNumber,
  oi_day_high: looseNumber,
  oi_day_low: looseNumber,
});
type Level = z.infer<typeof level>;

const marketfeedAnswer = z.object({
  data: z.record(z.string(), z.record(z.string(), z.unknown()).nullish()).nullish(),
});

/** One of the three marketfeed calls: its path and how it reads a row, given the decimals of the row's prices. */
export interface Marketfeed<Row> {
  path: string;
  readRow(row: unknown, decimals: 2 | 4): Row | null;
}

export const LTP: Marketfeed<RestLtp> = {
  path: "/marketfeed/ltp",
  readRow: (row, decimals) => map(ltpRow, row, ({ last_price }) => ({ ltp: price(last_price, decimals) })),
};
export const OHLC: Marketfeed<RestOhlc> = {
  path: "/marketfeed/ohlc",
  readRow: (row, decimals) => map(ohlcRow, row, (found) => readOhlc(found, decimals)),
};
export const QUOTE: Marketfeed<RestQuote> = {
  path: "/marketfeed/quote",
  readRow: (row, decimals) => map(quoteRow, row, (found) => readQuote(found, decimals)),
};

/** Bodies of the calls that ask for all instruments, each of at most `idsPerCall` ids, none twice. */
export function marketfeedBodies(
  instruments: readonly InstrumentRef[],
  idsPerCall: number,
): Record<string, number[]>[] {
  const distinct = new Map(instruments.map((ref) => [formatInstrumentKey(ref.segment, ref.securityId), ref]));
  const refs = [...distinct.values()];
  const bodies: Record<string, number[]>[] = [];
  for (let from = 0; from < refs.length; from += idsPerCall) {
    const body: Record<string, number[]> = {};
    for (const { segment, securityId } of refs.slice(from, from + idsPerCall)) {
      body[segment] ??= [];
      body[segment].push(securityId);
    }
    bodies.push(body);
  }
  return bodies;
}

export function readMarketfeed<Row>(feed: Marketfeed<Row>, answer: unknown): MarketQuotes<Row> {
  const { data } = readAnswer(marketfeedAnswer, answer, `POST ${feed.path}`);
  const quotes = new Map<InstrumentKey, Row>();
  let badRows = 0;
  for (const [segment, rows] of Object.entries(data ?? {})) {
    for (const [id, row] of Object.entries(rows ?? {})) {
      const ref = parseInstrumentKey(`${segment}:${id}`);
      const quote = ref === null ? null : feed.readRow(row, priceDecimals(ref.segment));
      if (quote === null) badRows++;
      else quotes.set(`${segment}:${id}`, quote);
    }
  }
  return { quotes, badRows };
}

function map<Found, Row>(schema: z.ZodType<Found>, row: unknown, read: (found: Found) => Row): Row | null {
  const result = schema.safeParse(row);
  return result.success ? read(result.data) : null;
}

function readOhlc({ last_price, ohlc }: z.infer<typeof ohlcRow>, decimals: 2 | 4): RestOhlc {
  return {
    ltp: price(last_price, decimals),
    open: price(ohlc?.open ?? null, decimals),
    high: price(ohlc?.high ?? null, decimals),
    low: price(ohlc?.low ?? null, decimals),
    previousClose: price(ohlc?.close ?? null, decimals),
  };
}

function readQuote(row: z.infer<typeof quoteRow>, decimals: 2 | 4): RestQuote {
  return {
    ...readOhlc(row, decimals),
    averagePrice: price(row.average_price, decimals),
    lastQuantity: row.last_quantity,
    exchangeTime: readTradeTime(row.last_trade_time),
    volume: row.volume,
    totalBuyQuantity: row.buy_quantity,
    totalSellQuantity: row.sell_quantity,
    oi: row.oi,
    oiDayHigh: row.oi_day_high,
    oiDayLow: row.oi_day_low,
    netChange: signedPrice(row.net_change, decimals),
    lowerCircuitLimit: price(row.lower_circuit_limit, decimals),
    upperCircuitLimit: price(row.upper_circuit_limit, decimals),
    depth: readDepth(row.depth?.buy ?? [], row.depth?.sell ?? [], decimals),
  };
}

function readDepth(buy: readonly Level[], sell: readonly Level[], decimals: 2 | 4): DepthLevel[] | null {
  const depth = Array.from({ length: DEPTH_LEVELS }, (_, place) => {
    const bid = readLevel(buy[place], decimals);
    const ask = readLevel(sell[place], decimals);
    return {
      bidPrice: bid.price,
      bidQuantity: bid.quantity,
      bidOrders: bid.orders,
      askPrice: ask.price,
      askQuantity: ask.quantity,
      askOrders: ask.orders,
    };
  });
  return depth.some(({ bidPrice, askPrice }) => bidPrice !== null || askPrice !== null) ? depth : null;
}

/** A level without a price is not there: its quantity and orders, sent as 0, mean nothing. */
function readLevel(found: Level | undefined, decimals: 2 | 4): Level {
  const rupees = price(found?.price ?? null, decimals);
  if (found === undefined || rupees === null) return { price: null, quantity: null, orders: null };
  return { price: rupees, quantity: found.quantity, orders: found.orders };
}

/** Dhan shows what never traded as 1980, or as an empty text. */
function readTradeTime(text: string | null | undefined): number | null {
  const time = readTime(text);
  return time !== null && time > NEVER_TRADED_BEFORE ? time : null;
}
const NEVER_TRADED_BEFORE = Date.UTC(1981, 0, 1);
