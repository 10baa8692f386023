import type { GrowthCell } from "./growth.ts";

const WIDTH = 640;
const HEIGHT = 340;
const LEFT = 64;
const RIGHT = 150;
const TOP = 40;
const BOTTOM = 48;
/** Told apart by brightness too, on white and on black. */
const COLOURS = ["#2f81f7", "#d29922", "#db61a2"];
/** Grid lines of the cost, ns; the plot begins and ends at one of them. */
const GRID = [50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000];

/** The growth as a plain SVG that reads in light and dark: a line for each number of sessions, both axes logarithmic. */
export function growthPlot(cells: readonly GrowthCell[]): string {
  const sizes = [...new Set(cells.map(({ perSession }) => perSession))];
  const sessions = [...new Set(cells.map(({ sessions }) => sessions))];
  const costs = cells.map(({ nsPerUpdate }) => nsPerUpdate);
  const least = GRID.findLast((ns) => ns <= Math.min(...costs)) ?? GRID[0]!;
  const most = GRID.find((ns) => ns >= Math.max(...costs)) ?? GRID.at(-1)!;
  const part = (value: number, from: number, to: number) => Math.log(value / from) / Math.log(to / from);
  const x = (size: number) => LEFT + part(size, sizes[0]!, sizes.at(-1)!) * (WIDTH - LEFT - RIGHT);
  const y = (ns: number) => HEIGHT - BOTTOM - part(ns, least, most) * (HEIGHT - TOP - BOTTOM);
  const lines = sessions.map((count, i) => {
    const own = cells.filter((cell) => cell.sessions === count);
    const last = own.at(-1)!;
    const points = own.map(({ perSession, nsPerUpdate }) => [x(perSession), y(nsPerUpdate)].map(tenth));
    return `<g stroke="${COLOURS[i]}" fill="${COLOURS[i]}">
<polyline fill="none" stroke-width="2" points="${points.map((point) => point.join(",")).join(" ")}"/>
${points.map(([cx, cy]) => `<circle cx="${cx}" cy="${cy}" r="3"/>`).join("")}
<text stroke="none" x="${tenth(x(last.perSession) + 10)}" y="${tenth(labelHeight(i, y(last.nsPerUpdate), cells, y) + 4)}">${thousands(count)} sessions</text>
</g>`;
  });
  const grid = GRID.filter((ns) => ns >= least && ns <= most).map(
    (ns) =>
      `<line class="grid" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${tenth(y(ns))}" y2="${tenth(y(ns))}"/><text class="ink" text-anchor="end" x="${LEFT - 8}" y="${tenth(y(ns) + 4)}">${thousands(ns)}</text>`,
  );
  const ticks = sizes.map(
    (size) => `<text class="ink" text-anchor="middle" x="${tenth(x(size))}" y="${HEIGHT - BOTTOM + 20}">${size}</text>`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" font-family="system-ui, sans-serif" font-size="12" role="img" aria-label="CPU for each delivered update, by sessions and instruments in each">
<style>.ink{fill:#57606a}.grid{stroke:#8b949e;stroke-opacity:.35}@media (prefers-color-scheme:dark){.ink{fill:#9da7b1}}</style>
<text class="ink" x="${LEFT}" y="20">ns of CPU for each delivered update, every 100 ms</text>
${grid.join("\n")}
${ticks.join("\n")}
<text class="ink" text-anchor="middle" x="${(LEFT + WIDTH - RIGHT) / 2}" y="${HEIGHT - 8}">instruments a session</text>
${lines.join("\n")}
</svg>
`;
}

/** Labels of lines that end close together stand apart: each at least a line of text from the next. */
function labelHeight(i: number, own: number, cells: readonly GrowthCell[], y: (ns: number) => number): number {
  const most = Math.max(...cells.map(({ perSession }) => perSession));
  const ends = cells
    .filter(({ perSession }) => perSession === most)
    .map(({ nsPerUpdate }, place) => ({ place, height: y(nsPerUpdate) }))
    .sort((a, b) => a.height - b.height);
  let before = Number.NEGATIVE_INFINITY;
  for (const { place, height } of ends) {
    before = Math.max(height, before + 15);
    if (place === i) return before;
  }
  return own;
}

function tenth(value: number): number {
  return Math.round(value * 10) / 10;
}

function thousands(value: number): string {
  return value.toLocaleString("en");
}
