import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { ServerProcess } from "../fakes/server-process.ts";
import { launchBrowser } from "./browser.ts";

let server: ServerProcess;
let browser: Browser;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "strikewire-docs-"));
  server = new ServerProcess({ DATA_DIR: folder });
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser.close();
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

test("the documentation shows every route with its call, and calls the server, under its own strict policy", async () => {
  const page = await browser.newPage();
  const complaints: string[] = [];
  page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(String(error)));
  const url = await server.url();
  await page.goto(`${url}/docs`);
  await page.locator(".opblock").first().waitFor();
  const { paths } = await (await fetch(`${url}/openapi.json`)).json();
  expect(await page.locator(".opblock").count()).toBe(
    Object.values(paths as object).reduce((sum, methods) => sum + Object.keys(methods).length, 0),
  );
  const status = page.locator("#operations-subscriptions-subscriptions-status");
  await status.locator(".opblock-summary").click();
  await status.getByText("/api/v2/subscriptions/status'").first().waitFor();
  await status.getByRole("button", { name: "Execute" }).click();
  await status.getByText('"capacity"').first().waitFor();
  expect(complaints).toEqual([]);
});
