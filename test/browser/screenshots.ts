import { fileURLToPath } from "node:url";
import type { Browser, Page } from "playwright-core";
import { ServerProcess } from "../fakes/server-process.ts";
import { trpcCaller } from "../fakes/trpc-caller.ts";
import { launchBrowser } from "./browser.ts";

/**
 * `bun test/browser/screenshots.ts`: takes the README's pictures anew, of the simulator's prices. Charts fill for a while
 * first. What comes out is compressed with the fewest colours that look the same, where the machine has `pngquant`.
 */
const SIZE = { width: 1440, height: 900 };
const FILL_MS = 100_000;
const LISTED = [
  { kind: "INDEX_OPTION", underlying: "NIFTY", expiryRule: { kind: "nearest", count: 1 } },
  ...["NSE_EQ:2885", "NSE_EQ:1333", "NSE_EQ:11536"].map((key) => ({ kind: "EQUITY", key }) as const),
  { kind: "INDEX_OPTION", underlying: "BANKNIFTY", expiryRule: { kind: "nearest", count: 1 } },
] as const;

const server = new ServerProcess({ SIM_TICKS_PER_SECOND: "3" });
const browser = await launchBrowser();
try {
  const url = await server.url();
  const { search, watchlist } = trpcCaller(url);
  const made = await watchlist.create.mutate({ name: "Default" });
  const listId = made.ok ? made.list.id : "";
  for (const item of LISTED) await watchlist.addItem.mutate({ listId, item: structuredClone(item) });
  const futures = await search.instruments.query({ query: "nifty fut" });
  const future = futures.ok ? futures.hits[0]!.key : "";
  await watchlist.addItem.mutate({ listId, item: { kind: "FUTURE", key: future } });

  const pages = [
    { file: "terminal.png", page: await open(browser, `${url}/chain/NIFTY`, "dark") },
    { file: "instrument.png", page: await open(browser, `${url}/instrument/${future}`, "light") },
  ];
  await Bun.sleep(FILL_MS);
  for (const { file, page } of pages) await take(page, file);
} finally {
  await browser.close();
  await server.stop();
}

async function open(from: Browser, address: string, theme: string): Promise<Page> {
  const page = await from.newPage({ viewport: SIZE });
  await page.addInitScript((name) => localStorage.setItem("strikewire.theme", name), theme);
  await page.goto(address);
  return page;
}

async function take(page: Page, file: string): Promise<void> {
  const path = fileURLToPath(new URL(`../../web/${file}`, import.meta.url));
  await page.bringToFront();
  await page.screenshot({ path });
  if (Bun.which("pngquant") === null) return;
  await Bun.$`pngquant --force --skip-if-larger --strip --speed 1 --output ${path} 128 ${path}`.nothrow().quiet();
}
