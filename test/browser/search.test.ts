import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "bun:test";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { ServerProcess } from "../fakes/server-process.ts";
import { launchBrowser } from "./browser.ts";
import { openPage } from "./open-page.ts";

let browser: Browser;
let context: BrowserContext;
let server: ServerProcess;
let url: string;
let complaints: string[];

beforeAll(async () => {
  server = new ServerProcess();
  [browser, url] = await Promise.all([launchBrowser(), server.url()]);
});
afterAll(async () => {
  await browser.close();
  await server.stop();
});
beforeEach(async () => {
  complaints = [];
  context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
});
afterEach(async () => {
  await context.close();
  expect(complaints).toEqual([]);
});

async function open(path = "/watchlist"): Promise<Page> {
  // What a test cuts off.
  const page = await openPage(context, url + path, complaints, { expected: /net::ERR_FAILED/ });
  await page.locator(".status-light").filter({ hasText: "LIVE" }).waitFor();
  return page;
}

const field = (page: Page) => page.getByRole("combobox", { name: "Search instruments" });
const option = (page: Page, text: string | RegExp) => page.getByRole("option").filter({ hasText: text });
const activeText = (page: Page) =>
  field(page).evaluate((input) => document.getElementById(input.getAttribute("aria-activedescendant")!)?.textContent);

test("a key opens the search, what matches is bold, and each hit says its kind, its exchange and what it costs", async () => {
  const page = await open();
  await page.keyboard.press("Control+k");
  await field(page).fill("nifty 25000 ce");
  const first = option(page, /^NIFTY \d+ \w{3} \d{4} 25,000 CE/).first();
  await first.waitFor();
  expect(await first.locator("mark").allTextContents()).toEqual(["NIFTY", "25,000", "CE"]);
  expect(await first.locator(".tag").allTextContents()).toEqual(["Option", "NSE"]);
  expect(await first.locator(".hit-cost").textContent()).toBe("chain, 42 slots");
  await field(page).fill("nifty");
  await page.getByText("There are more: add a word").waitFor();

  await page.keyboard.press("Escape");
  await field(page).waitFor({ state: "detached" });
  await page.keyboard.press("/");
  expect(await field(page).inputValue()).toBe("");
});

test("a key that comes before the browser has told that the search is closed opens it again, empty", async () => {
  const page = await open();
  await page.keyboard.press("/");
  await field(page).fill("nifty");
  await page.evaluate(async () => {
    const dialog = document.querySelector("dialog:modal") as HTMLDialogElement;
    const told = new Promise((resolve) => dialog.addEventListener("close", resolve, { once: true }));
    dialog.close();
    document.dispatchEvent(new KeyboardEvent("keydown", { key: "/" }));
    await told;
    await new Promise((done) => requestAnimationFrame(done));
  });
  expect(await field(page).inputValue()).toBe("");
  await page.keyboard.type("bank");
  expect(await field(page).inputValue()).toBe("bank");
});

test("arrows go round the hits, Enter adds to the list, Shift-Enter opens the chain of an option", async () => {
  const page = await open();
  await page.keyboard.press("/");
  await field(page).fill("reliance");
  await option(page, "Reliance Industries").first().waitFor();
  const first = await activeText(page);
  await page.keyboard.press("ArrowDown");
  expect(await activeText(page)).not.toBe(first!);
  await page.keyboard.press("ArrowUp");
  expect(await activeText(page)).toBe(first!);
  await page.keyboard.press("ArrowUp");
  expect(await activeText(page)).not.toBe(first!);
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await page.getByText("Added RELIANCE to Default").waitFor();
  await option(page, "on the list").waitFor();
  await page.keyboard.press("Enter");
  await page.getByText("RELIANCE is on Default already").waitFor();

  await field(page).fill("banknifty pe");
  await option(page, /^BANKNIFTY .* PE/)
    .first()
    .waitFor();
  await page.keyboard.press("Shift+Enter");
  await page.waitForURL(/\/chain\/BANKNIFTY\/\d{4}-\d\d-\d\d$/);
  await field(page).waitFor({ state: "detached" });
});

test("who types faster than the screen adds what they typed", async () => {
  const page = await open();
  await page.keyboard.press("/");
  await page.keyboard.type("hdfcbank");
  await page.keyboard.press("Enter");
  await page.getByText("Added HDFCBANK to Default").waitFor();
});

test("a share opens its page, an index its chain, by mouse too", async () => {
  const page = await open();
  await page.getByRole("button", { name: "Search", exact: true }).click();
  await field(page).fill("tcs");
  const hit = option(page, /^TCS/).first();
  await hit.hover();
  await hit.getByText("open", { exact: true }).click();
  await page.waitForURL(/\/instrument\/NSE_EQ:11536$/);
  await page.keyboard.press("/");
  await field(page).fill("sensex");
  await option(page, /^SENSEX/)
    .first()
    .waitFor();
  await page.keyboard.press("Shift+Enter");
  await page.waitForURL(/\/chain\/SENSEX$/);
});

test("what cannot be on a watchlist says so, what is like nothing says what to try", async () => {
  const page = await open();
  await page.keyboard.press("/");
  await field(page).fill("crudeoil ce");
  await option(page, /^CRUDEOIL .* CE/)
    .first()
    .waitFor();
  await page.keyboard.press("Enter");
  await page.getByText("Options on commodities and currencies cannot be on a watchlist").waitFor();
  await field(page).fill("zzqqxxyy");
  await page.getByText("Nothing is like “zzqqxxyy”").waitFor();
  await field(page).fill("");
  await page.getByRole("button", { name: "bn 57k pe next week" }).click();
  await option(page, /^BANKNIFTY .* 57,000 PE/)
    .first()
    .waitFor();
});

test("a search that is not answered says so, and is tried again", async () => {
  const page = await open();
  let isCut = true;
  await page.route("**/trpc/*search.instruments*", (route) => (isCut ? route.abort() : route.continue()));
  await page.keyboard.press("/");
  await field(page).fill("infy");
  await page.getByText("The search did not answer.").waitFor();
  isCut = false;
  await page.getByRole("button", { name: "Try again" }).click();
  await option(page, /^INFY/).first().waitFor();
});

test("keys that are typed into a field do nothing else", async () => {
  const page = await open("/watchlist");
  await page.getByRole("button", { name: "Lists…" }).first().click();
  const name = page.getByLabel("Name of a new list").first();
  await name.fill("");
  await name.press("/");
  await name.press("?");
  expect(await name.inputValue()).toBe("/?");
  expect(await field(page).count()).toBe(0);
});
