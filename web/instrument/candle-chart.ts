import {
  type CandlestickData,
  CandlestickSeries,
  ColorType,
  CrosshairMode,
  createChart,
  type IChartApi,
  type ISeriesApi,
  type UTCTimestamp,
} from "lightweight-charts";
import { IST_OFFSET_MS } from "../../shared/ist.ts";
import { grouped } from "../format/number.ts";
import type { Candle, Candles } from "./candles.ts";
import { type ChartColours, chartColours } from "./chart-colours.ts";

const FONT_SIZE = 11;
const BAR_SPACING = 8;
/** In candles. */
const ROOM_AT_THE_SIDES = 4;
const FEWEST_SHOWN = 10;
const MOST_SHOWN = 5_000;
/** Of what is shown, at one press of a key. */
const MOVED_SHARE = 0.1;

/** Candles on a canvas: draws what has come since the last time, and starts over when it must. */
export class CandleChart {
  readonly #chart: IChartApi;
  readonly #series: ISeriesApi<"Candlestick">;
  #rightOffset = ROOM_AT_THE_SIDES;
  /** Somebody has moved it: where it stands is theirs to say then. */
  #isMoved = false;
  readonly #left = new AbortController();
  #drawn: { candles: Candles; count: number; timesLetGo: number } | null = null;

  constructor(place: HTMLElement, decimals: number) {
    this.#chart = createChart(place, {
      autoSize: true,
      // It would write a style sheet into the page; the attribution stands under the chart.
      layout: { attributionLogo: false },
      localization: { locale: "en-IN" },
      crosshair: { mode: CrosshairMode.Normal },
      timeScale: { timeVisible: true, barSpacing: BAR_SPACING, rightOffset: ROOM_AT_THE_SIDES },
    });
    this.#series = this.#chart.addSeries(CandlestickSeries, {
      borderVisible: false,
      priceFormat: {
        type: "custom",
        minMove: 10 ** -decimals,
        formatter: (price: number) => grouped(price, decimals),
      },
    });
    this.applyTheme();
    const { signal } = this.#left;
    const moved = () => {
      this.#isMoved = true;
    };
    for (const type of ["wheel", "pointerdown"]) place.addEventListener(type, moved, { signal, passive: true });
  }

  applyTheme(): void {
    const colours = chartColours();
    this.#chart.applyOptions(chartOptions(colours));
    const { up, down } = colours;
    this.#series.applyOptions({ upColor: up, downColor: down, wickUpColor: up, wickDownColor: down });
  }

  draw(candles: Candles): void {
    const { all, timesLetGo } = candles;
    const drawn = this.#drawn;
    if (drawn === null || drawn.candles !== candles || drawn.timesLetGo !== timesLetGo) {
      this.#chart.applyOptions({ timeScale: { secondsVisible: candles.intervalMs < 60_000 } });
      this.#series.setData(all.map(asDrawn));
    } else {
      // The last of those drawn may have grown.
      for (const candle of all.slice(Math.max(0, drawn.count - 1))) this.#series.update(asDrawn(candle));
    }
    this.#growFromTheLeft(all.length);
    this.#drawn = { candles, count: all.length, timesLetGo };
  }

  /** Shows so many times as many candles; the last one stays where it is. */
  zoom(factor: number): void {
    const timeScale = this.#chart.timeScale();
    const range = timeScale.getVisibleLogicalRange();
    if (range === null || this.#drawn === null) return;
    const shown = (range.to - range.from) * factor;
    if (shown < FEWEST_SHOWN || shown > MOST_SHOWN) return;
    this.#isMoved = true;
    const last = this.#drawn.count - 1;
    timeScale.setVisibleLogicalRange({
      from: last - (last - range.from) * factor,
      to: last + (range.to - last) * factor,
    });
  }

  /** Later is to the right. */
  move(direction: 1 | -1): void {
    const timeScale = this.#chart.timeScale();
    const range = timeScale.getVisibleLogicalRange();
    if (range === null) return;
    this.#isMoved = true;
    timeScale.scrollToPosition(timeScale.scrollPosition() + direction * (range.to - range.from) * MOVED_SHARE, false);
  }

  /** As if nobody had moved it. */
  showPresent(): void {
    this.#isMoved = false;
    if (this.#drawn !== null) this.#growFromTheLeft(this.#drawn.count);
    this.#chart.timeScale().resetTimeScale();
  }

  /** While there are few candles the room that they leave is at their right, where time goes. */
  #growFromTheLeft(count: number): void {
    if (this.#isMoved) return;
    const timeScale = this.#chart.timeScale();
    const room = Math.floor(timeScale.width() / BAR_SPACING) - count - ROOM_AT_THE_SIDES;
    const rightOffset = Math.max(ROOM_AT_THE_SIDES, room);
    if (rightOffset === this.#rightOffset) return;
    this.#rightOffset = rightOffset;
    timeScale.applyOptions({ rightOffset });
  }

  remove(): void {
    this.#left.abort();
    this.#chart.remove();
  }
}

function chartOptions({ panel, line, faint, accent, font }: ChartColours) {
  const crosshair = { color: faint, labelBackgroundColor: accent };
  return {
    layout: {
      background: { type: ColorType.Solid, color: panel } as const,
      textColor: faint,
      fontFamily: font,
      fontSize: FONT_SIZE,
    },
    grid: { vertLines: { color: line }, horzLines: { color: line } },
    rightPriceScale: { borderColor: line },
    timeScale: { borderColor: line },
    crosshair: { vertLine: crosshair, horzLine: crosshair },
  };
}

/** The library knows no time zones: it is given Indian time as if it were UTC. */
function asDrawn({ time, open, high, low, close }: Candle): CandlestickData<UTCTimestamp> {
  return { time: ((time + IST_OFFSET_MS) / 1_000) as UTCTimestamp, open, high, low, close };
}
