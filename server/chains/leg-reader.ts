import { LEG_REASONS, type LegReason, PREVIOUS_OI_SOURCES } from "../../shared/chain.ts";
import type { InstrumentKey } from "../../shared/instrument-key.ts";
import { NO_NUMBER, NO_PRICE } from "../../shared/unknown.ts";
import type { TickReader } from "../ticks/tick-reader.ts";
import type { LegColumns } from "./leg-columns.ts";
import { rounded } from "./leg-view.ts";
import type { StreamPrice } from "./underlying-price.ts";

/** What chains read of the ticks. */
export interface ChainTicks {
  /** -1 while the feed does not hold the instrument. */
  slotOf(key: InstrumentKey): number;
  /** Null while the feed does not hold the instrument. */
  lastPrice(key: InstrumentKey): StreamPrice | null;
  reader: TickReader;
}

const BEST = 0;
export const REASON_NUMBER = Object.fromEntries(LEG_REASONS.map((reason, place) => [reason, place])) as Record<
  LegReason,
  number
>;
const FROM_REST = PREVIOUS_OI_SOURCES.indexOf("rest");
const FROM_PACKET = PREVIOUS_OI_SOURCES.indexOf("packet");
const FROM_FIRST_PACKET = PREVIOUS_OI_SOURCES.indexOf("first-packet");

/**
 * Takes what the feed knows of a leg into its place of the columns: everything but what is worked out.
 * @param slot -1 for one that the feed does not hold.
 * @param restOi the previous day's open interest as REST has it; NaN while it is unknown.
 */
export function readLeg({ reader }: ChainTicks, slot: number, restOi: number, columns: LegColumns, leg: number): void {
  if (slot === -1) {
    for (const column of Object.values(columns)) column[leg] = Number.NaN;
    columns.stale[leg] = 0;
    columns.quoteReason[leg] = REASON_NUMBER.waiting;
    readPreviousOi(restOi, NO_NUMBER, NO_NUMBER, columns, leg);
    return;
  }
  const unitsPerRupee = 10 ** reader.decimals(slot);
  const bid = rupees(reader.bidPrice(slot, BEST), unitsPerRupee);
  const ask = rupees(reader.askPrice(slot, BEST), unitsPerRupee);
  const exchangeTime = reader.exchangeTime(slot);
  const isStale = reader.isStale(slot);
  columns.ltp[leg] = rupees(reader.price(slot, "ltp"), unitsPerRupee);
  columns.exchangeTime[leg] = exchangeTime === NO_NUMBER ? Number.NaN : exchangeTime * 1000;
  columns.receivedTime[leg] = reader.receivedTime(slot);
  columns.stale[leg] = isStale ? 1 : 0;
  columns.previousClose[leg] = rupees(reader.price(slot, "previousClose"), unitsPerRupee);
  columns.bidPrice[leg] = bid;
  columns.bidQuantity[leg] = Number.isNaN(bid) ? Number.NaN : reader.bidQuantity(slot, BEST);
  columns.askPrice[leg] = ask;
  columns.askQuantity[leg] = Number.isNaN(ask) ? Number.NaN : reader.askQuantity(slot, BEST);
  columns.volume[leg] = known(reader.quantity(slot, "volume"));
  columns.oi[leg] = known(reader.quantity(slot, "oi"));
  readPreviousOi(restOi, reader.quantity(slot, "previousOi"), reader.firstOi(slot), columns, leg);
  takeMid(bid, ask, isStale, columns, leg);
}

/** The price that volatility is worked out from: the middle of a two-sided quote that is fresh and makes sense. */
function takeMid(bid: number, ask: number, isStale: boolean, columns: LegColumns, leg: number): void {
  const reason = whyNoMid(bid, ask, isStale, Number.isNaN(columns.receivedTime[leg]!));
  columns.mid[leg] = reason === null ? rounded((bid + ask) / 2, 4) : Number.NaN;
  columns.quoteReason[leg] = reason === null ? Number.NaN : REASON_NUMBER[reason];
}

function whyNoMid(bid: number, ask: number, isStale: boolean, isWaiting: boolean): LegReason | null {
  if (isWaiting) return "waiting";
  if (isStale) return "stale";
  const hasBid = !Number.isNaN(bid);
  const hasAsk = !Number.isNaN(ask);
  if (hasBid && hasAsk) return bid > ask ? "crossed" : null;
  return hasBid || hasAsk ? "one-sided" : "no-quote";
}

/** REST's chain knows best; then what the feed told as the previous day's; then where the day began. */
function readPreviousOi(rest: number, packet: number, first: number, columns: LegColumns, leg: number): void {
  const [oi, source] = !Number.isNaN(rest)
    ? [rest, FROM_REST]
    : packet !== NO_NUMBER
      ? [packet, FROM_PACKET]
      : first !== NO_NUMBER
        ? [first, FROM_FIRST_PACKET]
        : [Number.NaN, Number.NaN];
  columns.previousOi[leg] = oi;
  columns.previousOiSource[leg] = source;
}

function rupees(units: number, unitsPerRupee: number): number {
  return units === NO_PRICE ? Number.NaN : units / unitsPerRupee;
}

function known(quantity: number): number {
  return quantity === NO_NUMBER ? Number.NaN : quantity;
}
