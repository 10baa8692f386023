import { EVENT_REFUSALS } from "../../shared/live-events.ts";
import type { Identified } from "../auth/identity.ts";
import type { OpenStreams } from "../auth/open-streams.ts";

export const EVENT_STREAM_LIMITS = {
  /** Open at once, of all callers together. */
  inAll: 1_000,
  perUser: 100,
} as const;
/** After a loss a client comes back within this: each stream is told another time, so that not all come at once. */
const COME_BACK_WITHIN_MS = { least: 500, most: 5_000 };
/** Of somebody who needs no identity. */
const NOBODY = "";

export interface EventStreamsOptions {
  /** What ends with its identity. */
  ofIdentities: Pick<OpenStreams, "add">;
  limits?: { inAll: number; perUser: number };
  random?: () => number;
}

/** Answers that go on: how many there are, and their end when whoever asked is out or the server stops. */
export class EventStreams {
  readonly #options: EventStreamsOptions;
  readonly #open = new Set<() => void>();
  readonly #ofUser = new Map<string, number>();

  constructor(options: EventStreamsOptions) {
    this.#options = options;
  }

  get size(): number {
    return this.#open.size;
  }

  /** The answer as it goes out. One that only was begun and is one too many is given up. */
  send(response: Response, caller: Identified): Response {
    const { ofIdentities, limits = EVENT_STREAM_LIMITS } = this.#options;
    const userId = caller.ok ? caller.identity.userId : NOBODY;
    const isTooManyOfUser = this.#of(userId) >= limits.perUser;
    if (isTooManyOfUser || this.#open.size >= limits.inAll) {
      response.body?.cancel().catch(() => {});
      return tooMany(isTooManyOfUser);
    }
    const reader = response.body!.getReader();
    const over = () => {
      if (!this.#open.delete(end)) return;
      this.#count(userId, -1);
      leave();
    };
    const end = () => {
      over();
      // The procedure behind it is told, and a read under way ends.
      reader.cancel().catch(() => {});
    };
    this.#open.add(end);
    this.#count(userId, 1);
    const leave = caller.ok ? ofIdentities.add(caller.identity, end) : () => {};
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(this.#retryLine()),
      async pull(controller) {
        const { done, value } = await reader.read();
        if (!done) {
          controller.enqueue(value);
          return;
        }
        over();
        controller.close();
      },
      cancel: end,
    });
    return new Response(body, { status: response.status, headers: response.headers });
  }

  /** The server stops: clients come back by themselves. */
  endAll(): void {
    for (const end of [...this.#open]) end();
  }

  #of(userId: string): number {
    return this.#ofUser.get(userId) ?? 0;
  }

  #count(userId: string, change: number): void {
    const count = this.#of(userId) + change;
    if (count === 0) this.#ofUser.delete(userId);
    else this.#ofUser.set(userId, count);
  }

  #retryLine(): Uint8Array {
    const { least, most } = COME_BACK_WITHIN_MS;
    const ms = Math.floor(least + (this.#options.random ?? Math.random)() * (most - least));
    return new TextEncoder().encode(`retry: ${ms}\n\n`);
  }
}

export function isEventStream({ headers }: Response): boolean {
  return headers.get("content-type")?.startsWith("text/event-stream") === true;
}

/** The caller's own doing, or nobody's. */
function tooMany(isTooManyOfUser: boolean): Response {
  const reason = "too-many-streams";
  return Response.json({ error: EVENT_REFUSALS[reason], reason }, { status: isTooManyOfUser ? 429 : 503 });
}
