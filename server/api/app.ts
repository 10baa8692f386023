import { Elysia } from "elysia";
import type { Readiness } from "../../shared/health.ts";
import type { Auth } from "../auth/auth.ts";
import type { Logger } from "../logger.ts";
import type { ClientAddresses } from "./client-address.ts";
import type { OwnHost } from "./own-host.ts";
import { docsPage } from "./rest/docs-page.ts";
import { openApiDocument } from "./rest/openapi.ts";
import { createRest } from "./rest/rest-api.ts";
import type { AppRouter } from "./router.ts";
import { isSameOrigin } from "./same-origin.ts";
import {
  DOCS_CONTENT_SECURITY_POLICY,
  OVER_HTTPS_HEADERS,
  PERSONAL_HEADERS,
  SECURITY_HEADERS,
} from "./security-headers.ts";
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
  /** An expiry of NIFTY's options for the documentation's examples; null while none is known. */
  exampleExpiry(): string | null;
  auth: Auth;
  addresses: ClientAddresses;
  ownHost: OwnHost;
  log: Logger;
}

/** Everything that is served over plain HTTP. */
export function createApp({ readiness, page, router, exampleExpiry, auth, addresses, ownHost, log }: AppOptions) {
  const trpc = trpcEndpoint({ router, auth, addresses, log });
  const { signIn, signOut } = signInEndpoint({ auth, addresses, ownHost });
  const rest = createRest({ router, auth, addresses, log });
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
      // All others after GET, which the page's own would take.
      .get("/api/v2/*", ({ request }) => rest(request))
      .all("/api/v2/*", ({ request }) => rest(request), { parse: "none" })
      .get("/openapi.json", ({ request }) => openApiDocument(router, new URL(request.url).origin, exampleExpiry()))
      .get("/docs", ({ set }) => {
        set.headers["content-security-policy"] = DOCS_CONTENT_SECURITY_POLICY;
        return docsPage("/docs")!;
      })
      .get("/docs/*", ({ path, status }) => docsPage(path) ?? status(404, { error: "not found" }))
      .get("/*", async ({ path, headers, status }) => {
        const files = await page;
        if (files === null) return status(503, { error: "the page could not be built: /health/ready says why" });
        return files.respond(path, headers["accept-encoding"] ?? "") ?? status(404, { error: "not found" });
      })
  );
}
