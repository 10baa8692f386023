import { type Browser, chromium } from "playwright-core";
import { chromiumPath } from "./ensure-chromium.ts";

/** Nothing but the page under test may use the network. */
const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export function launchBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: chromiumPath(), args: FLAGS });
}
