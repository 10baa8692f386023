import type { ReactNode } from "react";
import type { InstrumentKey } from "../../client-sdk/index.ts";
import { bestPrice } from "../quote/best-of.ts";
import { BestPrice } from "../quote/best-price.tsx";
import { Change } from "../quote/change.tsx";
import { dayChange } from "../quote/day-change.ts";
import { DayPrice } from "../quote/day-price.tsx";
import { LastPrice } from "../quote/last-price.tsx";
import { ExchangeTime, TickAge } from "../quote/moments.tsx";
import { Quantity } from "../quote/quantity.tsx";
import type { ShownTick } from "../quote-store.ts";

interface Column {
  id: string;
  title: string;
  /** What rows are sorted by; null of what is not known. */
  value(tick: ShownTick): number | null;
  cell(instrument: InstrumentKey): ReactNode;
}

/** Of the watchlist's table, beside the name. */
export const COLUMNS = [
  { id: "price", title: "LTP", value: (tick) => tick.ltp, cell: (key) => <LastPrice instrument={key} /> },
  {
    id: "change",
    title: "Change",
    value: (tick) => dayChange(tick)?.amount ?? null,
    cell: (key) => <Change instrument={key} unit="rupees" />,
  },
  {
    id: "percent",
    title: "%",
    value: (tick) => dayChange(tick)?.percent ?? null,
    cell: (key) => <Change instrument={key} unit="percent" />,
  },
  {
    id: "volume",
    title: "Volume",
    value: (tick) => tick.volume,
    cell: (key) => <Quantity instrument={key} field="volume" />,
  },
  { id: "oi", title: "OI", value: (tick) => tick.oi, cell: (key) => <Quantity instrument={key} field="oi" /> },
  {
    id: "bid",
    title: "Bid",
    value: (tick) => bestPrice(tick, "bid"),
    cell: (key) => <BestPrice instrument={key} side="bid" />,
  },
  {
    id: "ask",
    title: "Ask",
    value: (tick) => bestPrice(tick, "ask"),
    cell: (key) => <BestPrice instrument={key} side="ask" />,
  },
  { id: "open", title: "Open", value: (tick) => tick.open, cell: (key) => <DayPrice instrument={key} field="open" /> },
  { id: "high", title: "High", value: (tick) => tick.high, cell: (key) => <DayPrice instrument={key} field="high" /> },
  { id: "low", title: "Low", value: (tick) => tick.low, cell: (key) => <DayPrice instrument={key} field="low" /> },
  { id: "age", title: "Age", value: (tick) => tick.receivedTime, cell: (key) => <TickAge instrument={key} /> },
  {
    id: "time",
    title: "Traded (IST)",
    value: (tick) => tick.exchangeTime,
    cell: (key) => <ExchangeTime instrument={key} />,
  },
] as const satisfies readonly Column[];

export type ColumnId = (typeof COLUMNS)[number]["id"];
