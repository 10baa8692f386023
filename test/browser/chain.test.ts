import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "bun:test";
import type { Browser, BrowserContext, Page } from "playwright-core";
import type { ChainLeg, ChainUpdate } from "../../client-sdk/index.ts";
import { DAY_MS, istDate } from "../../shared/ist.ts";
import page from "../../web/index.html";
import { BLANK_SUMMARY, blankLeg, CHAIN_SPEC, chainOf } from "../fakes/chain-updates.ts";
import { ServerProcess } from "../fakes/server-process.ts";
import { FakeTickServer } from "../fakes/tick-server.ts";
import { launchBrowser } from "./browser.ts";
import { openPage, REFUSED_STREAM } from "./open-page.ts";

const NEAR = istDate(Date.now() + 4 * DAY_MS);
const FAR = istDate(Date.now() + 11 * DAY_MS);
const LISTED: Record<string, { expiries: string[]; futures: string[] }> = {
  NIFTY: { expiries: [NEAR, FAR], futures: [] },
  USDINR: { expiries: [], futures: [FAR] },
};
const SPEC = { ...CHAIN_SPEC, expiry: NEAR };
const STRIKES = Array.from({ length: 21 }, (_, n) => 24_500 + n * 50);
const ATM = 25_000;

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
  server.api.answers.set("search.expiries", (input) => {
    const { underlying } = input as { underlying: string };
    const listed = LISTED[underlying];
    if (listed === undefined)
      return { ok: false, reason: "unknown-underlying", message: "Nothing follows an underlying of this name." };
    const expiries = listed.expiries.map((expiry) => ({ expiry, kind: "weekly", daysLeft: 4, strikes: 21 }));
    const futures = listed.futures.map((expiry) => ({ expiry, kind: "monthly", daysLeft: 11, key: "NSE_FNO:35001" }));
    return { ok: true, listed: { underlying, exchange: "NSE", spotKey: "IDX_I:13", expiries, futures } };
  });
  server.listChain(snapshot());
  context = await browser.newContext({ viewport: { width: 1440, height: 800 } });
});
afterEach(async () => {
  await context.close();
  await server.stop();
  expect(complaints).toEqual([]);
});

/** A leg of which all is known. */
function leg(strike: number, optionType: "CE" | "PE", fields: Partial<ChainLeg> = {}): ChainLeg {
  return blankLeg(strike, optionType, {
    ...{ ltp: strike / 100, changePercent: 2.5, change: 6, iv: 0.118, volume: 1_210_455, oi: 2_000_000 },
    ...{ oiChange: -250_000, oiChangePercent: -3, buildUp: "short-covering", delta: 0.5, theta: -12.5, gamma: 0.001 },
    ...{ vega: 9, bidPrice: 249, bidQuantity: 65, askPrice: 251, askQuantity: 130, receivedTime: Date.now() },
    ...{ reasons: {}, ...fields },
  });
}

/** 21 strikes around 25,000. */
function snapshot(fields: Partial<ChainUpdate> = {}): ChainUpdate {
  const legs = STRIKES.flatMap((strike) => [leg(strike, "CE"), leg(strike, "PE")]);
  return chainOf(1, legs, { spec: SPEC, summary: summaryAt(ATM), ...fields });
}

function summaryAt(strike: number): ChainUpdate["summary"] {
  const spot = { key: "IDX_I:13", expiry: null, ltp: strike + 10, previousClose: 24_900, change: 110 } as const;
  return {
    ...BLANK_SUMMARY,
    spot: { ...spot, changePercent: 0.44, exchangeTime: Date.now(), receivedTime: Date.now(), stale: false },
    ...{ underlyingPrice: strike + 10, underlyingPriceSource: "stream", atmReason: null, straddle: 237.5 },
    atm: { strike, price: strike + 10, source: "stream", at: Date.now() },
    ...{ pcrOi: 0.92, maxPain: 25_000, receivedTime: Date.now(), computedAt: Date.now() },
    reasons: { forward: "no-quotes", atmIv: "no-volatility", expectedMove: "no-volatility" },
  };
}

const open = (path = `chain/NIFTY/${NEAR}`) =>
  openPage(context, server.pageUrl + path, complaints, { expected: REFUSED_STREAM });

