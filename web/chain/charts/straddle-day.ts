import { istTime } from "../../../shared/ist.ts";
import { grouped } from "../../format/number.ts";
import { axis } from "./axes.ts";
import type { ChartKind } from "./chart.tsx";
import type { StraddlePoints } from "./straddle-log.ts";

const LEAST_SPAN_SECONDS = 60;
/** Of the price, above and below: a straddle that stands still is a line in the middle. */
const MARGIN = 0.005;

/** What the straddle has cost since the page watches it. */
export function straddleDay({ times, prices }: StraddlePoints): ChartKind {
  const clock = (seconds: number) => istTime(seconds * 1_000);
  return {
    options: (colours) => ({
      scales: {
        x: { time: true, range: () => span(times) },
        y: { range: (_, least, most) => [least - MARGIN * most, most + MARGIN * most] },
      },
      axes: [
        axis(colours, "bottom", (seconds) => clock(seconds).slice(0, seconds % 60 === 0 ? 5 : 8)),
        axis(colours, "left", (rupees) => grouped(rupees, Number.isInteger(rupees) ? 0 : 1)),
      ],
      series: [{}, { stroke: colours.accent, width: 1.5, points: { show: false } }],
    }),
    data: () => [times, prices],
    readout: ([at, cost], index) => `${clock(at[index]!)}: ${grouped(cost?.[index] ?? 0, 2)}`,
  };
}

/** From the first value on; of one, or none yet, uPlot would make a day, or 1970. */
function span(times: readonly number[]): [number, number] {
  const first = times[0] ?? Date.now() / 1_000;
  return [first, Math.max(times.at(-1) ?? first, first + LEAST_SPAN_SECONDS)];
}
