import { type ReactNode, type RefObject, useEffect, useRef } from "react";
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
  useEffect(() => drawn(place, readout, kind, store), [kind, store]);
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

type Place = RefObject<HTMLElement | null>;

/**
 * Draws into a place until told to stop. It holds the references and not their elements, which are let go of with the
 * page: the browser may remember the last chart's functions, and with them would keep the whole chain that it stood in.
 */
function drawn(place: Place, readout: Place, kind: ChartKind, store: ChainStore): () => void {
  let plot: uPlot | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const size = (element: HTMLElement) => ({ width: element.clientWidth, height: element.clientHeight });
  const read = ({ data, cursor }: uPlot) => {
    const text = cursor.idx == null ? "" : kind.readout(data, cursor.idx);
    if (readout.current !== null) readout.current.textContent = text;
  };
  const build = () => {
    plot?.destroy();
    plot = null;
    // Hidden behind what is being loaded, or gone and not yet told.
    const element = place.current;
    if (element === null) return;
    const { hooks, ...options } = kind.options(chartColours(), store);
    plot = new uPlot(
      {
        ...options,
        ...size(element),
        legend: { show: false },
        cursor: { y: false, drag: { x: false, y: false } },
        hooks: { ...hooks, setCursor: [read] },
      },
      kind.data(store),
      element,
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
  const resized = new ResizeObserver(() => {
    if (place.current !== null) plot?.setSize(size(place.current));
  });
  resized.observe(place.current!);
  const leaveTheme = onTheme(build);
  return () => {
    leave();
    clearTimeout(timer);
    resized.disconnect();
    leaveTheme();
    plot?.destroy();
    plot = null;
  };
}