const row = (opened: Page, strike: number) => opened.locator(`tr[data-strike="${strike}"]`);
const cell = (opened: Page, strike: number, side: "call" | "put", column: string) =>
  row(opened, strike).locator(`td[data-side="${side}"][data-column="${column}"]`);
const metric = (opened: Page, label: string) => opened.locator(".metric", { hasText: label }).locator("dd");
/** Names of the columns from the left. */
const headings = (opened: Page) => opened.locator("thead tr:last-child th").allTextContents();

test("calls and puts are mirrored around the strike", async () => {
  server.listChain(snapshot());
  const opened = await open();
  await row(opened, ATM).waitFor();
  expect(await headings(opened)).toEqual([
    ...["OI chg", "OI", "Vol", "IV", "Chg %", "LTP"],
    "Strike",
    ...["LTP", "Chg %", "IV", "Vol", "OI", "OI chg"],
  ]);
  expect(await row(opened, 24_500).locator("td, th").allTextContents()).toEqual([
    ...["−2.5L", "20.0L", "12.1L", "11.8", "+2.50%", "245.00"],
    "24,500",
    ...["245.00", "+2.50%", "11.8", "12.1L", "20.0L", "−2.5L"],
  ]);
  expect(await opened.locator("tbody tr[data-strike]").count()).toBe(21);
  await cell(opened, 24_500, "put", "volume").hover();
  expect(await cell(opened, 24_500, "put", "volume").getAttribute("title")).toBe("12,10,455 units");
});

test("the row at the money is marked, the money is shaded, and what is known of the whole is above", async () => {
  server.listChain(snapshot({ summary: { ...summaryAt(ATM), forward: 25_040.5, basis: 30.5, reasons: {} } }));
  const opened = await open();
  await row(opened, ATM).waitFor();
  expect(await opened.locator("tr[data-at-money]").getAttribute("data-strike")).toBe("25000");
  expect(await row(opened, 25_000).getAttribute("data-in-money")).toBe("call");
  expect(await row(opened, 25_050).getAttribute("data-in-money")).toBe("put");
  expect(await metric(opened, "Spot").textContent()).toBe("25,010.00 +0.44%");
  expect(await metric(opened, "Forward · basis").textContent()).toBe("25,040.50 +30.50");
  expect(await metric(opened, "PCR").textContent()).toBe("0.92");
  expect(await metric(opened, "Straddle").textContent()).toBe("237.50");
  await opened.getByRole("link", { name: /4d/ }).first().waitFor();
});

test("what is not known is a dash with its reason", async () => {
  const legs = [blankLeg(ATM, "CE", { ltp: 120.5, reasons: { iv: "one-sided", oi: "not-sent" } }), leg(ATM, "PE")];
  server.listChain(snapshot({ legs, strikes: [ATM, 25_050] }));
  const opened = await open();
  await cell(opened, ATM, "call", "ltp").getByText("120.50").waitFor();
  const reason = (strike: number, column: string) => cell(opened, strike, "call", column).locator(".unknown");
  expect(await reason(ATM, "iv").getAttribute("title")).toBe("Only one of bid and ask is there");
  expect(await reason(ATM, "oi").textContent()).toBe("—The feed does not bring it");
  expect(await reason(25_050, "ltp").getAttribute("title")).toBe("None is listed");
  expect(await metric(opened, "ATM IV").locator(".unknown").getAttribute("title")).toBe(
    "No volatility can be told at the money",
  );
  expect(await metric(opened, "Forward · basis").textContent()).toBe("—Call and put at the money lack a bid or an ask");
  expect(await metric(opened, "Fut").textContent()).toContain("No future is listed");
});

