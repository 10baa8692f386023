import { type ReactNode, useEffect, useRef } from "react";
import uPlot, { type AlignedData, type Options } from "uplot";
import { type ChartColours, chartColours, onTheme } from "../../instrument/chart-colours.ts";
import type { ChainStore } from "../chain-store.ts";
import { useChainStore } from "../use-chain.ts";

/** Least time between two drawings of a chart. */
const DRAW_EVERY_MS = 500;

export interface ChartKind {
  options(colours: ChartColours, store: ChainStore): Omit<Options, "width" | "height">;
  data(store: ChainStore): AlignedData;
  /** What stands at a place of the x axis, under the pointer. */
  readout(data: AlignedData, index: number): string;
}

interface ChartProps {
  title: string;
  /** What its colours mean, or from when it goes. */
  note: ReactNode;
  kind: ChartKind;
}

/** A chart of the chain on the page: drawn at most twice a second, anew when the theme changes. */
export function Chart({ title, note, kind }: ChartProps) {
  const store = useChainStore();
  const place = useRef<HTMLDivElement>(null);
  const readout = useRef<HTMLSpanElement>(null);
  useEffect(() => drawn(place.current!, readout.current!, kind, store), [kind, store]);
  return (
    <figure className="chart">
      <figcaption>
        {title} <span className="faint">{note}</span>
        <span className="chart-readout" ref={readout} />
      </figcaption>
      <div className="chart-place" role="img" aria-label={title} ref={place} />
    </figure>
  );
}

/** Draws into a place until told to stop. */
function drawn(place: HTMLElement, readout: HTMLElement, kind: ChartKind, store: ChainStore): () => void {
  let plot: uPlot | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const size = () => ({ width: place.clientWidth, height: place.clientHeight });
  const read = ({ data, cursor }: uPlot) => {
    readout.textContent = cursor.idx == null ? "" : kind.readout(data, cursor.idx);
  };
  const build = () => {
    plot?.destroy();
    const { hooks, ...options } = kind.options(chartColours(), store);
    plot = new uPlot(
      {
        ...options,
        ...size(),
        legend: { show: false },
        cursor: { y: false, drag: { x: false, y: false } },
        hooks: { ...hooks, setCursor: [read] },
      },
      kind.data(store),
      place,
    );
  };
  const draw = () => {
    timer = undefined;
    plot?.setData(kind.data(store));
  };

  build();
  const leave = store.subscribe(() => {
    timer ??= setTimeout(draw, DRAW_EVERY_MS);
  });
  const resized = new ResizeObserver(() => plot?.setSize(size()));
  resized.observe(place);
  const leaveTheme = onTheme(build);
  return () => {
    leave();
    clearTimeout(timer);
    resized.disconnect();
    leaveTheme();
    plot?.destroy();
  };
}
