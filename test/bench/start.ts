import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readiness } from "../../shared/health.ts";
import { launchBrowser } from "../browser/browser.ts";
import { ServerProcess } from "../fakes/server-process.ts";
import { summary } from "./measure.ts";

const RUNS = 5;
const LIMIT_MS = 4_000;

/**
 * From `bun start` with an empty data folder, simulator and 289,000 instruments included, to five connections up and
 * prices in the page. The browser is open beforehand; all else is cold. Warm runs start from the kept master.
 */
export async function run(print: (line: object) => void): Promise<void> {
  const browser = await launchBrowser();
  const cold: number[] = [];
  const warm: number[] = [];
  for (let i = 0; i < RUNS; i++) {
    const dataDir = mkdtempSync(join(tmpdir(), "strikewire-bench-"));
    for (const [kind, totals] of [
      ["cold", cold],
      ["warm", warm],
    ] as const) {
      const startedAt = performance.now();
      const server = new ServerProcess({ DATA_DIR: dataDir, LOG_LEVEL: "warn" });
      const url = await server.url();
      const readyMs = performance.now() - startedAt;
      const page = await browser.newPage();
      await page.goto(url);
      await page.locator('[data-instrument="IDX_I:13"] .last-price').filter({ hasText: /\d/ }).first().waitFor();
      const totalMs = performance.now() - startedAt;
      totals.push(totalMs);
      const { steps } = readiness.parse(await (await fetch(`${url}/health/ready`)).json());
      print({
        bench: "start",
        run: i + 1,
        kind,
        steps: Object.fromEntries(steps.map(({ name, ms }) => [name, ms])),
        readyMs: Math.round(readyMs),
        pricesInPageMs: Math.round(totalMs),
      });
      await page.close();
      await server.stop();
    }
    rmSync(dataDir, { recursive: true, force: true });
  }
  await browser.close();
  const coldMs = summary(cold);
  print({
    bench: "start",
    work: "cold start to prices in the page",
    coldMs,
    warmMs: summary(warm),
    limitMs: LIMIT_MS,
    pass: coldMs.median <= LIMIT_MS,
  });
}

if (import.meta.main) await run((line) => console.log(JSON.stringify(line)));
