import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "bun:test";
import type { Browser, BrowserContext, Page } from "playwright-core";
import page from "../../web/index.html";
import { AuthServer, type Credentials, PASSWORD } from "../fakes/auth-server.ts";
import { FakeTickServer } from "../fakes/tick-server.ts";
import { launchBrowser } from "./browser.ts";
import { openPage } from "./open-page.ts";
import { signIn } from "./signed-in.ts";

let browser: Browser;
let server: AuthServer;
let context: BrowserContext;
let complaints: string[];

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

async function open(session: Credentials): Promise<Page> {
  await signIn(context, server.url, session);
  return openPage(context, `${server.url}/profile`, complaints);
}

test("a key is made and shown once, works against the API, and is dead once it is revoked", async () => {
  const { session } = await server.addUser("asha", "trader");
  const opened = await open(session);
  await opened.getByText("Make a key").click();
  // A key may do no more than its owner.
  expect(await opened.getByRole("checkbox").count()).toBe(2);
  await opened.getByLabel("Name", { exact: true }).fill("chart script");
  await opened.getByLabel("Ends").selectOption("30");
  await opened.getByRole("button", { name: "Make the key" }).click();
  const key = (await opened.getByRole("region", { name: "The key chart script" }).locator("code").textContent())!;
  const script = server.as({ authorization: `Bearer ${key}` });
  expect((await script.subscriptions.status.query()).capacity.instruments).toBe(25_000);
  await expect(script.watchlist.create.mutate({ name: "no" })).rejects.toMatchObject({
    data: { reason: "scope-missing" },
  });

  await opened.reload();
  const row = opened.getByRole("table", { name: "API keys" }).getByRole("row").filter({ hasText: "chart script" });
  await row.waitFor();
  expect(await row.textContent()).toContain(`${key.slice(0, 8)}`);
  expect(await opened.content()).not.toContain(key);
  await opened.getByRole("button", { name: "Revoke the key chart script" }).click();
  await opened.getByRole("dialog").getByRole("button", { name: "Revoke chart script" }).click();
  await row.waitFor({ state: "detached" });
  await expect(script.subscriptions.status.query()).rejects.toMatchObject({ data: { reason: "bad-credential" } });
});

test("a key that may do nothing is not asked for", async () => {
  const { session } = await server.addUser("nobody", "viewer");
  const opened = await open(session);
  await opened.getByText("Make a key").click();
  await opened.getByLabel("Name", { exact: true }).fill("useless");
  await opened.getByRole("checkbox").uncheck();
  await opened.getByRole("button", { name: "Make the key" }).click();
  await opened.getByRole("alert").filter({ hasText: "Choose at least one thing" }).waitFor();
  expect(await server.as(session).auth.keys.list.query()).toEqual([]);
});

test("the key can be copied", async () => {
  const { session } = await server.addUser("copyist", "viewer");
  await context.grantPermissions(["clipboard-read", "clipboard-write"], { origin: server.url });
  const opened = await open(session);
  await opened.getByText("Make a key").click();
  await opened.getByLabel("Name", { exact: true }).fill("copied");
  await opened.getByRole("button", { name: "Make the key" }).click();
  const shown = opened.getByRole("region", { name: "The key copied" });
  await shown.getByRole("button", { name: "Copy" }).click();
  await shown.getByText("Copied", { exact: true }).waitFor();
  const text = await opened.evaluate(() => navigator.clipboard.readText());
  expect(text).toBe((await shown.locator("code").textContent())!);
  await shown.getByRole("button", { name: "Put away" }).click();
  expect(await opened.getByText(text).count()).toBe(0);
});

test("the password is changed with the old one, and only then; other sessions end", async () => {
  const { session } = await server.addUser("meera", "viewer");
  const other = await server.signIn("meera@example.com");
  const opened = await open(session);
  const sessions = opened.getByRole("table", { name: "Sessions" }).locator("tbody tr");
  await sessions.nth(1).waitFor();
  await opened.getByText("this one").waitFor();
  const fill = async (current: string, next: string, again: string) => {
    await opened.getByLabel("Current password").fill(current);
    await opened.getByLabel("New password", { exact: true }).fill(next);
    await opened.getByLabel("New password once more").fill(again);
    await opened.getByRole("button", { name: "Change the password" }).click();
  };
  await fill(PASSWORD, "another password", "another passwort");
  await opened.getByRole("alert").filter({ hasText: "not the same both times" }).waitFor();
  await fill("not my password", "another password", "another password");
  await opened.getByRole("alert").filter({ hasText: "the password is wrong" }).waitFor();
  await fill(PASSWORD, "another password", "another password");
  await opened.locator(".toast").filter({ hasText: "The password is changed" }).waitFor();
  await sessions.nth(1).waitFor({ state: "detached" });
  expect((await server.as(other).auth.status.query()).me).toBeNull();
  await server.signIn("meera@example.com", "another password");
});

test("another session of one's own is revoked, and is signed out", async () => {
  const { session } = await server.addUser("ravi", "viewer");
  const other = await server.signIn("ravi@example.com");
  const opened = await open(session);
  await opened.getByRole("button", { name: "Revoke the session" }).click();
  await opened.getByRole("dialog").getByRole("button", { name: "End the session" }).click();
  await opened.locator(".toast").filter({ hasText: "The session has ended" }).waitFor();
  expect((await server.as(other).auth.status.query()).me).toBeNull();
  expect((await server.as(session).auth.status.query()).me?.name).toBe("ravi");
});

test("in demo mode the page says why there are no keys and no password", async () => {
  const fake = new FakeTickServer({ page });
  fake.api.auth = { mode: "demo", isSetUpNeeded: false, me: { id: "demo", email: null, name: "Demo", role: "admin" } };
  try {
    const opened = await openPage(context, `${fake.pageUrl}profile`, complaints);
    await opened.getByText("Nobody signs in here, so there is no password to change").waitFor();
    expect(await opened.getByRole("button", { name: "Change the password" }).count()).toBe(0);
    expect(await opened.getByText("Make a key").count()).toBe(0);
  } finally {
    await fake.stop();
  }
});

test("at 390 px the profile is no wider than the screen", async () => {
  const { session } = await server.addUser("narrow", "trader");
  await server.addKey(session, ["read"]);
  const opened = await open(session);
  await opened.setViewportSize({ width: 390, height: 800 });
  await opened.getByText("Make a key").click();
  await opened.getByRole("table", { name: "API keys" }).waitFor();
  const overflow = await opened.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    const profile = document.querySelector(".profile")!;
    return [scrollWidth - clientWidth, profile.scrollWidth - profile.clientWidth];
  });
  expect(overflow).toEqual([0, 0]);
});
