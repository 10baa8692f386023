import { Elysia } from "elysia";
import type { Readiness } from "../../shared/health.ts";
import type { Auth } from "../auth/auth.ts";
import type { Logger } from "../logger.ts";
import type { ClientAddresses } from "./client-address.ts";
import type { OwnHost } from "./own-host.ts";
import type { AppRouter } from "./router.ts";
import { isSameOrigin } from "./same-origin.ts";
import { OVER_HTTPS_HEADERS, PERSONAL_HEADERS, SECURITY_HEADERS } from "./security-headers.ts";
import { signInEndpoint } from "./sign-in-endpoint.ts";
import { trpcEndpoint } from "./trpc-endpoint.ts";
import type { WebPage } from "./web-page.ts";

/** Whose answers depend on who asks. */
const PERSONAL_PATH = /^\/(trpc|api)\//;

export interface AppOptions {
  readiness(): Readiness;
  /** Resolves once the page is bundled; null when it could not be. */
  page: Promise<WebPage | null>;
  router: AppRouter;
  auth: Auth;
  addresses: ClientAddresses;
  ownHost: OwnHost;
  log: Logger;
}

/** Everything that is served over plain HTTP. */
export function createApp({ readiness, page, router, auth, addresses, ownHost, log }: AppOptions) {
  const trpc = trpcEndpoint({ router, auth, addresses, log });
  const { signIn, signOut } = signInEndpoint({ auth, addresses, ownHost });
  return (
    new Elysia()
      .onRequest(({ request, set, status }) => {
        const url = new URL(request.url);
        Object.assign(set.headers, SECURITY_HEADERS);
        if (ownHost.isOverHttps(url)) Object.assign(set.headers, OVER_HTTPS_HEADERS);
        if (PERSONAL_PATH.test(url.pathname)) Object.assign(set.headers, PERSONAL_HEADERS);
        if (!isSameOrigin(request)) return status(403, { error: "not from another site's page" });
      })
      .onError(({ code, error, status }) => {
        if (code === "NOT_FOUND") return status(404, { error: "not found" });
        log.error({ err: error }, "a request failed");
        return status(500, { error: "something went wrong here" });
      })
      .get("/health/live", () => ({ status: "live" }))
      .get("/health/ready", ({ status }) => {
        const answer = readiness();
        return status(answer.status === "starting" ? 503 : 200, answer);
      })
      .post("/api/auth/sign-in/email", ({ request }) => signIn(request), { parse: "none" })
      .post("/api/auth/sign-out", ({ request }) => signOut(request), { parse: "none" })
      // The adapter reads the body itself.
      .get("/trpc/*", ({ request }) => trpc(request))
      .post("/trpc/*", ({ request }) => trpc(request), { parse: "none" })
      .get("/*", async ({ path, headers, status }) => {
        const files = await page;
        if (files === null) return status(503, { error: "the page could not be built: /health/ready says why" });
        return files.respond(path, headers["accept-encoding"] ?? "") ?? status(404, { error: "not found" });
      })
  );
}
