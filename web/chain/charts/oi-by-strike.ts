import uPlot from "uplot";
import { short, UNKNOWN } from "../../format/number.ts";
import { strikeText } from "../chain-row.tsx";
import { atmLine, axis } from "./axes.ts";
import type { ChartKind } from "./chart.tsx";

/** Of the room of a strike, each bar takes so much. */
const BAR_SHARE = 0.4;

/** Open interest of calls and puts as bars at each strike. */
export const OI_BY_STRIKE: ChartKind = {
  options(colours, store) {
    const bars = (align: -1 | 1) => uPlot.paths.bars!({ size: [BAR_SHARE], align });
    return {
      plugins: [atmLine(colours, store)],
      scales: { x: { time: false }, y: { range: (_, __, most) => [0, most * 1.05 || 1] } },
      axes: [axis(colours, "bottom", strikeText), axis(colours, "left", short)],
      series: [
        {},
        { fill: colours.call, width: 0, paths: bars(-1), points: { show: false } },
        { fill: colours.put, width: 0, paths: bars(1), points: { show: false } },
      ],
    };
  },
  data: ({ rows }) => [
    rows.map(({ strike }) => strike),
    rows.map(({ call }) => call?.oi ?? null),
    rows.map(({ put }) => put?.oi ?? null),
  ],
  readout([strikes, calls, puts], index) {
    return `${strikeText(strikes[index]!)}: C ${oiText(calls?.[index])}, P ${oiText(puts?.[index])}`;
  },
};

function oiText(oi: number | null | undefined): string {
  return oi == null ? UNKNOWN : short(oi);
}
