import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "bun:test";
import type { Browser, BrowserContext, Page } from "playwright-core";
import type { DepthLevel, ListedInstrument } from "../../client-sdk/index.ts";
import { DAY_MS, istDate } from "../../shared/ist.ts";
import page from "../../web/index.html";
import { ServerProcess } from "../fakes/server-process.ts";
import { FakeTickServer } from "../fakes/tick-server.ts";
import { launchBrowser } from "./browser.ts";
import { openPage, REFUSED_STREAM } from "./open-page.ts";

const FUTURE = "NSE_FNO:35001";
const SHARE = "NSE_EQ:2885";
const INDEX = "IDX_I:13";

let browser: Browser;
let context: BrowserContext;
let server: FakeTickServer;
let complaints: string[];

beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

beforeEach(async () => {
  complaints = [];
  server = new FakeTickServer({ page, stateEveryMs: 200 });
  for (const { key, name } of Object.values(LISTED)) server.list(key, name);
  server.api.answers.set("search.instrument", (input) => {
    const instrument = LISTED[(input as { key: string }).key];
    return instrument === undefined
      ? { ok: false, reason: "unknown-instrument", message: "No such instrument is listed." }
      : { ok: true, instrument };
  });
  server.api.answers.set("search.expiries", (input) => {
    const { underlying } = input as { underlying: string };
    const expiries = [{ expiry: daysAhead(4), kind: "weekly", daysLeft: 4, strikes: 101 }];
    return { ok: true, listed: { underlying, exchange: "NSE", spotKey: INDEX, expiries, futures: [] } };
  });
  context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
});
afterEach(async () => {
  await context.close();
  await server.stop();
  expect(complaints).toEqual([]);
});

/** `YYYY-MM-DD` in India. */
function daysAhead(days: number): string {
  return istDate(Date.now() + days * DAY_MS);
}

const BLANK = { expiry: null, strike: null, optionType: null, freezeQuantity: null, isin: null, series: null } as const;
const LISTED: Record<string, ListedInstrument> = {
  [FUTURE]: {
    ...{ ...BLANK, key: FUTURE, name: "NIFTY 29 Dec FUT", symbol: "NIFTY-Dec2026-FUT", displayName: "NIFTY DEC FUT" },
    ...{ segment: "NSE_FNO", exchange: "NSE", kind: "FUTIDX", underlying: "NIFTY", expiry: daysAhead(32) },
    ...{ lotSize: 65, tickSize: 0.1, freezeQuantity: 1_756 },
  },
  [SHARE]: {
    ...{ ...BLANK, key: SHARE, name: "RELIANCE", symbol: "RELIANCE", displayName: "Reliance Industries" },
    ...{ segment: "NSE_EQ", exchange: "NSE", kind: "EQUITY", underlying: "RELIANCE", isin: "INE002A01018" },
    ...{ lotSize: 1, tickSize: 0.1, series: "EQ" },
  },
  [INDEX]: {
    ...{ ...BLANK, key: INDEX, name: "NIFTY", symbol: "NIFTY", displayName: "Nifty 50" },
    ...{ segment: "IDX_I", exchange: "NSE", kind: "INDEX", underlying: "NIFTY", lotSize: 1, tickSize: 0.05 },
  },
};

const open = (key: string, url = server.pageUrl) =>
  openPage(context, `${url}instrument/${key}`, complaints, { expected: REFUSED_STREAM, onlyFrom: url });

/** What stands beside a name among the figures. */
const fact = (opened: Page, name: string) =>
  opened
    .locator(".instrument-figures dl > div")
    .filter({ has: opened.locator("dt", { hasText: new RegExp(`^${name}$`) }) })
    .locator("dd");
const chart = (opened: Page) => opened.locator(".chart-canvas");

function level(n: number): DepthLevel {
  return {
    ...{ bidPrice: 25_281.4 - n, bidQuantity: 65 * (n + 1), bidOrders: n + 1 },
    ...{ askPrice: 25_283.6 + n, askQuantity: 130 * (n + 1), askOrders: n + 2 },
  };
}

