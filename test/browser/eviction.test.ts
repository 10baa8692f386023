import { expect, test } from "bun:test";
import type { Page } from "playwright-core";
import { SearchLimits } from "../../shared/search.ts";
import { AuthServer, type Credentials } from "../fakes/auth-server.ts";
import { until } from "../fakes/until.ts";
import { launchBrowser } from "./browser.ts";
import { openPage } from "./open-page.ts";
import { signIn } from "./signed-in.ts";

const RELIANCE = "NSE_EQ:2885";
/** Traders who look at chains of shares, none so many as to be beyond a share of the feed. */
const OTHERS = 6;
const EXPIRIES = 3;

/** Shares that options follow, by the first letters of their names; Reliance left out. */
async function optionedShares(server: AuthServer, session: Credentials): Promise<string[]> {
  const { search } = server.as(session);
  const shares = new Set<string>();
  const input = { kinds: ["FUTSTK" as const], limit: SearchLimits.hitsPerPage };
  for (const query of "abcdefghijklmnopqrstuvwxyz") {
    let page: string | null | undefined;
    while (page !== null) {
      const found = await search.instruments.query({ ...input, query, ...(page !== undefined && { page }) });
      if (!found.ok) throw new Error(found.message);
      for (const { underlying } of found.hits) shares.add(underlying);
      page = found.next;
    }
  }
  shares.delete("RELIANCE");
  return [...shares];
}

/** A list of the near chains of these. Asked for at once: one at a time each would wait for its price. */
async function fillList(server: AuthServer, session: Credentials, shares: readonly string[]): Promise<void> {
  const { watchlist } = server.as(session);
  const made = await watchlist.create.mutate({ name: "Chains" });
  if (!made.ok) throw new Error(made.message);
  const expiryRule = { kind: "nearest", count: EXPIRIES } as const;
  const items = shares.map((underlying) => ({ kind: "STOCK_OPTION", underlying, expiryRule }) as const);
  const answers = await Promise.all(items.map((item) => watchlist.addItem.mutate({ listId: made.list.id, item })));
  for (const answer of answers) if (!answer.ok) throw new Error(answer.message);
}

const row = (page: Page) => page.locator('.watchlist tbody tr[data-name="RELIANCE"]');

test("on a full feed what was looked at the longest ago makes room, is told so, and comes back in another's place", async () => {
  const complaints: string[] = [];
  const [browser, server] = await Promise.all([launchBrowser(), AuthServer.start({ SIM_TICKS_PER_SECOND: "0.2" })]);
  try {
    const { session } = await server.addUser("asha", "trader");
    const made = await server.as(session).watchlist.create.mutate({ name: "Default" });
    if (!made.ok) throw new Error(made.message);
    await server
      .as(session)
      .watchlist.addItem.mutate({ listId: made.list.id, item: { kind: "EQUITY", key: RELIANCE } });
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    await signIn(context, server.url, session);
    const page = await openPage(context, `${server.url}/watchlist`, complaints);
    await row(page).locator(".last-price").waitFor();

    const shares = await optionedShares(server, session);
    const status = () => server.as(server.admin).subscriptions.status.query();
    for (let other = 0; other < OTHERS; other++) {
      const theirs = shares.filter((_, place) => place % OTHERS === other);
      await fillList(server, (await server.addUser(`other${other}`, "trader")).session, theirs);
    }
    await until("the feed is full", async () => (await status()).evictions > 0);

    await row(page).getByText("evicted").waitFor();
    expect(await row(page).locator(".item-state").getAttribute("title")).toBe(
      "The feed was full, and this had not been looked at for longest",
    );
    await row(page).getByRole("button", { name: "Bring back RELIANCE" }).click();
    await row(page).locator(".last-price").waitFor();
    const { capacity, total } = await status();
    expect(total.desired).toBeLessThanOrEqual(capacity.instruments);
    expect(complaints).toEqual([]);
  } finally {
    await browser.close();
    await server.stop();
  }
});
