import { IST_OFFSET_MS } from "../../../shared/ist.ts";
import { DEPTH_LEVELS, SEGMENT_NUMBER } from "../../dhan/protocol.ts";
import type { Market } from "../market/market.ts";
import { averagePrice } from "../market/market-columns.ts";

export type QuoteDetail = "ltp" | "ohlc" | "quote";

export const MAX_QUOTES_PER_REQUEST = 1_000;
/** What REST gives as the last trade of a contract that never traded. */
const NEVER_TRADED = "01/01/1980 00:00:00";
/** A day's price band, as a part of the strike for options and of the previous close for the rest. */
const CIRCUIT_BAND = 0.1;

/** Ids by segment name, as the client sends them, or null when the body is not that. */
export function parseQuoteRequest(body: unknown): Map<string, number[]> | null {
  if (typeof body !== "object" || body === null || Array.isArray(body)) return null;
  const asked = new Map<string, number[]>();
  for (const [segment, ids] of Object.entries(body)) {
    if (!(segment in SEGMENT_NUMBER) || !Array.isArray(ids)) return null;
    if (!ids.every((id) => Number.isInteger(id) && id >= 0)) return null;
    asked.set(segment, ids);
  }
  return asked;
}

/** `data` of the answer: ids that are not listed are left out, their segment stays. */
export function marketQuotes(
  market: Market,
  asked: ReadonlyMap<string, readonly number[]>,
  detail: QuoteDetail,
  nowMs: number,
): Record<string, Record<string, object>> {
  const data: Record<string, Record<string, object>> = {};
  for (const [segment, ids] of asked) {
    const quotes: Record<string, object> = {};
    data[segment] = quotes;
    for (const id of ids) {
      const row = market.universe.rowOf(SEGMENT_NUMBER[segment as keyof typeof SEGMENT_NUMBER], id);
      if (row < 0) continue;
      market.refresh(row, nowMs);
      quotes[id] = quoteOf(market, row, detail);
    }
  }
  return data;
}

function quoteOf(market: Market, row: number, detail: QuoteDetail): object {
  const { columns } = market;
  const last_price = price(columns.ltp[row]!);
  if (detail === "ltp") return { last_price };
  const ohlc = {
    open: price(columns.open[row]!),
    close: price(columns.previousClose[row]!),
    high: price(columns.high[row]!),
    low: price(columns.low[row]!),
  };
  if (detail === "ohlc") return { last_price, ohlc };
  const [lower, upper] = circuitLimits(market, row);
  return {
    average_price: price(averagePrice(columns, row)),
    buy_quantity: columns.totalBuyQuantity[row]!,
    depth: depthOf(market, row),
    last_price,
    last_quantity: columns.lastQuantity[row]!,
    last_trade_time: tradeTime(columns.lastTradeTime[row]!),
    lower_circuit_limit: price(lower),
    net_change: price(columns.ltp[row]! - columns.previousClose[row]!),
    ohlc,
    oi: columns.oi[row]!,
    oi_day_high: columns.oiDayHigh[row]!,
    oi_day_low: columns.oiDayLow[row]!,
    sell_quantity: columns.totalSellQuantity[row]!,
    upper_circuit_limit: price(upper),
    volume: columns.volume[row]!,
  };
}

function depthOf({ columns }: Market, row: number): object {
  const buy: object[] = [];
  const sell: object[] = [];
  for (let level = 0; level < DEPTH_LEVELS; level++) {
    const place = row * DEPTH_LEVELS + level;
    buy.push({
      quantity: columns.bidQuantity[place]!,
      orders: columns.bidOrders[place]!,
      price: price(columns.bidPrice[place]!),
    });
    sell.push({
      quantity: columns.askQuantity[place]!,
      orders: columns.askOrders[place]!,
      price: price(columns.askPrice[place]!),
    });
  }
  return { buy, sell };
}

function circuitLimits({ universe, columns }: Market, row: number): [lower: number, upper: number] {
  if (universe.segment[row] === SEGMENT_NUMBER.IDX_I) return [0, 0];
  const close = columns.previousClose[row]!;
  const strike = universe.strike[row]!;
  const band = CIRCUIT_BAND * (Number.isNaN(strike) ? close : strike);
  return [Math.max(universe.tickSize[row]!, close - band), close + band];
}

/** Dhan's JSON shows 32-bit floats with all their tail: 23092.2 comes as 23092.19921875. */
export function price(rupees: number): number {
  return Math.fround(rupees);
}

/** `DD/MM/YYYY HH:MM:SS` in Indian time. */
function tradeTime(utcSeconds: number): string {
  if (utcSeconds === 0) return NEVER_TRADED;
  const [date, time] = new Date(utcSeconds * 1000 + IST_OFFSET_MS).toISOString().split("T");
  return `${date!.split("-").reverse().join("/")} ${time!.slice(0, 8)}`;
}
