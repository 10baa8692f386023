import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "bun:test";
import type { Browser, BrowserContext, Page, WebSocketRoute } from "playwright-core";
import { AuthServer, type Credentials } from "../fakes/auth-server.ts";
import { launchBrowser } from "./browser.ts";
import { openPage } from "./open-page.ts";
import { signIn } from "./signed-in.ts";

let browser: Browser;
let context: BrowserContext;
let server: AuthServer;
let complaints: string[];
let users = 0;

beforeAll(async () => {
  [browser, server] = await Promise.all([launchBrowser(), AuthServer.start()]);
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

/** Somebody new, so that no test finds another's lists. */
async function newUser(role: "viewer" | "trader" = "trader"): Promise<Credentials> {
  const { session } = await server.addUser(`user${++users}`, role);
  await signIn(context, server.url, session);
  return session;
}

async function newTrader(shares: string[]): Promise<Credentials> {
  const session = await newUser();
  const { watchlist } = server.as(session);
  const made = await watchlist.create.mutate({ name: "Default" });
  if (!made.ok) throw new Error(made.message);
  for (const key of shares) await watchlist.addItem.mutate({ listId: made.list.id, item: { kind: "EQUITY", key } });
  return session;
}

async function open(path = "/watchlist"): Promise<Page> {
  const page = await openPage(context, server.url + path, complaints);
  await page.locator(".status-light").filter({ hasText: "LIVE" }).waitFor();
  return page;
}

const SHARES = ["NSE_EQ:2885", "NSE_EQ:1333", "NSE_EQ:11536"];
const names = (page: Page, rows = ".watchlist tbody tr") =>
  page.locator(rows).evaluateAll((all) => all.map((row) => (row as HTMLElement).dataset.name));
/** Waits until the rows stand in this order. */
const order = (page: Page, expected: string[], rows = ".watchlist tbody tr") =>
  page.waitForFunction(
    ([selector, wanted]) =>
      [...document.querySelectorAll<HTMLElement>(selector!)].map(({ dataset }) => dataset.name).join() === wanted,
    [rows, expected.join()],
  );
const row = (page: Page, name: string) => page.locator(`.watchlist tbody tr[data-name="${name}"]`);
/** By its two keys, pressed again where a slow machine let more time pass between them than the page waits. */
async function goToWatchlist(page: Page): Promise<void> {
  while (!new URL(page.url()).pathname.startsWith("/watchlist")) {
    await page.keyboard.press("g");
    await page.keyboard.press("w");
    await page.waitForURL(/\/watchlist/, { timeout: 2_000 }).catch(() => {});
  }
}
const stored = async (session: Credentials) =>
  (await server.as(session).watchlist.overview.query()).flatMap(({ items }) =>
    items.map(({ underlying }) => underlying),
  );

test("by keyboard alone: search to watchlist to chain, an eviction seen and taken back, a lost connection come back", async () => {
  const session = await newUser();
  let socket: WebSocketRoute | null = null;
  await context.routeWebSocket(/\/ticks/, (route) => {
    socket = route;
    route.connectToServer();
  });
  const page = await open("/");
  await page.waitForURL(/\/chain\/NIFTY/);
  const { keyboard } = page;
  await keyboard.press("/");
  await keyboard.type("nifty 25000 ce");
  await keyboard.press("Enter");
  await page.getByText(/^Added NIFTY .* to Default$/).waitFor();
  await keyboard.press("Control+A");
  await keyboard.type("reliance");
  await keyboard.press("Enter");
  await page.getByText("Added RELIANCE to Default").waitFor();
  await keyboard.press("Escape");
  // Keys are the palette's until it is closed.
  await page.locator("dialog[open]").waitFor({ state: "detached" });

  const side = (name: string) => page.locator(`.side-row[data-name*="${name}"]`);
  await side("NIFTY")
    .getByText(/42 legs · .*streaming/)
    .waitFor();
  await goToWatchlist(page);
  await row(page, "RELIANCE").locator(".last-price").waitFor();
  await keyboard.press("j");
  await keyboard.press("Enter");
  await page.waitForURL(/\/chain\/NIFTY\/\d{4}-\d\d-\d\d$/);

  await server.as(server.admin).admin.unsubscribeAllTierA.mutate();
  await page
    .getByText(/^Stopped for today: /)
    .first()
    .waitFor();
  await side("RELIANCE").getByText("stopped").waitFor();
  await goToWatchlist(page);
  await row(page, "RELIANCE").getByRole("button", { name: "Bring back RELIANCE" }).waitFor();
  // Two events, one of each market; then the rows one by one.
  await keyboard.press("j");
  await keyboard.press("j");
  await keyboard.press("Tab");
  await keyboard.press("Enter");
  await row(page, "RELIANCE").locator(".last-price").waitFor();
  expect(await page.evaluate(() => document.activeElement?.textContent)).toBe("RELIANCE");
  await keyboard.press("k");
  await keyboard.press("Tab");
  await keyboard.press("Enter");
  await side("NIFTY").getByText("streaming").waitFor();
  expect((await stored(session)).sort()).toEqual(["NIFTY", "RELIANCE"]);

  await socket!.close({ code: 1012, reason: "going away" });
  await page.locator(".notice").filter({ hasText: "Not live: reconnecting." }).waitFor();
  await page.locator(".status-light").filter({ hasText: "LIVE" }).waitFor();
  await page.locator(".notice").waitFor({ state: "detached" });
  const price = side("RELIANCE").locator(".last-price");
  const before = await price.textContent();
  await price.filter({ hasNotText: before! }).waitFor();
});

test("rows are moved by keyboard, which is read out, and by dragging; the server remembers", async () => {
  const session = await newTrader(SHARES);
  const page = await open();
  await order(page, ["RELIANCE", "HDFCBANK", "TCS"]);
  await row(page, "RELIANCE").getByRole("link").focus();
  await page.keyboard.press("Alt+ArrowDown");
  await order(page, ["HDFCBANK", "RELIANCE", "TCS"]);
  await page.getByText("RELIANCE is now 2 of 3").waitFor({ state: "attached" });
  expect(await page.evaluate(() => document.activeElement?.textContent)).toBe("RELIANCE");
  await page.keyboard.press("Alt+ArrowDown");
  await order(page, ["HDFCBANK", "TCS", "RELIANCE"]);
  await page.keyboard.press("Alt+ArrowDown");
  await page.getByText("RELIANCE is last already").waitFor({ state: "attached" });

  await row(page, "RELIANCE").dragTo(row(page, "HDFCBANK"), { targetPosition: { x: 60, y: 3 } });
  await order(page, ["RELIANCE", "HDFCBANK", "TCS"]);
  await page.locator('.side-row[data-name="TCS"]').dragTo(page.locator('.side-row[data-name="RELIANCE"]'), {
    targetPosition: { x: 60, y: 36 },
  });
  await order(page, ["RELIANCE", "TCS", "HDFCBANK"], ".side-row");
  await order(page, ["RELIANCE", "TCS", "HDFCBANK"]);
  await page.reload();
  await order(page, ["RELIANCE", "TCS", "HDFCBANK"]);
  expect(await stored(session)).toEqual(["RELIANCE", "TCS", "HDFCBANK"]);
});

test("a column's head sorts by it, the other way round, and not at all; sorted rows are not moved", async () => {
  await newTrader(SHARES);
  const page = await open();
  for (const name of ["RELIANCE", "HDFCBANK", "TCS"]) await row(page, name).locator(".last-price").waitFor();
  const head = page.getByRole("columnheader", { name: "LTP" });
  await head.getByRole("button").click();
  expect(await head.getAttribute("aria-sort")).toBe("descending");
  const falling = await names(page);
  expect(falling).toEqual(["TCS", "RELIANCE", "HDFCBANK"]);
  await row(page, "TCS").getByRole("link").focus();
  await page.keyboard.press("Alt+ArrowDown");
  await page.getByText("Sorted by a column").waitFor({ state: "attached" });
  await head.getByRole("button").click();
  expect(await names(page)).toEqual(falling.toReversed());
  await head.getByRole("button").click();
  expect(await head.getAttribute("aria-sort")).toBe("none");
  expect(await names(page)).toEqual(["RELIANCE", "HDFCBANK", "TCS"]);
});

test("lists are made, chosen, renamed and deleted with what is on them, and each has an address", async () => {
  const session = await newTrader(SHARES);
  const page = await open();
  const picker = page.locator(".sidebar").getByRole("combobox", { name: "Watchlist" });
  await page.locator(".sidebar").getByRole("button", { name: "Lists…" }).click();
  const dialog = page.getByRole("dialog", { name: "Watchlists" });
  await dialog.getByLabel("Name of a new list").fill("default");
  await dialog.getByRole("button", { name: "Create" }).click();
  await dialog.getByRole("alert").filter({ hasText: "You have a list of this name" }).waitFor();
  await dialog.getByLabel("Name of a new list").fill("Metals");
  await dialog.getByRole("button", { name: "Create" }).click();
  await dialog.getByLabel("Name of Metals").fill("Steel");
  await dialog.getByRole("button", { name: "Rename" }).last().click();
  await dialog.getByLabel("Name of Steel").waitFor();
  await dialog.getByRole("button", { name: "Move Steel up" }).click();
  await dialog.getByRole("button", { name: "Move Steel up" }).and(page.locator(":disabled")).waitFor();
  await dialog.getByRole("button", { name: "Done" }).click();
  await page.getByRole("main").getByText("Nothing on this list yet.").waitFor();

  await picker.selectOption({ label: "Default · 3" });
  await order(page, ["RELIANCE", "HDFCBANK", "TCS"]);
  const address = page.url();
  await picker.selectOption({ label: "Steel · 0" });
  await page.goto(address);
  await order(page, ["RELIANCE", "HDFCBANK", "TCS"]);

  await page.locator(".sidebar").getByRole("button", { name: "Lists…" }).click();
  await dialog.getByRole("button", { name: "Delete" }).last().click();
  const question = page.getByRole("dialog", { name: "Delete the watchlist Default with the 3 items on it" });
  await question.getByRole("button", { name: "Delete" }).click();
  await dialog.getByLabel("Name of Default").waitFor({ state: "detached" });
  await dialog.getByRole("button", { name: "Done" }).click();
  await page.getByText("There is no such list").waitFor();
  const left = await server.as(session).watchlist.overview.query();
  expect(left.map(({ list }) => list.name)).toEqual(["Steel"]);
});

test("expiries of a chain are added and taken off on its row", async () => {
  const session = await newTrader([]);
  const lists = await server.as(session).watchlist.overview.query();
  const expiryRule = { kind: "nearest", count: 1 } as const;
  await server.as(session).watchlist.addItem.mutate({
    listId: lists[0]!.list.id,
    item: { kind: "INDEX_OPTION", underlying: "NIFTY", expiryRule },
  });
  const page = await open();
  const chain = page.locator('.watchlist tbody tr[data-name^="NIFTY"]');
  await chain.getByLabel("Add an expiry of NIFTY").selectOption({ index: 1 });
  await chain.getByText("84 legs").waitFor();
  await chain
    .getByRole("button", { name: /^Take the expiry/ })
    .first()
    .click();
  await chain.getByText("42 legs").waitFor();
});

test("`a` puts the chain that is shown on the list", async () => {
  await newUser();
  const page = await open("/chain/BANKNIFTY");
  await page.keyboard.press("a");
  await page.getByText("Added the BANKNIFTY chain to Default").waitFor();
  await page.locator('.side-row[data-name^="BANKNIFTY"]').waitFor();
});

test("a viewer is told that lists are for traders", async () => {
  await newUser("viewer");
  const page = await open();
  await page.getByRole("main").getByText("ask an admin to make you a trader").waitFor();
  expect(await page.getByRole("button", { name: "Lists…" }).count()).toBe(0);
});
