import type { CDPSession, Page } from "playwright-core";

const WARM_UP_MS = 5_000;
const MEASURED_MS = 15_000;
const PROFILED_MS = 5_000;
const STRIKES = 101;

/** Shares are percent of one core over the time measured, of the page's main thread. */
export interface ChainViewFigures {
  strikes: number;
  framesPerSecond: number;
  scriptPercent: number;
  stylePercent: number;
  layoutPercent: number;
  /** The three together. */
  percentOfCore: number;
  /** Of the main thread, all that it did, painting too. */
  busyPercent: number;
  /** Cells whose text changed, a second. */
  cellsPerSecond: number;
  /** Tasks over 50 ms, and the longest of them; 0 when there was none. */
  longTasks: number;
  longestTaskMs: number;
  /** By a sampling profile of its own time: percent of one core in each function itself. */
  profile: Record<string, number>;
}

/** Measures a chain of 101 strikes as it lives in a real page. The server's ticks are what its start has them. */
export async function measureChainView(page: Page, url: string): Promise<ChainViewFigures> {
  await page.addInitScript(() => localStorage.setItem("strikewire.chain", JSON.stringify({ strikesEachSide: 50 })));
  await page.goto(new URL("/chain/NIFTY", url).href);
  const rows = page.locator("tbody tr[data-strike]");
  await rows.nth(STRIKES - 1).waitFor();
  await page.waitForTimeout(WARM_UP_MS);

  const cdp = await page.context().newCDPSession(page);
  // The processor's time, not the clock's: neighbours on the machine do not count.
  await cdp.send("Performance.enable", { timeDomain: "threadTicks" });
  await page.evaluate(startCounting);
  const before = await metrics(cdp);
  await page.waitForTimeout(MEASURED_MS);
  const after = await metrics(cdp);
  const { frames, ms, cells, longTasks } = await page.evaluate(stopCounting);
  const share = (name: string) => percent((after(name) - before(name)) / (ms / 1_000));

  const [scriptPercent, stylePercent, layoutPercent] = [
    share("ScriptDuration"),
    share("RecalcStyleDuration"),
    share("LayoutDuration"),
  ];
  return {
    strikes: await rows.count(),
    framesPerSecond: Math.round((frames * 1_000) / ms),
    scriptPercent,
    stylePercent,
    layoutPercent,
    percentOfCore: percent((scriptPercent + stylePercent + layoutPercent) / 100),
    busyPercent: share("TaskDuration"),
    cellsPerSecond: Math.round((cells * 1_000) / ms),
    longTasks: longTasks.length,
    longestTaskMs: Math.round(Math.max(0, ...longTasks)),
    profile: await profile(cdp),
  };
}

async function metrics(cdp: CDPSession): Promise<(name: string) => number> {
  const { metrics: list } = await cdp.send("Performance.getMetrics");
  const values = new Map(list.map(({ name, value }) => [name, value]));
  return (name) => values.get(name)!;
}

interface Counting {
  frames: number;
  cells: number;
  longTasks: number[];
  startedAt: number;
}
type CountingWindow = typeof globalThis & { counting: Counting };

/** Runs in the page. */
function startCounting(): void {
  const counting: Counting = { frames: 0, cells: 0, longTasks: [], startedAt: performance.now() };
  Object.assign(globalThis, { counting });
  const frame = () => {
    counting.frames++;
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) counting.longTasks.push(duration);
  }).observe({ type: "longtask" });
  new MutationObserver((changes) => {
    counting.cells += changes.length;
  }).observe(document.querySelector("tbody")!, { subtree: true, characterData: true });
}

/** Runs in the page. */
function stopCounting() {
  const { counting } = globalThis as CountingWindow;
  return { ...counting, ms: performance.now() - counting.startedAt };
}

/** The functions that take most of the main thread's time in themselves. */
async function profile(cdp: CDPSession): Promise<Record<string, number>> {
  await cdp.send("Profiler.enable");
  await cdp.send("Profiler.start");
  await new Promise((resolve) => setTimeout(resolve, PROFILED_MS));
  const { profile: taken } = await cdp.send("Profiler.stop");
  const names = new Map(taken.nodes.map(({ id, callFrame }) => [id, callFrame.functionName || "(anonymous)"]));
  const micros = new Map<string, number>();
  taken.samples!.forEach((id, n) => {
    const name = names.get(id)!;
    micros.set(name, (micros.get(name) ?? 0) + taken.timeDeltas![n]!);
  });
  micros.delete("(idle)");
  const total = taken.endTime - taken.startTime;
  const largest = [...micros].sort(([, a], [, b]) => b - a).slice(0, 12);
  return Object.fromEntries(largest.map(([name, time]) => [name, percent(time / total)]));
}

function percent(fraction: number): number {
  return Math.round(fraction * 1_000) / 10;
}