test("an instrument's page shows its names, its price with the day's figures, and what never changes", async () => {
  const exchangeTime = Date.UTC(2026, 5, 10, 4, 19, 57);
  server.tick(FUTURE, {
    ...{ ltp: 25_281.8, previousClose: 25_134.6, open: 25_265, high: 25_362.2, low: 25_264.8, averagePrice: 25_293.76 },
    ...{ volume: 45_012_345, oi: 9_050_000, previousOi: 9_000_000, lastQuantity: 195, exchangeTime },
  });
  const opened = await open(FUTURE);
  const heading = opened.locator(".instrument-heading");
  await heading.locator(".last-price").filter({ hasText: "25,281.80" }).waitFor();
  await heading.getByText("+147.20 +0.59%").waitFor();
  await heading.getByRole("heading", { name: "NIFTY 29 Dec FUT" }).waitFor();
  for (const tag of ["NSE", "Index future", /32 days left/]) await heading.locator(".tag", { hasText: tag }).waitFor();
  await heading.getByText(`NIFTY DEC FUT · NIFTY-Dec2026-FUT · ${FUTURE}`).waitFor();
  expect(await heading.locator(".day-range dd").allTextContents()).toEqual(["25,264.80", "25,362.20"]);
  expect(await heading.locator(".day-range-place").evaluate((place) => place.style.left)).toStartWith("17.45");

  for (const [name, text] of [
    ["Open", "25,265.00"],
    ["Previous close", "25,134.60"],
    ["Average price", "25,293.76"],
    ["Volume", "4.5Cr"],
    ["Last quantity", "195"],
    ["Open interest", "90.5L"],
    ["OI change", "+50,000 (+0.56%)"],
    ["Last trade \\(IST\\)", /10 Jun.* 09:49:57/],
    ["Last heard of", /^\d+ s ago$/],
    ["Lot", "65"],
    ["Tick size", "0.10"],
    ["Freeze quantity", "1,756"],
    ["Expiry", /· 32 days left/],
  ] as const)
    await fact(opened, name).filter({ hasText: text }).waitFor();
  expect(await fact(opened, "Volume").locator("span").getAttribute("title")).toBe("4,50,12,345");
  expect(server.held().map((held) => held[FUTURE])).toEqual([{ mode: "full", everyMs: 0 }]);

  server.tick(FUTURE, { ltp: 25_290 });
  await heading.locator(".last-price.flash-up-0, .last-price.flash-up-1").filter({ hasText: "25,290.00" }).waitFor();
});

test("the depth has five levels of both sides, best first in the middle, bars of one scale, and totals", async () => {
  server.tick(FUTURE, {
    ...{ ltp: 25_281.8, depth: [0, 1, 2, 3, 4].map(level), totalBuyQuantity: 77_220, totalSellQuantity: 189_440 },
  });
  const opened = await open(FUTURE);
  const rows = opened.locator(".depth tbody tr");
  await rows.first().waitFor();
  const texts = await rows.evaluateAll((all) => all.map((row) => [...row.children].map((cell) => cell.textContent)));
  expect(texts).toEqual(
    [0, 1, 2, 3, 4].map((n) => [
      `${n + 1}`,
      `${65 * (n + 1)}`,
      `25,2${81 - n}.40`,
      `25,28${3 + n}.60`,
      `${130 * (n + 1)}`,
      `${n + 2}`,
    ]),
  );
  const bars = await opened
    .locator(".depth-bar")
    .evaluateAll((all) => all.map((bar) => Number(/[\d.]+/.exec((bar as HTMLElement).style.transform)![0])));
  expect(bars.map((share) => Math.round(share * 10))).toEqual([1, 2, 2, 4, 3, 6, 4, 8, 5, 10]);
  expect(await opened.locator(".depth tfoot td").allTextContents()).toEqual(["77,220", "", "1.9L"]);

  server.tick(FUTURE, {
    depth: [{ ...level(0), bidPrice: null, bidQuantity: null, bidOrders: null }, ...[1, 2, 3, 4].map(level)],
  });
  await rows.first().getByTitle("Nobody bids less").first().waitFor();
});

test("an index has no depth, and its page says why; what it cannot have is a dash with the reason", async () => {
  server.tick(INDEX, { ltp: 25_012.35, previousClose: 24_900, volume: 0, averagePrice: null });
  const opened = await open(INDEX);
  await opened.locator(".depth").getByText("An index is not traded itself").waitFor();
  await fact(opened, "Volume").getByTitle("An index has no volume of its own").waitFor();
  await fact(opened, "Average price").getByTitle("An index is not traded itself: it has no average price").waitFor();
  expect(await fact(opened, "Open interest").count()).toBe(0);
});

test("the chart says from when, grows with the prices that come, and shows candles of 5 s or of a minute", async () => {
  server.tick(SHARE, { ltp: 1_412.6, exchangeTime: 1_000, volume: 1 });
  const opened = await open(SHARE);
  await opened.getByText(/Since \d\d:\d\d:\d\d when this page was opened/).waitFor();
  await chart(opened)
    .and(opened.getByRole("img", { name: /RELIANCE since .*: 1 candle of 5 s/ }))
    .waitFor();
  const two = opened.getByRole("img", { name: /: 2 candles of 5 s/ });
  for (let ltp = 1_413; (await two.count()) === 0; ltp++) {
    server.tick(SHARE, { ltp });
    await opened.waitForTimeout(50);
  }
  await opened.getByRole("button", { name: "1 min" }).click();
  await opened.getByRole("img", { name: /: [12] candles? of 1 min/ }).waitFor();
  expect(await chart(opened).locator("canvas").count()).toBeGreaterThan(0);
  const attribution = opened.getByRole("link", { name: "TradingView Lightweight Charts™" });
  expect(await attribution.getAttribute("href")).toBe("https://www.tradingview.com/");
});

