import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import { Elysia } from "elysia";
import type { Readiness } from "../../shared/health.ts";
import type { Logger } from "../logger.ts";
import { docsPage } from "./rest/docs-page.ts";
import { openApiDocument } from "./rest/openapi.ts";
import { createRest } from "./rest/rest-api.ts";
import type { AppRouter } from "./router.ts";
import { isSameOrigin } from "./same-origin.ts";
import { DOCS_CONTENT_SECURITY_POLICY, SECURITY_HEADERS } from "./security-headers.ts";
import { DEMO_USER_ID } from "./trpc.ts";
import type { WebPage } from "./web-page.ts";

export interface AppOptions {
  readiness(): Readiness;
  /** Resolves once the page is bundled; null when it could not be. */
  page: Promise<WebPage | null>;
  router: AppRouter;
  /** An expiry of NIFTY's options for the documentation's examples; null while none is known. */
  exampleExpiry(): string | null;
  log: Logger;
}

/** Everything that is served over plain HTTP. */
export function createApp({ readiness, page, router, exampleExpiry, log }: AppOptions) {
  const trpc = (request: Request) =>
    fetchRequestHandler({
      endpoint: "/trpc",
      req: request,
      router,
      createContext: () => ({ userId: DEMO_USER_ID }),
      // A question too long for an address may be posted.
      allowMethodOverride: true,
      onError({ error, path }) {
        if (error.code === "INTERNAL_SERVER_ERROR")
          log.error({ path, err: error.cause ?? error }, "a procedure failed");
      },
    });
  const rest = createRest({ router, log, context: () => ({ userId: DEMO_USER_ID }) });
  return (
    new Elysia()
      .onRequest(({ request, set, status }) => {
        Object.assign(set.headers, SECURITY_HEADERS);
        if (!isSameOrigin(request)) return status(403, { error: "not from another site's page" });
      })
      .onError(({ code, status }) => {
        if (code === "NOT_FOUND") return status(404, { error: "not found" });
        return status(500, { error: "something went wrong here" });
      })
      .get("/health/live", () => ({ status: "live" }))
      .get("/health/ready", ({ status }) => {
        const answer = readiness();
        return status(answer.status === "starting" ? 503 : 200, answer);
      })
      // The adapter reads the body itself.
      .get("/trpc/*", ({ request }) => trpc(request))
      .post("/trpc/*", ({ request }) => trpc(request), { parse: "none" })
      .get("/api/v2/*", ({ request }) => rest(request))
      .post("/api/v2/*", ({ request }) => rest(request), { parse: "none" })
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
