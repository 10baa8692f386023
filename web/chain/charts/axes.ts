import type { Axis, Plugin } from "uplot";
import type { ChartColours } from "../../instrument/chart-colours.ts";
import type { ChainStore } from "../chain-store.ts";

const LEFT_PX = 44;
const BOTTOM_PX = 22;

/** A quiet axis; `values` words its ticks. */
export function axis(colours: ChartColours, side: "bottom" | "left", values: (value: number) => string): Axis {
  return {
    stroke: colours.faint,
    font: `11px ${colours.font}`,
    size: side === "left" ? LEFT_PX : BOTTOM_PX,
    gap: 4,
    space: side === "left" ? 28 : 56,
    grid: { stroke: colours.line, width: 1, show: side === "left" },
    ticks: { show: false },
    values: (_, ticks) => ticks.map(values),
  };
}

/** An upright line at the strike at the money. */
export function atmLine(colours: ChartColours, store: ChainStore): Plugin {
  return {
    hooks: {
      drawAxes: ({ ctx, bbox, valToPos }) => {
        const strike = store.summary?.atm?.strike;
        if (strike === undefined) return;
        const x = Math.round(valToPos(strike, "x", true));
        ctx.save();
        ctx.strokeStyle = colours.faint;
        ctx.setLineDash([3, 3]);
        ctx.beginPath();
        ctx.moveTo(x, bbox.top);
        ctx.lineTo(x, bbox.top + bbox.height);
        ctx.stroke();
        ctx.restore();
      },
    },
  };
}
