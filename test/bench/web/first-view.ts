import type { Browser } from "playwright-core";
import { type Summary, summary } from "../measure.ts";

const RUNS = 7;

/** Milliseconds from the start of the navigation. */
export interface FirstViewTimes {
  /** Something is drawn. */
  startMs: Summary;
  /** A strike of the chain has its price. */
  livePricesMs: Summary;
}

type TimedWindow = typeof globalThis & { livePricesAt?: number };

/** Each run in a browser context of its own, which has nothing in its cache. The server has no watcher beforehand. */
export async function measureFirstView(browser: Browser, url: string): Promise<FirstViewTimes> {
  const starts: number[] = [];
  const prices: number[] = [];
  for (let run = 0; run < RUNS; run++) {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
    const page = await context.newPage();
    await page.addInitScript(watchForPrices);
    await page.goto(url);
    await page.waitForFunction(() => (globalThis as TimedWindow).livePricesAt !== undefined);
    const [start, price] = await page.evaluate(() => [
      performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? Number.NaN,
      (globalThis as TimedWindow).livePricesAt!,
    ]);
    starts.push(start!);
    prices.push(price!);
    await context.close();
  }
  return { startMs: summary(starts), livePricesMs: summary(prices) };
}

/** Runs in the page, before anything else. Looked at in each frame, as whoever sits before it would. */
function watchForPrices(): void {
  const look = () => {
    const prices = document.querySelectorAll("tr[data-strike] .last-price");
    if ([...prices].some(({ textContent }) => /\d/.test(textContent ?? ""))) {
      Object.assign(globalThis, { livePricesAt: performance.now() });
    } else {
      requestAnimationFrame(look);
    }
  };
  requestAnimationFrame(look);
}
