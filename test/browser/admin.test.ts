import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "bun:test";
import type { Browser, BrowserContext, Page } from "playwright-core";
import page from "../../web/index.html";
import { AuthServer } from "../fakes/auth-server.ts";
import { FEED_UP } from "../fakes/feed-up.ts";
import { SimulatorOnItsOwn } from "../fakes/simulator-on-its-own.ts";
import { FakeTickServer } from "../fakes/tick-server.ts";
import { until } from "../fakes/until.ts";
import { launchBrowser } from "./browser.ts";
import { openPage } from "./open-page.ts";
import { signIn } from "./signed-in.ts";

const PLANNED = 2_272;
const BANKEX = 7 * 42;

let browser: Browser;
let dhan: SimulatorOnItsOwn;
let server: AuthServer;
let context: BrowserContext;
let complaints: string[];

beforeAll(async () => {
  [browser, dhan] = await Promise.all([launchBrowser(), SimulatorOnItsOwn.start()]);
  server = await AuthServer.start(dhan.env);
});
afterAll(async () => {
  await browser.close();
  await server.stop();
  await dhan.stop();
});

beforeEach(async () => {
  complaints = [];
  context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
});
afterEach(async () => {
  await context.close();
  expect(complaints).toEqual([]);
});

const api = () => server.as(server.admin);
const tierB = async () => (await api().subscriptions.status.query()).tiers.B.desired;

async function open(section: string): Promise<Page> {
  await signIn(context, server.url, server.admin);
  return openPage(context, `${server.url}/admin/${section}`, complaints);
}

/** Clicks what asks, reads the question, and says yes. */
async function confirm(opened: Page, button: string, answer: string): Promise<string> {
  await opened.getByRole("button", { name: button, exact: true }).click();
  const dialog = opened.getByRole("dialog");
  const question = (await dialog.locator("p").first().textContent())!;
  await dialog.getByRole("button", { name: answer, exact: true }).click();
  return question;
}

const toast = (opened: Page, text: string | RegExp) => opened.locator(".toast").filter({ hasText: text }).waitFor();
const row = (opened: Page, table: string, text: string | RegExp) =>
  opened.getByRole("table", { name: table }).getByRole("row").filter({ hasText: text });

/** Looks at one user more closely. */
const choose = (opened: Page, email: string) => row(opened, "Users", email).getByRole("button").click();

describe("by role", () => {
  for (const role of ["viewer", "trader"] as const) {
    test(`a ${role} is told that this is for admins, and sees none of it`, async () => {
      const { session } = await server.addUser(`a-${role}`, role);
      await signIn(context, server.url, session);
      const opened = await openPage(context, `${server.url}/admin/users`, complaints);
      await opened.getByRole("heading", { name: "This is for admins" }).waitFor();
      await opened.getByText(`a-${role}, you are a ${role} here`).waitFor();
      expect(await opened.getByRole("navigation", { name: "Admin" }).count()).toBe(0);
    });
  }

  test("an admin gets to each section by its link, and each can be bookmarked", async () => {
    const opened = await open("");
    const links = opened.getByRole("navigation", { name: "Admin" }).getByRole("link");
    await links.first().waitFor();
    const titles = await links.allTextContents();
    expect(titles).toHaveLength(8);
    for (const title of titles) {
      await links.filter({ hasText: title }).click();
      await opened.locator(".admin-nav [aria-current]").filter({ hasText: title }).waitFor();
      await opened.reload();
      await opened.locator(".admin-nav [aria-current]").filter({ hasText: title }).waitFor();
    }
  });
});

