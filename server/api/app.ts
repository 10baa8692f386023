import { Elysia } from "elysia";
import type { Readiness } from "../../shared/health.ts";
import { SECURITY_HEADERS } from "./security-headers.ts";
import type { WebPage } from "./web-page.ts";

export interface AppOptions {
  readiness(): Readiness;
  /** Resolves once the page is bundled. */
  page: Promise<WebPage>;
}

/** Everything that is served over plain HTTP. */
export function createApp({ readiness, page }: AppOptions) {
  return new Elysia()
    .onRequest(({ set }) => {
      Object.assign(set.headers, SECURITY_HEADERS);
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
    .get("/*", async ({ path, headers, status }) => {
      const response = (await page).respond(path, headers["accept-encoding"] ?? "");
      return response ?? status(404, { error: "not found" });
    });
}