test("a leg that changes touches its own cells alone", async () => {
  const opened = await open();
  await row(opened, ATM).waitFor();
  await opened.evaluate(() => {
    const touched: string[] = [];
    Object.assign(globalThis, { touched });
    new MutationObserver((changes) => {
      for (const { target } of changes) {
        const element = target instanceof Element ? target : target.parentElement;
        const touchedCell = element?.closest("td, th");
        touched.push(
          `${element?.closest("tr")?.dataset.strike} ${touchedCell?.getAttribute("data-side")} ${touchedCell?.getAttribute("data-column")}`,
        );
      }
    }).observe(document.querySelector("table")!, {
      ...{ subtree: true, childList: true, characterData: true, attributes: true },
    });
  });
  const changed = leg(24_600, "PE", { ltp: 247.35, volume: 1_310_455 });
  server.sendChain(chainOf(2, [changed], { ...snapshot(), version: 2, since: 1, legs: [changed] }));
  await cell(opened, 24_600, "put", "ltp").getByText("247.35").waitFor();
  const touched = await opened.evaluate(() => (globalThis as unknown as { touched: string[] }).touched);
  expect([...new Set(touched)].sort()).toEqual(["24600 put ltp", "24600 put volume"]);
  expect(await cell(opened, 24_600, "put", "ltp").locator("a").getAttribute("class")).toContain("flash-up");
});

test("a changed price is flashed for 300 ms, during which nothing is drawn", async () => {
  const opened = await open();
  await row(opened, ATM).waitFor();
  const price = cell(opened, ATM, "call", "ltp").locator("a");
  const [first, last, after] = await price.evaluate((element) => {
    element.setAttribute("class", "last-price flash-up-0");
    const [flash] = element.getAnimations();
    flash!.pause();
    return [0, 299, 302].map((ms) => {
      flash!.currentTime = ms;
      return getComputedStyle(element).backgroundColor;
    });
  });
  expect(first).toBe("rgba(46, 189, 133, 0.34)");
  expect(last).toBe(first!);
  expect(after).toBe("rgba(0, 0, 0, 0)");
});

test("the row at the money stays in sight until the user scrolls away, and a button brings it back", async () => {
  await context.close();
  context = await browser.newContext({ viewport: { width: 1280, height: 420 } });
  const opened = await open();
  const isSeen = (strike: number) =>
    row(opened, strike).evaluate((element) => {
      const box = element.closest(".chain-scroll")!.getBoundingClientRect();
      const { top, bottom } = element.getBoundingClientRect();
      return top >= box.top && bottom <= box.bottom;
    });
  await row(opened, ATM).waitFor();
  expect(await isSeen(ATM)).toBe(true);

  const move = async (version: number, strike: number) => {
    server.sendChain({ ...snapshot(), version, since: version - 1, legs: [], summary: summaryAt(strike) });
    await opened.locator(`tr[data-at-money][data-strike="${strike}"]`).waitFor({ state: "attached" });
  };
  await move(2, 25_450);
  expect(await isSeen(25_450)).toBe(true);

  await opened.locator(".chain-scroll").hover();
  await opened.mouse.wheel(0, -2_000);
  const back = opened.getByRole("button", { name: "Back to the money" });
  await back.waitFor();
  await move(3, 25_500);
  expect(await isSeen(25_500)).toBe(false);
  await back.click();
  await back.waitFor({ state: "detached" });
  expect(await isSeen(25_500)).toBe(true);
});

test("columns and the number of strikes are chosen, and remembered", async () => {
  const opened = await open();
  await row(opened, ATM).waitFor();
  await opened.getByRole("button", { name: "Choose columns" }).click();
  await opened.getByLabel(/^Delta/).check();
  await opened.getByLabel("Volume").uncheck();
  const chosen = ["LTP", "Chg %", "IV", "OI", "OI chg", "Delta"];
  expect(await headings(opened)).toEqual([...chosen.toReversed(), "Strike", ...chosen]);
  expect(await cell(opened, ATM, "call", "delta").textContent()).toBe("+0.500");
  await opened.keyboard.press("Escape");

  server.listChain({ ...snapshot(), ...wider() });
  await opened.getByLabel("±20").check();
  await server.until(() => server.watched()[0]?.[`NIFTY:${NEAR}:20`] !== undefined);
  await opened.reload();
  await row(opened, ATM).waitFor();
  expect(await headings(opened)).toEqual([...chosen.toReversed(), "Strike", ...chosen]);
  expect(await opened.getByLabel("±20").isChecked()).toBe(true);
  expect(server.watched().at(-1)).toEqual({ [`NIFTY:${NEAR}:20`]: 250 });
});

function wider(): Pick<ChainUpdate, "chain" | "spec"> {
  return { chain: `NIFTY:${NEAR}:20`, spec: { ...SPEC, strikesEachSide: 20 } };
}