describe("the feed", () => {
  test("the five connections show what the server says of each, and the worst of it in a bar", async () => {
    const fake = new FakeTickServer({ page, stateEveryMs: 200 });
    fake.api.auth = { ...fake.api.auth, me: { ...fake.api.auth.me!, role: "admin" } };
    try {
      const opened = await openPage(context, `${fake.pageUrl}admin/feed`, complaints);
      const gauge = (number: number) => opened.locator(`.gauge[data-connection="${number}"]`);
      await gauge(5).getByText("455 of 5,000").waitFor();
      await gauge(5).getByText("455/s").waitFor();
      expect(await gauge(5).getByText("None since the start").count()).toBe(1);
      expect(await opened.locator(".notice").count()).toBe(0);
      const [one, two, ...others] = FEED_UP.connections;
      const reason = "closed by Dhan (805)";
      const out = {
        ...two!,
        ...{ state: "backing-off" as const, reason, retryAt: fake.now() + 60_000, reconnects: 3, confirmed: 0 },
        lastError: { at: fake.now(), reason },
      };
      fake.state = { ...FEED_UP, feed: "degraded", connections: [one!, out, ...others] };
      await gauge(2).getByText("backing off").waitFor();
      await gauge(2).getByText("0 / 455").waitFor();
      await gauge(2)
        .getByText(/retry in \d\d s: closed by Dhan \(805\)/)
        .waitFor();
      expect(await gauge(2).locator("dd").nth(5).textContent()).toBe("3");
      await gauge(2).getByRole("button", { name: "Connect connection 2", exact: true }).waitFor();
      await opened.locator(".status-light").filter({ hasText: "DEGRADED" }).waitFor();
      await opened.locator(".notice").filter({ hasText: "1 of 5 connections is out" }).waitFor();
    } finally {
      await fake.stop();
    }
  });

  test("one connection is disconnected after asking, and connected again", async () => {
    const opened = await open("feed");
    const gauge = opened.locator('.gauge[data-connection="3"]');
    await gauge.getByText("up", { exact: true }).waitFor();
    const question = await confirm(opened, "Disconnect connection 3", "Disconnect connection 3");
    expect(question).toMatch(/Its \d+ instruments turn stale/);
    await gauge.getByText("disconnected", { exact: true }).waitFor();
    await opened.locator(".notice").waitFor();
    await gauge.getByRole("button", { name: "Connect connection 3", exact: true }).click();
    await gauge.getByText("up", { exact: true }).waitFor();
  });

  test("the switch cuts the whole feed with a reason that everybody reads, and brings it back", async () => {
    const opened = await open("feed");
    await opened.getByRole("button", { name: "Switch the whole feed off" }).click();
    const dialog = opened.getByRole("dialog");
    await dialog.getByText(/All five connections close at once and 2,2\d\d instruments turn stale/).waitFor();
    await dialog.getByRole("button", { name: "Switch the whole feed off" }).click();
    // Not without saying why.
    await dialog.getByLabel("Why").fill("prices look wrong");
    await dialog.getByRole("button", { name: "Switch the whole feed off" }).click();
    await toast(opened, "The feed is switched off");
    await opened.locator(".notice").filter({ hasText: "prices look wrong" }).waitFor();
    await opened.locator(".status-light").filter({ hasText: "DOWN" }).waitFor();
    expect((await api().admin.feed.switch.query()).off?.reason).toBe("prices look wrong");

    await opened.getByText(/The feed is switched off since .* by root: prices look wrong/).waitFor();
    await opened.getByRole("button", { name: "Switch the feed on" }).click();
    // After a burst Dhan lets in one connection in five seconds.
    await opened.locator(".status-light").filter({ hasText: "LIVE" }).waitFor({ timeout: 55_000 });
    expect((await api().admin.feed.switch.query()).off).toBeNull();
  });

  test("the connections are evened out at a click, which says what moved", async () => {
    const opened = await open("feed");
    await opened.getByRole("button", { name: "Even the connections out" }).click();
    await toast(opened, /instruments moved|even already/);
  });
});

