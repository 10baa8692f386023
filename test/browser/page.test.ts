import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "bun:test";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { CloseCode } from "../../shared/stream-limits.ts";
import page from "../../web/index.html";
import { FEED_UP } from "../fakes/feed-up.ts";
import { FakeTickServer } from "../fakes/tick-server.ts";
import { launchBrowser } from "./browser.ts";
import { openPage, REFUSED_STREAM } from "./open-page.ts";

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
  const listed = { "IDX_I:13": "NIFTY", "NSE_EQ:2885": "RELIANCE", "NSE_EQ:1333": "HDFCBANK", "NSE_EQ:11536": "TCS" };
  for (const [key, name] of Object.entries(listed)) server.list(key, name);
  context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
});
afterEach(async () => {
  await context.close();
  await server.stop();
  expect(complaints).toEqual([]);
});

/** Opens the watchlist with shares on it. */
async function open(keys: string[] = []): Promise<Page> {
  if (keys.length > 0) server.api.putList("Default", keys);
  const from = server.pageUrl;
  return openPage(context, `${from}watchlist`, complaints, { expected: REFUSED_STREAM, onlyFrom: from });
}

const row = (opened: Page, key: string) => opened.locator(`tr[data-instrument="${key}"]`);
const price = (opened: Page, key: string) =>
  opened.locator(`tr[data-instrument="${key}"] .last-price, .index-quote[data-instrument="${key}"] .last-price`);
const status = (opened: Page) => opened.locator(".status-light");

/** The whole text of an element, once it is this. */
async function shows(opened: Page, selector: string, text: string) {
  await opened.locator(selector).filter({ hasText: text }).first().waitFor();
}

test("index and watchlist prices change, flash, and show their change against the previous close", async () => {
  server.tick("IDX_I:13", { ltp: 25_012.35, previousClose: 24_900 });
  server.tick("NSE_EQ:2885", { ltp: 1_412.6, previousClose: 1_420, open: 1_415, volume: 1_210_455 });
  const opened = await open(["NSE_EQ:2885"]);
  await shows(opened, '.index-quote[data-instrument="IDX_I:13"] .last-price', "25,012.35");
  await shows(opened, '.index-quote[data-instrument="IDX_I:13"] .up', "+0.45%");
  await shows(opened, 'tr[data-instrument="NSE_EQ:2885"] .down', "−7.40");
  expect(await price(opened, "NSE_EQ:2885").getAttribute("class")).not.toContain("flash");

  server.tick("NSE_EQ:2885", { ltp: 1_413.05 });
  await price(opened, "NSE_EQ:2885").filter({ hasText: "1,413.05" }).waitFor();
  expect(await price(opened, "NSE_EQ:2885").getAttribute("class")).toContain("flash-up");
  server.tick("NSE_EQ:2885", { ltp: 1_411 });
  await price(opened, "NSE_EQ:2885").filter({ hasText: "1,411.00" }).waitFor();
  expect(await price(opened, "NSE_EQ:2885").getAttribute("class")).toContain("flash-down");
  expect(await row(opened, "NSE_EQ:2885").locator('[title="12,10,455"]').textContent()).toBe("12.1L");
});

test("each change starts its flash anew, also two in the same direction", async () => {
  server.tick("IDX_I:13", { ltp: 100 });
  const opened = await open();
  await price(opened, "IDX_I:13").waitFor();
  await opened.evaluate(() => {
    const seen: string[] = [];
    Object.assign(globalThis, { seen });
    document.addEventListener("animationstart", (event) => seen.push(event.animationName));
  });
  for (const ltp of [101, 102, 103]) {
    server.tick("IDX_I:13", { ltp });
    await price(opened, "IDX_I:13")
      .filter({ hasText: `${ltp}.00` })
      .waitFor();
    await opened.waitForFunction(
      (count) => (globalThis as unknown as { seen: string[] }).seen.length >= count,
      ltp - 100,
    );
  }
  const seen = await opened.evaluate(() => (globalThis as unknown as { seen: string[] }).seen);
  expect(seen).toHaveLength(3);
  for (const name of seen) expect(name).toStartWith("flash-up");
});

