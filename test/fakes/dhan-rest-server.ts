/** What the fake was asked, as far as tests look at it. */
export interface ReceivedRequest {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: Headers;
  body: unknown;
  /** Milliseconds of a clock that never goes back. */
  at: number;
}

type Answer = (request: ReceivedRequest) => Response | Promise<Response>;

/** A small HTTP server in Dhan's place: keeps what it is asked, and answers as the test says. */
export function startDhanRestServer(answer: Answer) {
  const received: ReceivedRequest[] = [];
  const awaiting: { count: number; resolve: () => void }[] = [];
  const server = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    async fetch(request) {
      const url = new URL(request.url);
      const text = await request.text();
      const seen: ReceivedRequest = {
        method: request.method,
        path: url.pathname,
        query: url.searchParams,
        headers: request.headers,
        body: text === "" ? null : JSON.parse(text),
        at: performance.now(),
      };
      received.push(seen);
      for (const { count, resolve } of awaiting) if (received.length >= count) resolve();
      return answer(seen);
    },
  });
  return {
    url: `http://127.0.0.1:${server.port}`,
    received,
    /** Resolves once so many requests have come in all. */
    async receives(count: number): Promise<void> {
      if (received.length < count) await new Promise<void>((resolve) => awaiting.push({ count, resolve }));
    },
    stop: () => server.stop(true),
  };
}

export function dataError(status: number, code: number, message: string): Response {
  return Response.json({ data: { [code]: message }, status: "failed" }, { status });
}

export function tradingError(status: number, errorCode: string, errorMessage: string): Response {
  return Response.json({ errorType: "Some_Type", errorCode, errorMessage }, { status });
}

/** A token of Dhan's shape; its signature is none. */
export function fakeToken(claims: { exp?: number; tokenConsumerType?: string; dhanClientId?: string }): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  return `${part({ typ: "JWT", alg: "HS512" })}.${part({ iss: "dhan", ...claims })}.c2lnbmF0dXJl`;
}