describe("slots", () => {
  test("the tiers as a bar, what is left, and who holds what, page by page and filtered", async () => {
    const opened = await open("slots");
    await opened.getByRole("heading", { name: "2,278 of 25,000 slots" }).waitFor();
    await opened.getByText("22,722 left").waitFor();
    await opened.getByText("Tier B 2,272").waitFor();
    const rows = opened.getByRole("table", { name: "Subscribed instruments" }).locator("tbody tr");
    await rows.nth(99).waitFor();
    const first = await rows.first().getAttribute("data-row");
    await opened.getByRole("button", { name: "Next" }).click();
    await opened.getByText("Page 2").waitFor();
    await until("another page", async () => (await rows.first().getAttribute("data-row")) !== first);
    await opened.getByLabel("Tier", { exact: true }).selectOption("pinned");
    await opened.getByText("6 instruments").waitFor();
    await opened.getByText("Page 1").waitFor();
    expect(await rows.count()).toBe(6);
    await opened.getByLabel("Tier", { exact: true }).selectOption("");
    await opened.getByLabel("Connection", { exact: true }).selectOption("4");
    await until("those of connection 4", async () =>
      (await rows.locator("td:nth-child(3)").allTextContents()).every((connection) => connection === "4"),
    );
  });

  test("all of Tier A is unsubscribed after a question that says how much and whose", async () => {
    const { userId, session } = await server.addUser("meera", "trader");
    const { watchlist } = server.as(session);
    const created = await watchlist.create.mutate({ name: "mine" });
    if (!created.ok) throw new Error(created.message);
    await watchlist.addItem.mutate({ listId: created.list.id, item: { kind: "EQUITY", key: "NSE_EQ:2885" } });
    const opened = await open("slots");
    await row(opened, "What users hold of Tier A", "meera").waitFor();
    await row(opened, "What users hold of Tier A", /Open pages.*66/).waitFor();
    const legs = (await api().admin.holdings.query()).reduce((sum, { slots }) => sum + slots, 0);
    const question = await confirm(opened, "Unsubscribe all Tier A", `Unsubscribe ${legs} legs`);
    expect(question).toStartWith(`Unsubscribe ${legs} Tier A legs of 1 user`);
    await toast(opened, /Unsubscribed: \d+ legs/);
    await row(opened, "What users hold of Tier A", "meera").waitFor({ state: "detached" });
    expect((await api().admin.holdings.query()).some((holding) => holding.userId === userId)).toBe(false);

    await confirm(opened, "Clear all watchlists", "Empty all watchlists");
    await toast(opened, "All watchlists are empty");
    expect((await watchlist.overview.query()).flatMap(({ items }) => items)).toEqual([]);
  });
});

describe("the Tier B plan", () => {
  test("an edit shows what it costs, is applied when saved, and can be undone", async () => {
    const opened = await open("plan");
    const expiries = opened.getByLabel("Option expiries of BANKEX");
    await expiries.fill("1");
    await opened.getByText("−252 from now, not saved yet").waitFor();
    expect(await tierB()).toBe(PLANNED);
    await opened.getByRole("button", { name: "Save the plan" }).click();
    await toast(opened, "The plan is in use: 2,020 instruments");
    await until("applied", async () => (await tierB()) === PLANNED - 6 * 42);
    expect(await expiries.inputValue()).toBe("1");
    await opened.getByRole("button", { name: "Undo" }).click();
    await until("as before", async () => (await tierB()) === PLANNED);
    await until("shown", async () => (await expiries.inputValue()) === "7");
  });

  test("an underlying is added and one removed; what cannot be is said before it is saved", async () => {
    const opened = await open("plan");
    await opened.getByRole("button", { name: "Remove BANKEX" }).click();
    await opened.getByText("−294 from now").waitFor();
    await opened.getByRole("button", { name: "Add an underlying" }).click();
    const save = opened.getByRole("button", { name: "Save the plan" });
    const problem = (text: string) => opened.locator(".plan-problems").filter({ hasText: text }).waitFor();
    await problem("Name an underlying");
    await opened.keyboard.type("nifty");
    await problem("NIFTY is there twice");
    await opened.getByLabel("Underlying NIFTY").last().fill("RELIANCE");
    await opened.getByLabel("Strikes each side of RELIANCE").fill("51");
    await problem("RELIANCE: strikes each side are 0 to 50");
    expect(await save.isDisabled()).toBe(true);
    await opened.getByLabel("Strikes each side of RELIANCE").fill("5");
    await opened.getByText("−272 from now").waitFor();
    await save.click();
    await until("applied", async () => (await tierB()) === PLANNED - BANKEX + 22);
    await opened.locator("summary").filter({ hasText: "RELIANCE" }).click();
    await opened.getByRole("table", { name: "Series of RELIANCE" }).locator("tbody tr").first().waitFor();
    await opened.getByRole("button", { name: "Undo" }).click();
    await until("as before", async () => (await tierB()) === PLANNED);
  });
});