test("with reduced motion a change is a brief change of weight", async () => {
  await context.close();
  context = await browser.newContext({ reducedMotion: "reduce" });
  server.tick("IDX_I:13", { ltp: 100 });
  const opened = await open();
  await price(opened, "IDX_I:13").waitFor();
  server.tick("IDX_I:13", { ltp: 101 });
  await price(opened, "IDX_I:13").filter({ hasText: "101.00" }).waitFor();
  const name = await price(opened, "IDX_I:13").evaluate((element) => getComputedStyle(element).animationName);
  expect(name).toStartWith("weight");
});

test("a tick redraws its own cells and no others", async () => {
  server.tick("NSE_EQ:2885", { ltp: 1_412.6, open: 1_410 });
  server.tick("NSE_EQ:1333", { ltp: 842.35, open: 840 });
  const opened = await open(["NSE_EQ:2885", "NSE_EQ:1333"]);
  await price(opened, "NSE_EQ:2885").waitFor();
  await price(opened, "NSE_EQ:1333").waitFor();
  await opened.evaluate(() => {
    const touched = new Set<string>();
    Object.assign(globalThis, { touched });
    new MutationObserver((changes) => {
      for (const { target } of changes) {
        const element = target instanceof Element ? target : target.parentElement;
        const cell = element?.closest("td, th");
        // Ages move with the clock, not with ticks.
        if (cell && !cell.matches(".age")) touched.add(`${cell.closest("tr")?.dataset.instrument} ${cell.className}`);
      }
    }).observe(document.querySelector("tbody")!, {
      subtree: true,
      childList: true,
      characterData: true,
      attributes: true,
    });
  });
  server.tick("NSE_EQ:2885", { ltp: 1_413.05 });
  await price(opened, "NSE_EQ:2885").filter({ hasText: "1,413.05" }).waitFor();
  const touched = await opened.evaluate(() => [...(globalThis as unknown as { touched: Set<string> }).touched]);
  expect(touched).toEqual(["NSE_EQ:2885 price"]);
});

test("unknown values are a dash with the reason, never a zero", async () => {
  server.tick("NSE_EQ:2885", { ltp: 1_412.6 });
  const opened = await open(["NSE_EQ:2885"]);
  await price(opened, "NSE_EQ:2885").waitFor();
  const dash = row(opened, "NSE_EQ:2885").locator(".unknown").first();
  expect(await dash.textContent()).toContain("—");
  expect(await dash.getAttribute("title")).toBe("The previous close has not come yet");
  expect(await row(opened, "NSE_EQ:2885").textContent()).not.toMatch(/\b0(\.00)?\b(?! s)/);
});

test("a stale row turns faint and shows its age", async () => {
  server.tick("NSE_EQ:2885", { ltp: 1_412.6 });
  const opened = await open(["NSE_EQ:2885"]);
  const cell = row(opened, "NSE_EQ:2885").locator(".price");
  await price(opened, "NSE_EQ:2885").waitFor();
  const colourOf = () => cell.locator(".last-price").evaluate((element) => getComputedStyle(element).color);
  const live = await colourOf();
  server.tick("NSE_EQ:2885", { stale: true, receivedTime: server.now() - 125_000 });
  await opened.locator('tr[data-stale="true"] .age').filter({ hasText: "2 m" }).waitFor();
  expect(await colourOf()).not.toBe(live);
});

test("the age moves on without a tick", async () => {
  server.tick("NSE_EQ:2885", { ltp: 1_412.6, receivedTime: server.now() - 10_000 });
  const opened = await open(["NSE_EQ:2885"]);
  const aged = row(opened, "NSE_EQ:2885").locator(".age");
  await aged.filter({ hasText: /^1\d s$/ }).waitFor();
  const before = await aged.textContent();
  await aged.filter({ hasNotText: before! }).waitFor();
});

test("while the server is away a bar says so, prices are faint, and all comes back by itself", async () => {
  server.tick("NSE_EQ:2885", { ltp: 1_412.6 });
  const opened = await open(["NSE_EQ:2885"]);
  await status(opened).filter({ hasText: "LIVE" }).waitFor();
  server.isRefusing = true;
  server.drop(CloseCode.shuttingDown);
  await opened.locator(".notice").filter({ hasText: "Not live: reconnecting." }).waitFor();
  await opened.locator(".notice").filter({ hasText: "the connection was lost" }).waitFor();
  await status(opened).filter({ hasText: "RECONNECTING" }).waitFor();
  await opened.locator('[data-offline="true"]').waitFor();

  server.isRefusing = false;
  server.tick("NSE_EQ:2885", { ltp: 1_500 });
  const retry = opened.getByRole("button", { name: "Retry now" });
  await retry.click().catch(() => {});
  await price(opened, "NSE_EQ:2885").filter({ hasText: "1,500.00" }).waitFor();
  await status(opened).filter({ hasText: "LIVE" }).waitFor();
  await opened.locator(".notice").waitFor({ state: "detached" });
});

