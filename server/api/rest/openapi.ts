import { generateOpenApiDocument } from "trpc-to-openapi";
import { z } from "zod";
import { restError } from "../../../shared/rest-error.ts";
import type { AppRouter } from "../router.ts";
import { REST_PATH } from "./rest-api.ts";
import { curlOf, REST_EXAMPLES } from "./rest-examples.ts";

export type OpenApiDocument = ReturnType<typeof generateOpenApiDocument>;

const DESCRIPTION = `Everything the terminal uses, as plain HTTP. Prices are rupees, times UTC milliseconds; what is unknown is null, never 0.
Live prices and chains come over the WebSocket \`/ticks\`, and the typed client does both.`;

/** What a route may answer beside 200, and what that means. */
const FAILURES: Readonly<Record<string, string>> = {
  400: "The input is not as documented",
  401: "Nobody signed in, or with something that is not valid",
  403: "The role or the key does not allow it",
  414: "The query is too long",
  429: "Too many bad keys from this address: `retry-after` says when to come back",
  500: "Something went wrong in the server",
};
const FAILURES_OF_BODIES: Readonly<Record<string, string>> = {
  413: "The body is too large",
  415: "The body is not application/json",
};

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
  document.components = { ...document.components, schemas: { error: errorSchema() } };
  for (const example of REST_EXAMPLES) {
    const operation = document.paths?.[example.route]?.[example.method === "GET" ? "get" : "post"];
    if (operation === undefined) throw new Error(`there is no route ${example.method} ${example.route}`);
    operation.responses = { "200": operation.responses?.["200"], ...failures(example.method) };
    const shown = curlOf(example, baseUrl + REST_PATH).replaceAll("EXPIRY", expiry ?? "EXPIRY");
    const hint = /\b(LIST|ITEM)\b/.test(shown) ? " LIST and ITEM stand for ids that `GET /watchlist` gives." : "";
    const call = `\`\`\`sh\n${shown}\n\`\`\`\n\n${hint}`.trimEnd();
    operation.description = [operation.description, call].filter(Boolean).join("\n\n");
  }
  return document;
}

type Schemas = NonNullable<NonNullable<OpenApiDocument["components"]>["schemas"]>;

function errorSchema(): Schemas[string] {
  const { $schema: _, ...schema } = z.toJSONSchema(restError);
  return schema as Schemas[string];
}

function failures(method: "GET" | "POST"): Record<string, object> {
  const all = { ...FAILURES, ...(method === "POST" ? FAILURES_OF_BODIES : {}) };
  const content = { "application/json": { schema: { $ref: "#/components/schemas/error" } } };
  return Object.fromEntries(Object.entries(all).map(([status, description]) => [status, { description, content }]));
}
