import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { installDebianPackage, isExecutable, succeeds } from "../debian-package.ts";

const INSTALLED_AT = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/**
 * The Chromium for the browser tests: CHROMIUM_PATH, else the machine's, else Playwright's own.
 * @throws Error when there is none: the tests fail then, they never skip.
 */
export function chromiumPath(): string {
  const found = findChromium();
  if (found === null)
    throw new Error("no Chromium found: run `bun test/browser/ensure-chromium.ts`, or set CHROMIUM_PATH");
  return found;
}

function findChromium(): string | null {
  const asked = process.env.CHROMIUM_PATH;
  const places = asked ? [asked] : [...INSTALLED_AT, chromium.executablePath()];
  return places.find(isExecutable) ?? null;
}

/** Debian's package when it may be installed, since it brings the libraries Chromium needs; else Playwright's download. */
function installChromium(): void {
  if (installDebianPackage("chromium")) return;
  console.error("no Chromium found: installing Playwright's");
  const cli = fileURLToPath(new URL("cli.js", import.meta.resolve("playwright-core/package.json")));
  succeeds([process.execPath, cli, "install", "chromium"]);
}

if (import.meta.main) {
  if (findChromium() === null && !process.env.CHROMIUM_PATH) installChromium();
  const found = findChromium();
  if (found === null) {
    console.error(
      process.env.CHROMIUM_PATH
        ? `CHROMIUM_PATH is ${process.env.CHROMIUM_PATH}, which cannot be run`
        : "the browser tests need Chromium, and it could not be installed: install it, or set CHROMIUM_PATH to one",
    );
    process.exit(1);
  }
}