describe("the log, the day and the master", () => {
  test("the subscription log is filtered by what happened and by unit", async () => {
    const plan = await api().admin.tierBPlan.query();
    await api().admin.setTierBPlan.mutate({
      entries: plan.entries.filter(({ underlying }) => underlying !== "BANKEX"),
    });
    await api().admin.setTierBPlan.mutate(plan);
    const opened = await open("log");
    const rows = opened.getByRole("table", { name: "Subscription log" }).locator("tbody tr");
    await rows.filter({ hasText: "Subscribed" }).first().waitFor();
    await opened.getByLabel("Action").selectOption({ label: "Unsubscribed" });
    await until("those only", async () => {
      const actions = await rows.locator("td:nth-child(2)").allTextContents();
      return actions.length >= 7 && actions.every((action) => action === "Unsubscribed");
    });
    const unit = (await rows.first().locator("td:nth-child(3)").textContent())!;
    expect(unit).toStartWith("tier-b:BANKEX:");
    await opened.getByLabel("Unit").fill(unit);
    await opened.keyboard.press("Enter");
    await until("that unit's", async () => {
      const units = await rows.locator("td:nth-child(3)").allTextContents();
      return units.length > 0 && units.every((text) => text === unit);
    });
    await opened.getByLabel("Unit").fill("no such unit");
    await opened.keyboard.press("Enter");
    await opened.getByText("Nothing has happened that fits.").waitFor();
  });

  test("a market's day is ended after asking, and the run is in the table", async () => {
    const opened = await open("day");
    const question = await confirm(opened, "End the day of MCX now", "End the day of MCX");
    expect(question).toStartWith("End the day of MCX now?");
    await toast(opened, "The day of MCX is over");
    await row(opened, "Ends of day", /MCX.*by an admin.*done/).waitFor();
    expect((await api().admin.eodRuns.query()).map(({ market }) => market)).toContain("MCX");
  });

  test("a master that is half missing is refused with a reason in sight; new lots replace it, and what differs is shown", async () => {
    const opened = await open("master");
    const refresh = opened.getByRole("button", { name: "Refresh now" });
    await dhan.control("faults", { master: "half-rows" });
    await refresh.click();
    await opened.getByRole("alert").filter({ hasText: "The last refresh was refused" }).waitFor();
    await opened.getByRole("button", { name: "Take it all the same" }).waitFor();
    await row(opened, "Refreshes of the instrument master", /refused.*are missing/).waitFor();
    await dhan.control("faults", { master: "new-lots" });
    await refresh.click();
    await row(opened, "Refreshes of the instrument master", /replaced.*lot sizes/)
      .getByRole("button")
      .click();
    const changed = opened.getByRole("table", { name: "Instruments that changed" });
    await changed.getByRole("row").filter({ hasText: "NIFTY" }).filter({ hasText: "lot sizes" }).first().waitFor();
    await opened.getByRole("button", { name: "Close" }).click();
    expect(await changed.count()).toBe(0);
    await dhan.control("faults", { master: "whole" });
  });
});

