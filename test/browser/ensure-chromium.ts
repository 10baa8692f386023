import { spawnSync } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

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

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Debian's package when it may be installed, since it brings the libraries Chromium needs; else Playwright's download. */
function installChromium(): void {
  const sudo = process.getuid?.() === 0 ? [] : ["sudo", "-n"];
  if (succeeds([...sudo, "apt-get", "--version"], "ignore")) {
    console.error("no Chromium found: installing the package chromium");
    const env = [...sudo, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get"];
    if (succeeds([...env, "update"]) && succeeds([...env, "install", "-y", "--no-install-recommends", "chromium"]))
      return;
  }
  console.error("no Chromium found: installing Playwright's");
  const cli = fileURLToPath(new URL("cli.js", import.meta.resolve("playwright-core/package.json")));
  succeeds([process.execPath, cli, "install", "chromium"]);
}

/** Runs a command; its output goes to standard error. */
function succeeds([command, ...args]: string[], output: "ignore" | "shown" = "shown"): boolean {
  const stdio = output === "ignore" ? "ignore" : (["ignore", 2, 2] as const);
  return spawnSync(command!, args, { stdio: stdio as "ignore" }).status === 0;
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
