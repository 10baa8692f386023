import type { Browser } from "playwright-core";

export interface ScriptSize {
  files: number;
  /** Of 1,000 bytes, gzipped, whatever the browser asked for. */
  kilobytes: number;
}

/** All script that is fetched until the first view stands, its charts too. */
export async function measureScript(browser: Browser, url: string): Promise<ScriptSize> {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  const scripts = new Set<string>();
  page.on("request", (request) => {
    if (request.resourceType() === "script") scripts.add(request.url());
  });
  await page.goto(url);
  await page.locator("tr[data-strike] .last-price").filter({ hasText: /\d/ }).first().waitFor();
  await page.locator("canvas").first().waitFor();
  await page.close();
  let bytes = 0;
  for (const script of scripts) {
    const file = await fetch(script, { headers: { "accept-encoding": "gzip" }, decompress: false });
    bytes += (await file.arrayBuffer()).byteLength;
  }
  return { files: scripts.size, kilobytes: Math.round(bytes / 100) / 10 };
}
