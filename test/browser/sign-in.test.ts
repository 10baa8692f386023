import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "bun:test";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { AuthServer } from "../fakes/auth-server.ts";
import { ServerProcess } from "../fakes/server-process.ts";
import { launchBrowser } from "./browser.ts";
import { openPage } from "./open-page.ts";

let browser: Browser;
let context: BrowserContext;
let server: AuthServer;
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

/** The answer to a wrong password is no complaint. */
const open = (url: string) => openPage(context, url, complaints, { expected: /401 \(Unauthorized\)/ });

async function signIn(page: Page, email: string, password: string): Promise<void> {
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
}

const isLive = (page: Page) => page.locator(".status-light").filter({ hasText: "LIVE" }).waitFor();

test("nobody sees a price before signing in; a wrong password says so; the right one shows the terminal; signing out ends it", async () => {
  const { session } = await server.addUser("asha", "trader");
  await server.post("/api/auth/sign-out", {}, session);
  const page = await open(server.url);
  await page.getByRole("heading", { name: "Sign in" }).waitFor();
  expect(await page.locator(".index-quote").count()).toBe(0);
  expect(await page.evaluate(() => document.activeElement?.getAttribute("name"))).toBe("email");

  await signIn(page, "asha@example.com", "wrong");
  await page.getByRole("alert").filter({ hasText: "the password is wrong" }).waitFor();
  await signIn(page, "asha@example.com", "everybody's password");
  await isLive(page);
  expect(await page.locator(".demo-banner").count()).toBe(0);
  const [cookie] = await context.cookies();
  expect(cookie).toMatchObject({ httpOnly: true, sameSite: "Lax" });
  expect(await page.evaluate(() => document.cookie)).toBe("");

  await page.getByRole("button", { name: "Sign out asha (asha@example.com, trader)" }).click();
  await page.getByRole("heading", { name: "Sign in" }).waitFor();
  expect(await context.cookies()).toEqual([]);
});

test("a page whose user is deactivated meanwhile is back at the sign-in by itself", async () => {
  const { userId } = await server.addUser("ravi", "viewer");
  const page = await open(server.url);
  await signIn(page, "ravi@example.com", "everybody's password");
  await isLive(page);
  await server.as(server.admin).admin.users.deactivate.mutate({ userId });
  await page.getByRole("heading", { name: "Sign in" }).waitFor();
  await signIn(page, "ravi@example.com", "everybody's password").catch(() => {});
  await page.getByRole("alert").filter({ hasText: "deactivated" }).waitFor();
  complaints = complaints.filter((text) => !text.includes("403 (Forbidden)"));
});

test("an invitation sets a password and signs in; the link is then spent, and is not in the address", async () => {
  const { users } = server.as(server.admin).admin;
  const created = await users.create.mutate({ email: "meera@example.com", name: "Meera", role: "viewer" });
  const link = server.url + (created.ok ? created.link : "");
  const page = await open(link);
  await page.getByRole("heading", { name: "Welcome: choose a password" }).waitFor();
  expect(await page.getByLabel("E-mail").inputValue()).toBe("meera@example.com");
  await page.getByLabel("Password").fill("meera's password");
  await page.getByRole("button", { name: "Set the password and sign in" }).click();
  await isLive(page);
  expect(page.url()).toBe(`${server.url}/chain/NIFTY`);

  await page.goto("about:blank");
  await page.goto(link);
  await page.getByRole("alert").filter({ hasText: "The link was used" }).waitFor();
});

test("the link of the first start makes the admin; without it the page says where to look", async () => {
  const fresh = new ServerProcess({ AUTH_MODE: "required" });
  try {
    const url = await fresh.url();
    const link = /make one within a day at (\S+)/.exec(fresh.stderr)![1]!;
    expect(link).toStartWith(`${url}/#link=`);
    expect(fresh.stdout).not.toContain(link.split("=")[1]!);
    const stranger = await open(url);
    await stranger.getByRole("heading", { name: "There is no admin yet" }).waitFor();
    const page = await open(link);
    await page.getByLabel("Your name").fill("Root");
    await page.getByLabel("E-mail").fill("root@example.com");
    await page.getByLabel("Password").fill("the first password");
    await page.getByRole("button", { name: "Make the admin and sign in" }).click();
    await isLive(page);
    await page.getByRole("button", { name: "Sign out Root (root@example.com, admin)" }).waitFor();
    await context.close();
  } finally {
    await fresh.stop();
  }
});

test("demo mode says loudly what it is", async () => {
  const demo = new ServerProcess();
  try {
    const page = await open(await demo.url());
    await page.getByText("anyone who reaches this port is admin").waitFor();
    await isLive(page);
    expect(await page.getByRole("button", { name: /Sign out/ }).count()).toBe(0);
    await context.close();
  } finally {
    await demo.stop();
  }
});

for (const width of [390, 1280]) {
  test(`at ${width} px the sign-in fits`, async () => {
    const page = await open(server.url);
    await page.setViewportSize({ width, height: 700 });
    await page.getByRole("button", { name: "Sign in" }).waitFor();
    const overflow = await page.evaluate(() => {
      const { scrollWidth, scrollHeight, clientWidth, clientHeight } = document.documentElement;
      return [scrollWidth - clientWidth, scrollHeight - clientHeight];
    });
    expect(overflow).toEqual([0, 0]);
  });
}
