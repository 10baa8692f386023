import type { Browser, CDPSession, Page } from "playwright-core";

const STRIKES = 101;
const WARM_UP_MS = 60_000;
const LOOK_EVERY_MS = 60_000;
/** Looks at either end. */
const ENDS = 3;
/** Looked through once a minute, the chain last: it stays open. */
const VIEWS = ["/watchlist", "/instrument/NSE_EQ:2885", "/admin/slots", "/chain/NIFTY"];

export interface HeapFigures {
  minutes: number;
  /** Of 1,000,000 bytes, once a minute. */
  megabytes: number[];
  /** From the median of the first looks to that of the last: one alone is off by some percent. */
  growthPercent: number;
  /** Elements and other nodes of the document, at the first and the last look. */
  nodes: [number, number];
  /** Callbacks that are registered, at the first and the last look. */
  listeners: [number, number];
}

/**
 * A page that is left open with the chain of 101 strikes, and looked through once a minute. What is compared is the heap
 * after a forced collection, when all views have been seen before.
 */
export async function measureHeap(browser: Browser, url: string, minutes: number): Promise<HeapFigures> {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await page.addInitScript(() => localStorage.setItem("strikewire.chain", JSON.stringify({ strikesEachSide: 50 })));
  await page.goto(url);
  await lookThrough(page);
  await page.waitForTimeout(WARM_UP_MS);
  await lookThrough(page);
  const cdp = await page.context().newCDPSession(page);
  const looks = [await look(cdp)];
  for (let minute = 0; minute < minutes; minute++) {
    await page.waitForTimeout(LOOK_EVERY_MS);
    await lookThrough(page);
    looks.push(await look(cdp));
  }
  await page.close();
  const [first, last] = [looks[0]!, looks.at(-1)!];
  return {
    minutes,
    megabytes: looks.map(({ bytes }) => Math.round(bytes / 10_000) / 100),
    growthPercent: Math.round((medianOf(looks.slice(-ENDS)) / medianOf(looks.slice(0, ENDS)) - 1) * 1_000) / 10,
    nodes: [first.nodes, last.nodes],
    listeners: [first.listeners, last.listeners],
  };
}

/** As a user does it: the page is not loaded again. */
async function lookThrough(page: Page): Promise<void> {
  for (const view of VIEWS) {
    await page.evaluate((path) => {
      history.pushState(null, "", path);
    }, view);
    await page.locator(".view > *").first().waitFor();
    await page.waitForTimeout(1_000);
  }
  await page
    .locator("tr[data-strike] .last-price")
    .filter({ hasText: /\d/ })
    .nth(2 * STRIKES - 1)
    .waitFor();
}

function medianOf(looks: readonly { bytes: number }[]): number {
  return looks.map(({ bytes }) => bytes).toSorted((a, b) => a - b)[Math.floor(looks.length / 2)]!;
}

async function look(cdp: CDPSession): Promise<{ bytes: number; nodes: number; listeners: number }> {
  await cdp.send("HeapProfiler.collectGarbage");
  const { usedSize } = await cdp.send("Runtime.getHeapUsage");
  const { nodes, jsEventListeners } = await cdp.send("Memory.getDOMCounters");
  return { bytes: usedSize, nodes, listeners: jsEventListeners };
}
