import { generateOpenApiDocument } from "trpc-to-openapi";
import type { AppRouter } from "../router.ts";
import { REST_PATH } from "./rest-api.ts";
import { curlOf, REST_EXAMPLES } from "./rest-examples.ts";

export type OpenApiDocument = ReturnType<typeof generateOpenApiDocument>;

const DESCRIPTION = `Everything the terminal uses, as plain HTTP. Prices are rupees, times UTC milliseconds; what is unknown is null, never 0.
Live prices and chains come over the WebSocket \`/ticks\`, and the typed client does both.`;

/**
 * The routes as OpenAPI 3.1, each with a call to copy.
 * @param baseUrl where this server is: `http://127.0.0.1:8400`.
 * @param expiry of a NIFTY series, for the calls that need one; null while none is known.
 */
export function openApiDocument(router: AppRouter, baseUrl: string, expiry: string | null): OpenApiDocument {
  const document = generateOpenApiDocument(router, {
    title: "strikewire",
    description: DESCRIPTION,
    version: "2",
    openApiVersion: "3.1.0",
    baseUrl: baseUrl + REST_PATH,
    tags: ["instruments", "option chains", "subscriptions", "watchlist", "admin"],
  });
  for (const example of REST_EXAMPLES) {
    const operation = document.paths?.[example.route]?.[example.method === "GET" ? "get" : "post"];
    if (operation === undefined) throw new Error(`there is no route ${example.method} ${example.route}`);
    const shown = curlOf(example, baseUrl + REST_PATH).replaceAll("EXPIRY", expiry ?? "EXPIRY");
    const hint = /\b(LIST|ITEM)\b/.test(shown) ? " LIST and ITEM stand for ids that `GET /watchlist` gives." : "";
    const call = `\`\`\`sh\n${shown}\n\`\`\`\n\n${hint}`.trimEnd();
    operation.description = [operation.description, call].filter(Boolean).join("\n\n");
  }
  return document;
}
