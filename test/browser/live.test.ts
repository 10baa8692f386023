import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Locator, Page } from "playwright-core";
import { ServerProcess } from "../fakes/server-process.ts";
import { trpcCaller } from "../fakes/trpc-caller.ts";
import { launchBrowser } from "./browser.ts";

let browser: Browser;
let dataDir: string;
let server: ServerProcess;
let url: string;

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), "strikewire-live-"));
  server = new ServerProcess({ DATA_DIR: dataDir, SIM_TICKS_PER_SECOND: "5" });
  [browser, url] = await Promise.all([launchBrowser(), server.url()]);
});
afterAll(async () => {
  await browser.close();
  await server.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

/** Resolves once an element has shown so many different prices. */
async function showsPrices(element: Locator, count = 3): Promise<void> {
  const seen = new Set<string>();
  while (seen.size < count) {
    const text = (await element.textContent()) ?? "";
    if (/\d/.test(text)) seen.add(text);
    await element.page().waitForTimeout(50);
  }
}

/** The last price of the strike at the money, on the calls' side. */
const atTheMoney = (page: Page) => page.locator('tr[data-at-money] [data-side="call"] .last-price').first();

async function searchFor(page: Page, query: string, name: string | RegExp): Promise<void> {
  await page.keyboard.press("/");
  await page.getByRole("combobox", { name: "Search instruments" }).fill(query);
  await page.getByRole("option", { name, selected: true }).waitFor();
}

test("a newcomer: bun start, a live NIFTY chain at once, search, watchlist, another chain, what had to stop and is brought back, and a server that goes and comes back", async () => {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error" && !message.text().includes("ERR_CONNECTION")) complaints.push(message.text());
  });

  // Nothing is clicked and nothing read.
  await page.goto(url);
  await showsPrices(atTheMoney(page));
  expect(new URL(page.url()).pathname).toBe("/chain/NIFTY");
  await page.getByText("SIMULATED PRICES").waitFor();
  await page.getByText("5/5 connections").waitFor();
  const indices = ["IDX_I:13", "IDX_I:25", "IDX_I:27", "IDX_I:442", "IDX_I:51", "IDX_I:69"];
  await Promise.all(
    indices.map((key) => showsPrices(page.locator(`.index-quote[data-instrument="${key}"] .last-price`))),
  );

  // Search to watchlist, a share and a chain.
  const list = page.getByRole("complementary", { name: "Watchlist" });
  await searchFor(page, "reliance", /^RELIANCE/);
  await page.keyboard.press("Enter");
  await page.getByText("Added RELIANCE to Default").waitFor();
  await page.keyboard.press("Escape");
  await showsPrices(list.locator('[data-name="RELIANCE"] .last-price'));
  await searchFor(page, "banknifty", /^BANKNIFTY/);
  await page.keyboard.press("Enter");
  await page.getByText("Added BANKNIFTY to Default").waitFor();
  await page.keyboard.press("Escape");

  // Watchlist to chain.
  await list.getByRole("link", { name: /^BANKNIFTY .* chain/ }).click();
  await page.waitForURL(/\/chain\/BANKNIFTY/);
  await showsPrices(atTheMoney(page));

  // What had to stop is seen, and brought back.
  await trpcCaller(url).admin.unsubscribeAllTierA.mutate();
  const bringBack = list.getByRole("button", { name: "Bring back RELIANCE" });
  await bringBack.waitFor();
  await list.locator('[data-name="RELIANCE"]').getByText("An admin stopped it").waitFor({ state: "attached" });
  await bringBack.click();
  await bringBack.waitFor({ state: "detached" });
  await showsPrices(list.locator('[data-name="RELIANCE"] .last-price'));

  // The server goes, and comes back with all that was asked of it.
  const { port } = new URL(url);
  await server.stop();
  await page.locator(".notice").filter({ hasText: "Not live: reconnecting." }).waitFor();
  await page.locator('[data-offline="true"]').waitFor();
  server = new ServerProcess({ DATA_DIR: dataDir, SIM_TICKS_PER_SECOND: "5", PORT: port });
  await server.url();
  await page
    .getByRole("button", { name: "Retry now" })
    .click()
    .catch(() => {});
  await page.locator(".status-light").filter({ hasText: "LIVE" }).waitFor();
  await showsPrices(atTheMoney(page));
  await showsPrices(list.locator('[data-name="RELIANCE"] .last-price'));
  expect(complaints).toEqual([]);
  await page.close();
}, 180_000);
