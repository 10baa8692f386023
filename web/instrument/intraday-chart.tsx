import { lazy, Suspense, useEffect, useState, useSyncExternalStore } from "react";
import type { InstrumentKey } from "../../client-sdk/index.ts";
import { istTime } from "../../shared/ist.ts";
import { grouped } from "../format/number.ts";
import { useMarket } from "../market.ts";
import { decimalsOf } from "../quote/last-price.tsx";
import { INTERVALS, type IntervalMs, PriceRecord } from "./price-record.ts";

const ChartCanvas = lazy(async () => ({ default: (await import("./chart-canvas.tsx")).ChartCanvas }));

/** The prices since the page was opened, as candles. */
export function IntradayChart({ instrument, name }: { instrument: InstrumentKey; name: string }) {
  const { stream } = useMarket();
  const [record] = useState(() => new PriceRecord(stream.serverNow()));
  const [intervalMs, setIntervalMs] = useState<IntervalMs>(INTERVALS[0].ms);
  useEffect(() => {
    // Every tick of this one: a candle must not miss its highest and lowest.
    const subscription = stream.subscribe([instrument], { everyMs: 0, onTick: (tick) => record.take(tick) });
    return () => subscription.unsubscribe();
  }, [stream, instrument, record]);
  const count = useSyncExternalStore(record.subscribe, () => record.of(intervalMs).all.length);
  const interval = INTERVALS.find(({ ms }) => ms === intervalMs)!.label;
  const since = istTime(record.since);

  return (
    <figure className="panel intraday">
      <figcaption className="intraday-head">
        <h3>
          Since {since} <span className="faint">when this page was opened</span>
        </h3>
        <fieldset className="choice">
          <legend className="for-ear">A candle is</legend>
          {INTERVALS.map(({ ms, label }) => (
            <button key={ms} type="button" aria-pressed={ms === intervalMs} onClick={() => setIntervalMs(ms)}>
              {label}
            </button>
          ))}
        </fieldset>
      </figcaption>
      <div className="intraday-place">
        {count === 0 ? (
          <p className="intraday-empty faint">No price has come since. The chart begins with the first.</p>
        ) : (
          <Suspense fallback={<p className="intraday-empty faint">Loading the chart</p>}>
            <ChartCanvas
              record={record}
              intervalMs={intervalMs}
              decimals={decimalsOf(instrument)}
              label={`${name} since ${since}: ${grouped(count)} ${count === 1 ? "candle" : "candles"} of ${interval}`}
            />
          </Suspense>
        )}
      </div>
      <p className="attribution faint">
        Chart by{" "}
        <a href="https://www.tradingview.com/" target="_blank" rel="noreferrer">
          TradingView Lightweight Charts™
        </a>{" "}
        © TradingView, Inc.
      </p>
    </figure>
  );
}