test("a stream closed for good says why and offers to load the page again", async () => {
  const opened = await open();
  await status(opened).filter({ hasText: "LIVE" }).waitFor();
  server.drop(CloseCode.tooManyErrors, "too many errors");
  await opened.getByRole("alert").filter({ hasText: "too many errors" }).waitFor();
  await status(opened).filter({ hasText: "CLOSED" }).waitFor();
  await opened.getByRole("button", { name: "Load the page again" }).click();
  await status(opened).filter({ hasText: "LIVE" }).waitFor();
});

test("an empty list shows what to do; what is added by example or by search comes on it, and comes back when removed", async () => {
  server.tick("NSE_EQ:1333", { ltp: 842.35 });
  const opened = await open();
  const main = opened.getByRole("main");
  await main.getByText("Nothing on this list yet.").waitFor();
  await main.getByRole("button", { name: "Reliance" }).click();
  await row(opened, "NSE_EQ:2885").getByText("RELIANCE").waitFor();

  await opened.keyboard.press("/");
  await opened.keyboard.type("hdfc");
  await opened.keyboard.press("Enter");
  await opened.getByText("Added HDFCBANK to Default").waitFor();
  await opened.keyboard.press("Escape");
  await price(opened, "NSE_EQ:1333").filter({ hasText: "842.35" }).first().waitFor();

  await row(opened, "NSE_EQ:2885").getByRole("link").focus();
  await opened.keyboard.press("x");
  await row(opened, "NSE_EQ:2885").waitFor({ state: "detached" });
  expect(await opened.evaluate(() => document.activeElement?.textContent)).toBe("HDFCBANK");
  await opened.getByRole("button", { name: "Undo" }).waitFor();
  await opened.keyboard.press("u");
  await row(opened, "NSE_EQ:2885").waitFor();
  const order = () => opened.locator("tbody tr").evaluateAll((rows) => rows.map((one) => one.dataset.instrument));
  expect(await order()).toEqual(["NSE_EQ:2885", "NSE_EQ:1333"]);

  await opened.reload();
  await row(opened, "NSE_EQ:1333").waitFor();
  expect(await order()).toEqual(["NSE_EQ:2885", "NSE_EQ:1333"]);
});

test("an instrument that the stream refuses says why in its row", async () => {
  const opened = await open(["NSE_EQ:999999"]);
  await row(opened, "NSE_EQ:999999").getByText("Unknown instrument").waitFor();
});

test("bid and ask are asked for on the watchlist alone", async () => {
  const level = {
    bidPrice: 1_412.5,
    bidQuantity: 10,
    bidOrders: 1,
    askPrice: null,
    askQuantity: null,
    askOrders: null,
  };
  server.tick("NSE_EQ:2885", { ltp: 1_412.6, depth: [level, level, level, level, level] });
  const opened = await open(["NSE_EQ:2885"]);
  await row(opened, "NSE_EQ:2885").locator(".bid").filter({ hasText: "1,412.50" }).waitFor();
  expect(await row(opened, "NSE_EQ:2885").locator(".ask .unknown").getAttribute("title")).toBe("Nobody offers");
  expect(server.held()[0]?.["NSE_EQ:2885"]?.mode).toBe("full");
  await opened.keyboard.press("g");
  await opened.keyboard.press("c");
  await row(opened, "NSE_EQ:2885").waitFor({ state: "detached" });
  await server.until(() => server.held()[0]?.["NSE_EQ:2885"]?.mode === "quote");
});

test("the index strip draws a line of the last prices, says since when, and leads to the chain", async () => {
  server.tick("IDX_I:13", { ltp: 25_012.35 });
  const opened = await open();
  const index = opened.locator('.index-quote[data-instrument="IDX_I:13"]');
  await index.locator('.spark path[d^="M"]').waitFor({ state: "attached" });
  expect(await index.locator(".spark title").textContent()).toMatch(/^Last prices since \d\d:\d\d:\d\d$/);
  await index.getByRole("link").click();
  expect(new URL(opened.url()).pathname).toBe("/chain/NIFTY");
});