test("keys make candles wider and narrower, go back and forth in time, and show the latest again as they were", async () => {
  server.tick(SHARE, { ltp: 1_412.6 });
  const opened = await open(SHARE);
  await chart(opened).locator("canvas").first().waitFor();
  const fall = () => {
    server.tick(SHARE, { ltp: 1_412.6 });
    server.tick(SHARE, { ltp: 1_400 });
  };
  /** Columns of the canvas that are in the falling candle's colour from top to bottom of it: the first, and how many. */
  const candle = () =>
    chart(opened)
      .locator("canvas")
      .first()
      .evaluate((element) => {
        const canvas = element as HTMLCanvasElement;
        const { data } = canvas.getContext("2d")!.getImageData(0, 0, canvas.width, canvas.height);
        const heights = new Array<number>(canvas.width).fill(0);
        for (let at = 0; at < data.length; at += 4)
          if (data[at]! > 200 && data[at + 1]! < 120) heights[(at / 4) % canvas.width]!++;
        // The line of the last price is in that colour too.
        const tall = heights.flatMap((height, column) => (height > 20 ? [column] : []));
        return { from: tall[0] ?? -1, width: tall.length };
      });
  const until = async (isSo: (now: { from: number; width: number }) => boolean, meanwhile = () => {}) => {
    let now = await candle();
    while (!isSo(now)) {
      meanwhile();
      await opened.waitForTimeout(20);
      now = await candle();
    }
    return now;
  };
  /** What a key does is drawn with the next frame, and nobody presses two in one. */
  const press = async (key: string, times: number) => {
    for (; times > 0; times--) {
      await opened.keyboard.press(key);
      await opened.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
    }
  };
  const first = await until(({ width }) => width > 1, fall);
  await press("+", 5);
  const wide = await until(({ width }) => width > first.width * 2);
  await press("ArrowLeft", 1);
  await until(({ from, width }) => width === wide.width && from > wide.from + 20);
  await press("ArrowRight", 1);
  await until(({ from }) => Math.abs(from - wide.from) <= 1);
  await press("-", 8);
  await until(({ width }) => width > 0 && width < first.width);
  await press("0", 1);
  await until(({ from, width }) => from === first.from && width === first.width);
});

test("the chart is drawn in the colours of the theme that is chosen, and of the one chosen then", async () => {
  server.tick(SHARE, { ltp: 1_412.6 });
  const opened = await open(SHARE);
  await chart(opened).locator("canvas").first().waitFor();
  const corner = () =>
    chart(opened)
      .locator("canvas")
      .first()
      .evaluate((canvas) => [...(canvas as HTMLCanvasElement).getContext("2d")!.getImageData(2, 2, 1, 1).data]);
  const until = async (colour: number[]) => {
    while (String(await corner()) !== String(colour)) await opened.waitForTimeout(20);
  };
  await until([18, 22, 28, 255]);
  await opened.getByRole("button", { name: "Switch to the light theme" }).click();
  await until([247, 248, 250, 255]);
});

test("an instrument that did not trade today says so, and its chart waits for the first price", async () => {
  server.tick(SHARE, { ltp: 1_420, previousClose: 1_420, source: "previous-close" });
  const opened = await open(SHARE);
  await opened.getByText("Not traded today: this is the previous close").waitFor();
  await opened.getByText("No price has come since.").waitFor();
  await fact(opened, "Last trade \\(IST\\)").getByTitle("Not traded yet").waitFor();
  expect(await opened.locator(".instrument-change .unknown").count()).toBe(2);
  await opened.locator(".depth").getByText("The feed has sent no depth of it yet.").waitFor();
});

test("a stale price is faint, says since when, and is fresh again with the next tick", async () => {
  server.tick(SHARE, { ltp: 1_412.6, receivedTime: server.now() - 180_000, stale: true });
  const opened = await open(SHARE);
  await opened.getByText("Stale: last heard of 3 m ago").waitFor();
  const colour = () => opened.locator(".instrument-ltp .last-price").evaluate((price) => getComputedStyle(price).color);
  expect(await colour()).toBe("rgb(124, 136, 150)");
  server.tick(SHARE, { ltp: 1_413, stale: false });
  await opened.getByText("Stale: last heard of").waitFor({ state: "detached" });
  expect(await colour()).toBe("rgb(215, 222, 231)");
});

