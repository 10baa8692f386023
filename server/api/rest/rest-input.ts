import { RefusedRequest } from "./rest-failure.ts";
import type { RestRoute } from "./rest-route.ts";

/** Bytes of a body that are read; longer than any that means something. */
export const REST_BODY_BYTES_MOST = 65_536;
/** A number as a query has it. What looks otherwise stays text, and the schema says that it is none. */
const NUMBER = /^-?\d{1,15}(\.\d{1,9})?$/;
const JSON_TYPE = /^application\/json\s*(;|$)/i;

/**
 * The input of a route's procedure: from path and query, or from path and body. Undefined for a procedure without one.
 * @throws RefusedRequest where there is more, or other, than the route can have
 */
export async function restInput(
  route: RestRoute,
  path: ReadonlyMap<string, string>,
  request: Request,
  query: URLSearchParams,
): Promise<object | undefined> {
  const fields = route.method === "GET" ? queryFields(route, query) : await bodyFields(request, query);
  for (const [name, value] of path) {
    if (fields.has(name)) throw bad(`${name} is in the path already`);
    fields.set(name, value);
  }
  if (route.hasInput) return Object.fromEntries(fields);
  if (fields.size > 0) throw bad("this route takes no input");
  return undefined;
}

function queryFields({ numbers }: RestRoute, query: URLSearchParams): Map<string, unknown> {
  const fields = new Map<string, unknown>();
  for (const [name, text] of query) {
    if (fields.has(name)) throw bad("a parameter may be there once");
    fields.set(name, numbers.has(name) && NUMBER.test(text) ? Number(text) : text);
  }
  return fields;
}

async function bodyFields(request: Request, query: URLSearchParams): Promise<Map<string, unknown>> {
  if (query.size > 0) throw bad("what this route takes is in the body, not in the query");
  if (!JSON_TYPE.test(request.headers.get("content-type") ?? ""))
    throw new RefusedRequest(415, "UNSUPPORTED_MEDIA_TYPE", "send the body as application/json");
  const bytes = await request.bytes();
  if (bytes.length > REST_BODY_BYTES_MOST)
    throw new RefusedRequest(413, "PAYLOAD_TOO_LARGE", `a body may have ${REST_BODY_BYTES_MOST} bytes`);
  return new Map(Object.entries(parsed(bytes)));
}

function parsed(bytes: Uint8Array): object {
  let body: unknown;
  try {
    body = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    throw bad("the body is no JSON");
  }
  if (typeof body !== "object" || body === null || Array.isArray(body)) throw bad("the body is no JSON object");
  return body;
}

function bad(message: string): RefusedRequest {
  return new RefusedRequest(400, "BAD_REQUEST", message);
}