test("another expiry is shown by its tab and by a key, each at its own address", async () => {
  const far = { ...SPEC, expiry: FAR };
  server.listChain(chainOf(1, [leg(26_000, "CE", { ltp: 77 })], { spec: far, summary: summaryAt(26_000) }));
  const opened = await open("chain/NIFTY");
  await row(opened, ATM).waitFor();
  await opened.getByRole("navigation", { name: "Expiries" }).getByRole("link").nth(1).click();
  await cell(opened, 26_000, "call", "ltp").getByText("77.00").waitFor();
  expect(new URL(opened.url()).pathname).toBe(`/chain/NIFTY/${FAR}`);
  await server.until(() => server.watched()[0]?.[`NIFTY:${NEAR}:10`] === undefined);

  await opened.keyboard.press("[");
  await row(opened, ATM).waitFor();
  expect(new URL(opened.url()).pathname).toBe(`/chain/NIFTY/${NEAR}`);
  await opened.keyboard.press("]");
  await row(opened, 26_000).waitFor();
  await opened.goBack();
  await row(opened, ATM).waitFor();
});

test("a chain that was evicted says so, keeps its last values, and is brought back", async () => {
  const opened = await open();
  await row(opened, ATM).waitFor();
  server.endChain(snapshot().chain, "evicted");
  await opened.getByText("had to make room for others").waitFor();
  expect(await cell(opened, ATM, "call", "ltp").textContent()).toBe("250.00");
  const changed = leg(ATM, "CE", { ltp: 260 });
  server.listChain(snapshot({ version: 9, legs: [changed], strikes: [ATM] }));
  await opened.getByRole("button", { name: "Bring it back" }).click();
  await cell(opened, ATM, "call", "ltp").getByText("260.00").waitFor();
  expect(await opened.getByText("had to make room for others").count()).toBe(0);
});

test("a chain that is refused says why and what to do", async () => {
  server.listChain(snapshot({ chain: "another" }));
  const opened = await open(`chain/NIFTY/${FAR}`);
  await opened.getByText("This chain cannot be shown").waitFor();
  await opened.getByRole("link", { name: "Show the nearest expiry" }).click();
  await opened.waitForURL("**/chain/NIFTY");
});

test("an unknown underlying, one without options and an expiry that is not listed each show the way on", async () => {
  const opened = await open("chain/NOPE");
  await opened.getByText("Nothing follows an underlying of this name.").waitFor();
  await opened.goto(`${server.pageUrl}chain/USDINR`);
  await opened.getByText("It has futures alone").waitFor();
  await opened.getByRole("link", { name: /USDINR .* FUT/ }).waitFor();
  await opened.goto(`${server.pageUrl}chain/NIFTY/2020-01-02`);
  await opened.getByText("No options of NIFTY end on 2 Jan 2020").waitFor();
  await opened.getByRole("link", { name: /the nearest/ }).click();
  await row(opened, ATM).waitFor();
});

test("before there is a price of the underlying the page says what it waits for", async () => {
  server.listChain(chainOf(1, [], { spec: SPEC }));
  const opened = await open();
  await opened.getByText("The underlying's price was asked for and has not come").waitFor();
  server.sendChain({ ...snapshot(), version: 2, since: 1 });
  await row(opened, ATM).waitFor();
});

test("values go faint with a lost connection, and live on after it", async () => {
  const opened = await open();
  await row(opened, ATM).waitFor();
  const colour = () => cell(opened, ATM, "put", "iv").evaluate((element) => getComputedStyle(element).color);
  const live = await colour();
  server.isRefusing = true;
  server.drop();
  await opened.locator('.shell[data-offline="true"]').waitFor();
  expect(await colour()).not.toBe(live);
  expect(await cell(opened, ATM, "call", "ltp").textContent()).toBe("250.00");
  server.isRefusing = false;
  server.listChain(snapshot({ version: 5, legs: [leg(ATM, "CE", { ltp: 255 })], strikes: [ATM] }));
  // It comes back by itself too, and the button is then gone.
  await opened.evaluate(() => document.querySelector<HTMLButtonElement>(".notice button")?.click());
  await cell(opened, ATM, "call", "ltp").getByText("255.00").waitFor();
  expect(await colour()).toBe(live);
});

