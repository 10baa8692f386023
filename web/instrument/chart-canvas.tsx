import { useEffect, useRef } from "react";
import { useCommand } from "../keys/use-command.ts";
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

/** Candles shown, of those before, at one press of a key. */
const ZOOM = 1.25;

/** Drawn anew at most once an animation frame, however many ticks come in it. */
export function ChartCanvas({ record, intervalMs, decimals, label }: ChartCanvasProps) {
  const place = useRef<HTMLDivElement>(null);
  const present = useRef<CandleChart>(null);
  useCommand("zoom-in", () => present.current?.zoom(1 / ZOOM));
  useCommand("zoom-out", () => present.current?.zoom(ZOOM));
  useCommand("earlier-candles", () => present.current?.move(-1));
  useCommand("later-candles", () => present.current?.move(1));
  useCommand("present-candles", () => present.current?.showPresent());

  useEffect(() => {
    const chart = new CandleChart(place.current!, decimals);
    present.current = chart;
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
      present.current = null;
      chart.remove();
    };
  }, [record, intervalMs, decimals]);

  return <div ref={place} className="chart-canvas" role="img" aria-label={label} />;
}
