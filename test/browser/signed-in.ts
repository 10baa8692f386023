import type { BrowserContext, Page } from "playwright-core";
import type { Credentials } from "../fakes/auth-server.ts";

/** Gives a browser the session of somebody who has signed in. */
export async function signIn(context: BrowserContext, url: string, { cookie }: Credentials): Promise<void> {
  const [name, value] = cookie!.split("=", 2);
  await context.addCookies([{ url, name: name!, value: decodeURIComponent(value!) }]);
}

/** Opens a page; whatever its browser complains of is added to the list. */
export async function openPage(context: BrowserContext, url: string, complaints: string[]): Promise<Page> {
  const page = await context.newPage();
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
  await page.addInitScript(() => {
    // A breach of the policy that the page catches is not logged by itself.
    document.addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) => {
      console.error(`policy broken: ${violatedDirective} ${blockedURI}`);
    });
  });
  await page.goto(url);
  return page;
}