describe("users", () => {
  test("somebody is invited with a link shown once, comes in with it, and is deactivated", async () => {
    const opened = await open("users");
    await opened.getByLabel("Name", { exact: true }).fill("Ravi");
    await opened.getByLabel("E-mail").fill("ravi@example.com");
    await opened.getByLabel("Role").selectOption("viewer");
    await opened.getByRole("button", { name: "Make a link" }).click();
    const link = (await opened.getByRole("region", { name: "The link for Ravi" }).locator("code").textContent())!;
    expect(link).toStartWith(`${server.url}/#link=`);
    await row(opened, "Users", /Ravi.*viewer.*invited/).waitFor();

    const guest = await browser.newContext();
    const theirs = await openPage(guest, link, complaints);
    await theirs.getByLabel("Password").fill("ravi's own password");
    await theirs.getByRole("button", { name: "Set the password and sign in" }).click();
    await theirs.locator(".index-quote").first().waitFor();

    await opened.reload();
    expect(await opened.getByText(link).count()).toBe(0);
    await choose(opened, "ravi@example.com");
    const details = opened.getByRole("region", { name: "Ravi", exact: true });
    await details.getByRole("button", { name: "Revoke the session" }).waitFor();
    await details.getByLabel("Role").selectOption("trader");
    await toast(opened, "Ravi is trader now");
    await details.getByLabel("Share of Tier A, slots").fill("500");
    await details.getByRole("button", { name: "Set" }).click();
    await row(opened, "Users", /Ravi.*trader.*500.*active/).waitFor();
    const question = await confirm(opened, "Deactivate", "Deactivate Ravi");
    expect(question).toContain("Every session of theirs ends at once");
    await row(opened, "Users", /Ravi.*deactivated/).waitFor();
    await theirs.getByRole("heading", { name: "Sign in" }).waitFor();
    await guest.close();
    await details.getByRole("button", { name: "Reactivate" }).click();
    await row(opened, "Users", /Ravi.*active/).waitFor();
    await details.getByRole("button", { name: "Make a link for a new password" }).click();
    await opened.getByRole("region", { name: "The link for Ravi" }).waitFor();
  });

  test("a session and a key of somebody's are revoked", async () => {
    const { userId, session } = await server.addUser("asha", "trader");
    await server.addKey(session, ["read"]);
    const opened = await open("users");
    await choose(opened, "asha@example.com");
    await confirm(opened, "Revoke the key script", "Revoke script");
    await toast(opened, "The key is revoked");
    await confirm(opened, "Revoke the session", "End the session");
    await toast(opened, "The session has ended");
    await opened.getByText("Signed in nowhere.").waitFor();
    expect(await api().admin.users.keys.query({ userId })).toEqual([]);
    expect(await api().admin.users.sessions.query({ userId })).toEqual([]);
  });

  test("the last admin stays: what is refused says why", async () => {
    const opened = await open("users");
    await choose(opened, "root@example.com");
    await opened.locator(".user-details").getByLabel("Role").selectOption("viewer");
    await toast(opened, "This is the last admin who can sign in");
  });
});

test("credentials that Dhan refuses are refused with the reason; good ones are kept, and neither is read back", async () => {
  const opened = await open("dhan");
  await opened.getByText("the environment of the server").waitFor();
  const token = dhan.env.DHAN_ACCESS_TOKEN!;
  await opened.getByLabel("Client id").fill(dhan.env.DHAN_CLIENT_ID!);
  await opened.getByRole("button", { name: "Check and set" }).click();
  await opened.getByRole("alert").filter({ hasText: "needs an accessToken, or a pin" }).waitFor();
  // What the browser itself reports of a call that was refused.
  complaints = complaints.filter((text) => !text.includes("400 (Bad Request)"));
  await opened.getByLabel("Access token").fill(`${token}x`);
  await opened.getByRole("button", { name: "Check and set" }).click();
  await opened.getByRole("alert").filter({ hasText: "Dhan does not take this access token" }).waitFor();
  await opened.getByLabel("Access token").fill(token);
  await opened.getByRole("button", { name: "Check and set" }).click();
  await opened.getByText("set here", { exact: true }).waitFor();
  expect(await opened.getByLabel("Access token").inputValue()).toBe("");
  await opened.reload();
  await opened.getByText("set here", { exact: true }).waitFor();
  expect(await opened.content()).not.toContain(token);
  await confirm(opened, "Forget what was set here", "Forget them");
  await toast(opened, "What was kept is forgotten");
  await opened.getByText("the next start of the server takes it").waitFor();
});

for (const width of [390, 1280]) {
  test(`at ${width} px the page scrolls neither way, and no section is wider than its view`, async () => {
    const opened = await open("feed");
    await opened.setViewportSize({ width, height: 800 });
    const links = opened.getByRole("navigation", { name: "Admin" }).getByRole("link");
    for (const link of await links.all()) {
      await link.click();
      await opened.locator(".table-scroll, .gauge, .form").first().waitFor();
      const overflow = await opened.evaluate(() => {
        const { scrollWidth, scrollHeight, clientWidth, clientHeight } = document.documentElement;
        const section = document.querySelector(".admin-section")!;
        return [scrollWidth - clientWidth, scrollHeight - clientHeight, section.scrollWidth - section.clientWidth];
      });
      expect([await link.textContent(), ...overflow]).toEqual([await link.textContent(), 0, 0, 0]);
    }
  });
}
