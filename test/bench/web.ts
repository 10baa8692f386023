import { launchBrowser } from "../browser/browser.ts";
import { ServerProcess } from "../fakes/server-process.ts";
import { measureChainView } from "./web/chain-view.ts";
import { measureFirstView } from "./web/first-view.ts";
import { measureHeap } from "./web/heap.ts";
import { measureScript } from "./web/script.ts";

const LIMITS = {
  firstViewMs: 1_000,
  scriptKb: 250,
  framesPerSecond: 50,
  percentOfCore: 35,
  heapGrowthPercent: 10,
};
/** How much faster than a day in the market the ticks come while the heap is watched. */
const PACE = 24;
const HOURS = 8;

export const usage = "[minutes=N]";

/**
 * The terminal in a real Chromium, before a real server and simulator on the same machine, which share its cores.
 * `minutes=3` watches the heap for so long instead of for 8 hours at 24 times the pace.
 */
export async function run(print: (line: object) => void, args: readonly string[] = []): Promise<void> {
  const minutes = minutesOf(args);
  const browser = await launchBrowser();
  try {
    await withServer(2, async (url) => {
      const { startMs, livePricesMs } = await measureFirstView(browser, url);
      print({
        ...{ bench: "web", work: "first view, cold cache, loopback: from its address to live prices of the chain" },
        ...{ startMs, livePricesMs, limitMs: LIMITS.firstViewMs, pass: livePricesMs.median <= LIMITS.firstViewMs },
      });
      const script = await measureScript(browser, url);
      print({
        ...{ bench: "web", work: "script of the first view, gzipped", ...script, limitKb: LIMITS.scriptKb },
        pass: script.kilobytes <= LIMITS.scriptKb,
      });
      const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
      const chain = await measureChainView(page, url);
      await page.close();
      print({
        ...{ bench: "web", work: "a chain of 101 strikes, every leg ticking twice a second", ...chain },
        ...{ leastFramesPerSecond: LIMITS.framesPerSecond, mostPercentOfCore: LIMITS.percentOfCore },
        pass:
          chain.framesPerSecond >= LIMITS.framesPerSecond &&
          chain.percentOfCore <= LIMITS.percentOfCore &&
          chain.longTasks === 0,
      });
    });
    await withServer(PACE, async (url) => {
      const heap = await measureHeap(browser, url, minutes);
      print({
        ...{ bench: "web", work: `heap after a forced collection, ${minutes} minutes at ${PACE} times the pace` },
        ...{ ...heap, limitPercent: LIMITS.heapGrowthPercent, pass: heap.growthPercent < LIMITS.heapGrowthPercent },
      });
    });
  } finally {
    await browser.close();
  }
}

/** @throws when an argument is none that this bench has */
function minutesOf(args: readonly string[]): number {
  const [asked = `minutes=${(HOURS * 60) / PACE}`] = args;
  const minutes = Number(/^minutes=(\d+(?:\.\d+)?)$/.exec(asked)?.[1]);
  if (args.length > 1 || !(minutes > 0)) throw new Error(`bench web takes ${usage}, and was given ${args.join(" ")}`);
  return minutes;
}

async function withServer(ticksPerSecond: number, measure: (url: string) => Promise<void>): Promise<void> {
  const server = new ServerProcess({ LOG_LEVEL: "warn", SIM_TICKS_PER_SECOND: String(ticksPerSecond) });
  try {
    await measure(await server.url());
  } finally {
    await server.stop();
  }
}

if (import.meta.main) await run((line) => console.log(JSON.stringify(line)));