test("a stale leg is faint and says so, its neighbour is not", async () => {
  server.listChain(snapshot({ legs: [leg(ATM, "CE", { stale: true }), leg(ATM, "PE")], strikes: [ATM] }));
  const opened = await open();
  await row(opened, ATM).waitFor();
  const colour = (side: "call" | "put") =>
    cell(opened, ATM, side, "iv").evaluate((element) => getComputedStyle(element).color);
  expect(await colour("call")).not.toBe(await colour("put"));
  await cell(opened, ATM, "call", "ltp").hover();
  expect(await cell(opened, ATM, "call", "ltp").getAttribute("title")).toContain("Stale");
});

test("a leg opens its page, by mouse and by keyboard", async () => {
  const opened = await open();
  await row(opened, ATM).waitFor();
  await cell(opened, 24_950, "put", "oi").click();
  await opened.waitForURL(`**/instrument/${leg(24_950, "PE").key}`);
  await opened.goBack();
  await row(opened, ATM).waitFor();

  await cell(opened, ATM, "call", "ltp").locator('a[tabindex="0"]').focus();
  for (const key of ["ArrowDown", "j", "ArrowRight", "k"]) await opened.keyboard.press(key);
  await opened.keyboard.press("Enter");
  await opened.waitForURL(`**/instrument/${leg(25_050, "PE").key}`);
});

test("charts stand beside the chain and follow the theme", async () => {
  const opened = await open();
  await opened.locator(".chart canvas").nth(2).waitFor();
  const drawn = () =>
    opened
      .locator(".chart canvas")
      .evaluateAll((canvases) => canvases.map((canvas) => (canvas as HTMLCanvasElement).toDataURL()));
  await opened.waitForFunction(() => document.querySelector(".chart .faint")?.textContent?.includes("calls"));
  const dark = await drawn();
  await opened.getByRole("button", { name: "Switch to the light theme" }).click();
  await opened.waitForFunction(
    (before) =>
      [...document.querySelectorAll<HTMLCanvasElement>(".chart canvas")].every(
        (canvas, n) => canvas.toDataURL() !== before[n],
      ),
    dark,
  );

  await opened.getByRole("button", { name: "Charts" }).click();
  await opened.locator(".chart").first().waitFor({ state: "detached" });
  await opened.reload();
  await row(opened, ATM).waitFor();
  expect(await opened.locator(".chart").count()).toBe(0);
});

test("on a telephone last price, open interest and the strike are left, and fit", async () => {
  await context.close();
  context = await browser.newContext({ viewport: { width: 390, height: 800 } });
  const opened = await open();
  await row(opened, ATM).waitFor();
  expect(await headings(opened)).toEqual(["OI", "LTP", "Strike", "LTP", "OI"]);
  const { scrollWidth, clientWidth } = await opened
    .locator(".chain-scroll")
    .evaluate(({ scrollWidth, clientWidth }) => ({ scrollWidth, clientWidth }));
  expect(scrollWidth).toBe(clientWidth);
});

test("the server's own first page is a live NIFTY chain, of a hundred and one strikes when asked", async () => {
  const own = new ServerProcess({ SIM_TICKS_PER_SECOND: "5" });
  const opened = await context.newPage();
  try {
    opened.on("pageerror", (error) => complaints.push(error.message));
    opened.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
    await opened.goto(await own.url());
    const atMoney = opened.locator('tr[data-at-money] td[data-side="call"][data-column="ltp"]');
    const seen = new Set<string>();
    while (seen.size < 3) {
      await atMoney.waitFor();
      seen.add((await atMoney.textContent()) ?? "");
      await opened.waitForTimeout(50);
    }
    await opened.getByLabel("±50").check();
    await opened.locator("tbody tr[data-strike]").nth(100).waitFor({ state: "attached" });
    await opened.getByRole("button", { name: /choose another underlying/ }).click();
    await opened.getByRole("link", { name: "CRUDEOIL" }).click();
    await opened.locator("tr[data-at-money]").waitFor();
    expect(new URL(opened.url()).pathname).toBe("/chain/CRUDEOIL");
  } finally {
    await opened.close();
    await own.stop();
  }
});