test("while the feed is down the page says so and keeps the last prices", async () => {
  server.tick(SHARE, { ltp: 1_412.6 });
  const opened = await open(SHARE);
  await opened.locator(".instrument-ltp .last-price").filter({ hasText: "1,412.60" }).waitFor();
  server.isRefusing = true;
  server.drop();
  await opened.locator(".notice").filter({ hasText: "Not live: reconnecting." }).waitFor();
  expect(await opened.locator(".instrument-ltp").textContent()).toContain("1,412.60");
  server.isRefusing = false;
  await opened
    .getByRole("button", { name: "Retry now" })
    .click()
    .catch(() => {});
  server.tick(SHARE, { ltp: 1_500 });
  await opened.locator(".instrument-ltp .last-price").filter({ hasText: "1,500.00" }).waitFor();
});

test("an instrument that had to make room says so, and comes back when it is asked for again", async () => {
  server.tick(SHARE, { ltp: 1_412.6 });
  const opened = await open(SHARE);
  await opened.locator(".instrument-ltp .last-price").waitFor();
  server.evict(SHARE);
  await opened.getByText("No ticks come. Had to make room for others").waitFor();
  await opened.getByRole("button", { name: "Ask again" }).click();
  await opened.locator(".instrument-ltp .last-price").filter({ hasText: "1,412.60" }).waitFor();
  await opened.getByText("No ticks come.").waitFor({ state: "detached" });
});

test("what is not listed says what may be wrong and leads on", async () => {
  const opened = await open("NSE_EQ:999999");
  await opened.getByRole("heading", { name: "NSE_EQ:999999 is not listed" }).waitFor();
  await opened.getByText("it has expired, or the key is mistyped").waitFor();
  await opened.getByRole("link", { name: "Show the NIFTY chain" }).click();
  expect(new URL(opened.url()).pathname).toBe("/chain/NIFTY");
});

test("a server without instruments is asked again until it has them", async () => {
  const ready = server.api.answers.get("search.instrument")!;
  server.api.answers.set("search.instrument", () => ({ ok: false, reason: "no-master", message: "not yet" }));
  const opened = await open(SHARE);
  await opened.getByText("still loading the day's instruments").waitFor();
  server.api.answers.set("search.instrument", ready);
  await opened.getByRole("heading", { name: /^RELIANCE/ }).waitFor();
});

test("a look-up that fails says so, and is tried again by hand", async () => {
  const ready = server.api.answers.get("search.instrument")!;
  server.api.answers.delete("search.instrument");
  const opened = await open(SHARE);
  await opened.getByRole("heading", { name: `${SHARE} could not be looked up` }).waitFor();
  server.api.answers.set("search.instrument", ready);
  await opened.getByRole("button", { name: "Try again" }).click();
  await opened.getByRole("heading", { name: /^RELIANCE/ }).waitFor();
});

for (const [width, height] of [
  [390, 844],
  [1280, 720],
] as const) {
  test(`at ${width} px the page does not scroll sideways, and price and depth are in sight`, async () => {
    server.tick(FUTURE, { ltp: 25_281.8, depth: [0, 1, 2, 3, 4].map(level) });
    const opened = await open(FUTURE);
    await opened.setViewportSize({ width, height });
    await opened.locator(".depth tbody tr").last().waitFor();
    expect(
      await opened.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth),
    ).toBe(0);
    for (const part of [".instrument-ltp", ".depth tbody tr:last-child"]) {
      const box = (await opened.locator(part).boundingBox())!;
      expect(box.x).toBeGreaterThanOrEqual(0);
      expect(box.x + box.width).toBeLessThanOrEqual(width);
      expect(box.y + box.height).toBeLessThanOrEqual(height);
    }
  });
}

test("of the real server: an option's page fills with live depth and candles, and leads to its chain", async () => {
  const real = new ServerProcess({ SIM_TICKS_PER_SECOND: "5" });
  try {
    const url = await real.url();
    const found = await fetch(`${url}/api/v2/instruments/search?query=${encodeURIComponent("nifty 25000 ce")}`);
    const { hits } = (await found.json()) as { hits: ListedInstrument[] };
    const { key, name, expiry } = hits[0]!;
    const opened = await open(key, `${url}/`);
    await opened.getByRole("heading", { name }).waitFor();
    await opened.locator(".depth tbody tr").last().waitFor();
    await opened.getByRole("img", { name: /: [2-9] candles of 5 s/ }).waitFor();
    await opened.getByRole("link", { name: "Its chain" }).click();
    expect(new URL(opened.url()).pathname).toBe(`/chain/NIFTY/${expiry}`);
    await context.close();
  } finally {
    await real.stop();
  }
});
