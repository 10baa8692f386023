import { afterAll, beforeAll, expect, test } from "bun:test";
import type { Browser, Page } from "playwright-core";
import { ServerProcess } from "../fakes/server-process.ts";
import { launchBrowser } from "./browser.ts";

let browser: Browser;
let server: ServerProcess;
let url: string;

beforeAll(async () => {
  server = new ServerProcess({ SIM_TICKS_PER_SECOND: "5" });
  [browser, url] = await Promise.all([launchBrowser(), server.url()]);
});
afterAll(async () => {
  await browser.close();
  await server.stop();
});

/** The texts an element shows until it has shown so many different ones. */
async function differentTexts(page: Page, selector: string, count: number): Promise<Set<string>> {
  const seen = new Set<string>();
  const element = page.locator(selector).first();
  while (seen.size < count) {
    const text = (await element.textContent()) ?? "";
    if (/\d/.test(text)) seen.add(text);
    await page.waitForTimeout(50);
  }
  return seen;
}

test("bun start's page shows prices of the simulator that change, all five connections, and says they are simulated", async () => {
  const page = await browser.newPage();
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
  await page.goto(url);

  const indices = ["IDX_I:13", "IDX_I:25", "IDX_I:27", "IDX_I:442", "IDX_I:51", "IDX_I:69"];
  const shown = await Promise.all(
    indices.map((key) => differentTexts(page, `[data-instrument="${key}"] .last-price`, 3)),
  );
  expect(shown.map((texts) => texts.size)).toEqual([3, 3, 3, 3, 3, 3]);
  await page.getByText("SIMULATED PRICES").waitFor();
  await page.getByText("5/5 connections").waitFor();

  await page.goto(`${url}/watchlist`);
  await page.getByRole("main").getByRole("button", { name: "Reliance" }).click();
  await page.locator('tr[data-instrument="NSE_EQ:2885"]').getByText("RELIANCE").waitFor();
  expect((await differentTexts(page, 'tr[data-instrument="NSE_EQ:2885"] .last-price', 3)).size).toBe(3);
  expect(complaints).toEqual([]);
  await page.close();
});
