import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "bun:test";
import axe from "axe-core";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { SECTIONS } from "../../web/admin/sections.ts";
import { AuthServer } from "../fakes/auth-server.ts";
import { launchBrowser } from "./browser.ts";
import { signIn } from "./signed-in.ts";

const WIDTHS = [1280, 390];
const THEMES = ["dark", "light"];
const GRAVE = ["serious", "critical"];

let browser: Browser;
let context: BrowserContext;
let server: AuthServer;
let option: string;

beforeAll(async () => {
  [browser, server] = await Promise.all([launchBrowser(), AuthServer.start()]);
  const { search, watchlist, auth } = server.as(server.admin);
  const found = await search.instruments.query({ query: "nifty 25000 ce" });
  option = found.ok ? found.hits[0]!.key : "";
  const made = await watchlist.create.mutate({ name: "Mine" });
  const listId = made.ok ? made.list.id : "";
  for (const item of [
    { kind: "EQUITY", key: "NSE_EQ:2885" },
    { kind: "INDEX_OPTION", underlying: "NIFTY", expiryRule: { kind: "nearest", count: 1 } },
  ] as const)
    await watchlist.addItem.mutate({ listId, item });
  await auth.keys.create.mutate({ name: "script", scopes: ["read"] });
});
afterAll(async () => {
  await browser.close();
  await server.stop();
});

beforeEach(async () => {
  // A flash changes a background for a moment: what is looked at stands still.
  context = await browser.newContext({ reducedMotion: "reduce" });
});
afterEach(() => context.close());

/** What axe finds on the page as it is now, that keeps somebody from using it. */
async function graveFindings(page: Page): Promise<string[]> {
  const { violations } = await page.evaluate(() => (globalThis as unknown as { axe: typeof axe }).axe.run());
  return violations
    .filter(({ impact }) => GRAVE.includes(impact!))
    .flatMap(({ id, nodes }) =>
      nodes.map(
        ({ target, failureSummary }) => `${id} at ${target.join(" ")}: ${failureSummary?.split("\n")[1]?.trim()}`,
      ),
    );
}

/** Looks at a view in both themes and at both widths. */
async function expectNoGraveFinding(page: Page): Promise<void> {
  await page.evaluate(axe.source);
  const found: Record<string, string[]> = {};
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 800 });
    for (const theme of THEMES) {
      await page.evaluate((name) => {
        document.documentElement.dataset.theme = name;
      }, theme);
      const findings = await graveFindings(page);
      if (findings.length > 0) found[`${theme} at ${width} px`] = findings.slice(0, 10);
    }
  }
  expect(found).toEqual({});
}

interface View {
  name: string;
  path(): string;
  /** In sight once the view has what it shows. */
  ready: string;
}

const VIEWS: View[] = [
  { name: "the option chain", path: () => "/chain/NIFTY", ready: "tbody tr[data-strike] .last-price" },
  { name: "the watchlist", path: () => "/watchlist", ready: ".view [data-instrument] .last-price" },
  { name: "an instrument", path: () => `/instrument/${option}`, ready: ".depth tbody tr" },
  { name: "an instrument that is not listed", path: () => "/instrument/NSE_EQ:999999", ready: ".view-message h2" },
  { name: "an address that is none", path: () => "/chain", ready: ".view-message h2" },
  ...SECTIONS.map(({ id, title }) => ({
    name: `admin: ${title}`,
    path: () => `/admin/${id}`,
    ready: ".admin-section h3, .admin-section table, .admin-section h2",
  })),
  { name: "the profile", path: () => "/profile", ready: ".profile table" },
];

for (const { name, path, ready } of VIEWS) {
  test(`${name} has no serious finding of axe, dark and light, wide and narrow`, async () => {
    await signIn(context, server.url, server.admin);
    const page = await context.newPage();
    await page.goto(server.url + path());
    await page.locator(ready).first().waitFor();
    await expectNoGraveFinding(page);
  });
}

test("the sign-in has no serious finding of axe, dark and light, wide and narrow", async () => {
  const page = await context.newPage();
  await page.goto(server.url);
  await page.getByRole("button", { name: "Sign in" }).waitFor();
  await expectNoGraveFinding(page);
});

test("the search palette has no serious finding of axe, dark and light, wide and narrow", async () => {
  await signIn(context, server.url, server.admin);
  const page = await context.newPage();
  await page.goto(`${server.url}/watchlist`);
  await page.locator(".status-light").filter({ hasText: "LIVE" }).waitFor();
  await page.keyboard.press("/");
  await page.getByRole("combobox", { name: "Search instruments" }).fill("nifty");
  await page.locator(".hit").first().waitFor();
  await expectNoGraveFinding(page);
});

test("the list of keys has no serious finding of axe, dark and light, wide and narrow", async () => {
  await signIn(context, server.url, server.admin);
  const page = await context.newPage();
  await page.goto(`${server.url}/watchlist`);
  await page.locator(".status-light").filter({ hasText: "LIVE" }).waitFor();
  await page.keyboard.press("?");
  await page.getByRole("dialog").waitFor();
  await expectNoGraveFinding(page);
});
