import type { BrowserContext } from "playwright-core";
import type { Credentials } from "../fakes/auth-server.ts";

/** Gives a browser the session of somebody who has signed in. */
export async function signIn(context: BrowserContext, url: string, { cookie }: Credentials): Promise<void> {
  const [name, value] = cookie!.split("=", 2);
  await context.addCookies([{ url, name: name!, value: decodeURIComponent(value!) }]);
}
