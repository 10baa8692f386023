import type { Series } from "uplot";
import { grouped, UNKNOWN } from "../../format/number.ts";
import { strikeText } from "../chain-row.tsx";
import { atmLine, axis } from "./axes.ts";
import type { ChartKind } from "./chart.tsx";

/** Implied volatility of calls and puts by strike, percent a year. */
export const IV_SMILE: ChartKind = {
  options(colours, store) {
    // Where both have the same volatility, each is seen through the other.
    const line = (stroke: string, dash: number[] = []): Series => ({
      stroke,
      dash,
      width: 1.5,
      spanGaps: true,
      points: { show: false },
    });
    return {
      plugins: [atmLine(colours, store)],
      scales: { x: { time: false } },
      axes: [axis(colours, "bottom", strikeText), axis(colours, "left", (iv) => `${Number(iv.toFixed(1))}%`)],
      series: [{}, line(colours.call), line(colours.put, [5, 4])],
    };
  },
  data: ({ rows }) => [
    rows.map(({ strike }) => strike),
    rows.map(({ call }) => percent(call?.iv)),
    rows.map(({ put }) => percent(put?.iv)),
  ],
  readout([strikes, calls, puts], index) {
    return `${strikeText(strikes[index]!)}: C ${ivText(calls?.[index])}, P ${ivText(puts?.[index])}`;
  },
};

function percent(iv: number | null | undefined): number | null {
  return iv == null ? null : iv * 100;
}

function ivText(percentage: number | null | undefined): string {
  return percentage == null ? UNKNOWN : `${grouped(percentage, 1)}%`;
}
