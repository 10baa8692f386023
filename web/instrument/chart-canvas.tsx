import { useEffect, useRef } from "react";
import { CandleChart } from "./candle-chart.ts";
import { onTheme } from "./chart-colours.ts";
import type { IntervalMs, PriceRecord } from "./price-record.ts";

interface ChartCanvasProps {
  record: PriceRecord;
  intervalMs: IntervalMs;
  decimals: number;
  /** What it shows, to those who do not see it. */
  label: string;
}

/** Drawn anew at most once an animation frame, however many ticks come in it. */
export function ChartCanvas({ record, intervalMs, decimals, label }: ChartCanvasProps) {
  const place = useRef<HTMLDivElement>(null);

  useEffect(() => {
    const chart = new CandleChart(place.current!, decimals);
    const draw = () => chart.draw(record.of(intervalMs));
    let frame = 0;
    const leaveRecord = record.subscribe(() => {
      cancelAnimationFrame(frame);
      frame = requestAnimationFrame(draw);
    });
    const leaveTheme = onTheme(() => chart.applyTheme());
    draw();
    return () => {
      leaveRecord();
      leaveTheme();
      cancelAnimationFrame(frame);
      chart.remove();
    };
  }, [record, intervalMs, decimals]);

  return <div ref={place} className="chart-canvas" role="img" aria-label={label} />;
}
