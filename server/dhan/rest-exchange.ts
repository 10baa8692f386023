import { redact } from "./redact.ts";
import { DhanRestError, type RestFailure } from "./rest-error.ts";
import { fromStatus, readFailure } from "./rest-failure.ts";
import type { RestLimits } from "./rest-limits.ts";

export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

export interface RestRequest {
  method: "GET" | "POST";
  /** With its query, which may hold a pin. */
  url: string;
  headers: Record<string, string>;
  /** Sent as JSON. */
  body?: unknown;
  /** What must not show up in an error, whatever Dhan answers. */
  secrets: readonly string[];
}

/** What one exchange needs beside the request. */
export interface ExchangeContext {
  fetch: Fetch;
  limits: Pick<RestLimits, "timeoutMs" | "bodyBytes">;
  closed: AbortSignal;
}

/**
 * One request, one answer: the parsed JSON of a good one.
 * @throws DhanRestError for everything else, no secret in it.
 */
export async function exchange(request: RestRequest, { fetch, limits, closed }: ExchangeContext): Promise<unknown> {
  const call = `${request.method} ${new URL(request.url).pathname}`;
  const fail = (failure: RestFailure) =>
    new DhanRestError(call, { ...failure, message: redact(failure.message, request.secrets) });

  let response: Response;
  let text: string | null;
  try {
    response = await fetch(request.url, {
      method: request.method,
      headers: { accept: "application/json", "content-type": "application/json", ...request.headers },
      ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
      // A redirect would carry the token to another host.
      redirect: "manual",
      signal: AbortSignal.any([closed, AbortSignal.timeout(limits.timeoutMs)]),
    });
    text = await readText(response, limits.bodyBytes);
  } catch (error) {
    throw fail(transportFailure(error, closed, request.secrets, limits.timeoutMs));
  }

  const { status } = response;
  if (text === null) {
    const message = `the answer is larger than ${limits.bodyBytes} bytes`;
    throw fail({ kind: "answer", code: "body-too-large", message, httpStatus: status });
  }
  const body = parseJson(text);
  const failure = body === undefined ? notJson(status, text) : readFailure(status, body);
  if (failure === null) return body;
  throw fail({ ...failure, retryAfterMs: retryAfterMs(response) });
}

/** The body as text, or null when it is longer than it may be. */
async function readText(response: Response, mostBytes: number): Promise<string | null> {
  if (response.body === null) return "";
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body) {
    bytes += chunk.byteLength;
    if (bytes > mostBytes) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function notJson(httpStatus: number, text: string): RestFailure {
  const failure = fromStatus(httpStatus);
  if (failure.kind !== "answer") return failure;
  const what =
    text === "" ? "the answer is empty" : `the answer is no JSON but begins ${JSON.stringify(text.slice(0, 60))}`;
  return { ...failure, code: httpStatus >= 300 ? failure.code : "not-json", message: what };
}

function transportFailure(
  error: unknown,
  closed: AbortSignal,
  secrets: readonly string[],
  timeoutMs: number,
): RestFailure {
  if (closed.aborted) return { kind: "not-sent", code: "closed", message: "the client was closed meanwhile" };
  if (error instanceof DOMException && error.name === "TimeoutError") {
    return { kind: "network", code: "timeout", message: `no whole answer within ${timeoutMs} ms` };
  }
  // Bun's network errors carry the URL, and with it a pin: only their words and code are kept.
  const { message, code } = error as Error & { code?: unknown };
  const words = redact(`${typeof code === "string" ? `${code}: ` : ""}${message}`, secrets);
  return { kind: "network", code: "network", message: words, cause: new Error(words) };
}

/** How long the server asks to wait, where it says so in seconds. */
function retryAfterMs(response: Response): number | null {
  const seconds = Number(response.headers.get("retry-after") ?? Number.NaN);
  return Number.isFinite(seconds) && seconds >= 0 ? seconds * 1_000 : null;
}