test("an index that had to make room is asked for again by itself", async () => {
  server.tick("IDX_I:13", { ltp: 25_012.35 });
  const opened = await open();
  await price(opened, "IDX_I:13").waitFor();
  server.evict("IDX_I:13");
  await server.until(() => server.held()[0]?.["IDX_I:13"] !== undefined);
  server.tick("IDX_I:13", { ltp: 25_100 });
  await price(opened, "IDX_I:13").filter({ hasText: "25,100.00" }).waitFor();
});

test("the worst of the five connections is told in a bar, and by the status in sight", async () => {
  const opened = await open();
  await status(opened).filter({ hasText: "LIVE" }).waitFor();
  expect(await opened.locator(".notice").count()).toBe(0);
  const [one, two, ...others] = FEED_UP.connections;
  const out = { ...two!, state: "backing-off" as const, reason: "closed by Dhan (805)" };
  server.state = { ...FEED_UP, feed: "degraded", connections: [one!, out, ...others] };
  await status(opened).filter({ hasText: "DEGRADED" }).waitFor();
  await opened.locator(".notice").filter({ hasText: "1 of 5 connections is out" }).waitFor();
});

test("what was evicted says so in a message and in its row, shows no price, and comes back when asked", async () => {
  server.tick("NSE_EQ:2885", { ltp: 1_412.6 });
  const opened = await open(["NSE_EQ:2885"]);
  await price(opened, "NSE_EQ:2885").waitFor();
  const { list, items } = server.api.lists[0]!;
  const [item] = items;
  Object.assign(item!, { state: "evicted", reason: "least-recently-used" });
  const told = [{ itemId: item!.id, listId: list.id, name: "RELIANCE" }];
  const event = { type: "items-evicted", items: told, reason: "least-recently-used", at: server.now() } as const;
  server.broadcast({ type: "event", event });
  await opened.getByText("Had to make room on the full feed: RELIANCE").waitFor();
  await opened.locator('.watchlist tr[data-name="RELIANCE"]').getByText("evicted").waitFor();
  expect(await opened.locator('.side-row[data-name="RELIANCE"] .item-state').getAttribute("title")).toBe(
    "The feed was full, and this had not been looked at for longest",
  );
  await server.until(() => server.held()[0]?.["NSE_EQ:2885"] === undefined);
  await opened.getByRole("button", { name: "Bring back", exact: true }).click();
  await price(opened, "NSE_EQ:2885").waitFor();
});

test("simulated prices are labelled as such, real ones are not", async () => {
  const opened = await open();
  const label = opened.getByText("SIMULATED PRICES");
  await label.waitFor();
  server.state = { ...FEED_UP, source: "dhan" };
  await label.waitFor({ state: "detached" });
});

test("the light theme is chosen once and remembered", async () => {
  const opened = await open();
  const background = () => opened.evaluate(() => getComputedStyle(document.body).backgroundColor);
  await status(opened).waitFor();
  expect(await background()).toBe("rgb(11, 14, 17)");
  await opened.getByRole("button", { name: "Switch to the light theme" }).click();
  expect(await background()).toBe("rgb(255, 255, 255)");
  await opened.reload();
  await opened.getByRole("button", { name: "Switch to the dark theme" }).waitFor();
  expect(await background()).toBe("rgb(255, 255, 255)");
});

for (const width of [390, 1280]) {
  test(`at ${width} px the page itself scrolls neither way and what matters is in sight`, async () => {
    server.tick("NSE_EQ:2885", { ltp: 1_412.6, previousClose: 1_420 });
    const opened = await open(["NSE_EQ:2885"]);
    await opened.setViewportSize({ width, height: 800 });
    await row(opened, "NSE_EQ:2885").locator(".down").last().waitFor();
    const overflow = await opened.evaluate(() => {
      const { scrollWidth, scrollHeight, clientWidth, clientHeight } = document.documentElement;
      return [scrollWidth - clientWidth, scrollHeight - clientHeight];
    });
    expect(overflow).toEqual([0, 0]);
    const inSight = [
      status(opened),
      opened.getByRole("button", { name: /theme/ }),
      row(opened, "NSE_EQ:2885").locator(".down").last(),
      opened.locator(".clock"),
    ];
    for (const part of inSight) {
      const box = (await part.boundingBox())!;
      expect(box.x).toBeGreaterThanOrEqual(0);
      expect(box.x + box.width).toBeLessThanOrEqual(width);
    }
  });
}
