/** One request for a stream of events, as a test answers it. */
export interface EventRequest {
  url: URL;
  headers: Headers;
  /** Says an event; what subscriptions say has no name. */
  say(data: unknown, event?: string): void;
  /** Cuts it, as a lost network does. */
  cut(): void;
}

/** A server of one stream of events, on a real socket; clients come back to it after a millisecond. */
export class EventServer {
  readonly requests: EventRequest[] = [];
  /** What the next requests are refused with, one each. */
  readonly refusals: { status: number; body: string }[] = [];
  /** Requests that the client has left. */
  left = 0;
  readonly #server: Bun.Server<undefined>;
  #waiting: (() => void)[] = [];

  constructor() {
    this.#server = Bun.serve({ port: 0, hostname: "127.0.0.1", fetch: (request) => this.#answer(request) });
  }

  get url(): string {
    return `http://127.0.0.1:${this.#server.port}`;
  }

  /** The request of this number, from 0, once it has come. */
  async request(number: number): Promise<EventRequest> {
    while (this.requests.length <= number) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    return this.requests[number]!;
  }

  stop(): Promise<void> {
    return this.#server.stop(true);
  }

  #answer(request: Request): Response {
    const refusal = this.refusals.shift();
    if (refusal !== undefined) return new Response(refusal.body, { status: refusal.status });
    const encoder = new TextEncoder();
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        const write = (text: string) => controller.enqueue(encoder.encode(text));
        write("retry: 1\n\nevent: connected\ndata: {}\n\n");
        this.requests.push({
          url: new URL(request.url),
          headers: request.headers,
          say: (data, event) =>
            write(`${event === undefined ? "" : `event: ${event}\n`}data: ${JSON.stringify(data)}\n\n`),
          cut: () => controller.close(),
        });
        for (const resolve of this.#waiting.splice(0)) resolve();
      },
      cancel: () => {
        this.left++;
      },
    });
    return new Response(body, { headers: { "content-type": "text/event-stream" } });
  }
}
