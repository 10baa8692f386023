import type { TRPCClientError, TRPCUntypedClient } from "@trpc/client";
import type { AnyRouter } from "@trpc/server";
import { ApiError } from "./api-error.ts";
import { fullJitterMs } from "./backoff.ts";
import type { SubscriptionHandlers } from "./call.ts";
import { defaultClientLimits } from "./client-limits.ts";
import { callSafely } from "./listeners.ts";
import { refusalBody } from "./refusal-body.ts";
import { apiError } from "./trpc-error.ts";

/** What the server last answered to a subscription's request; the body of a refusal only. */
export interface EventAnswer {
  status?: number;
  body?: string;
}

export interface EventCallOptions {
  client: TRPCUntypedClient<AnyRouter>;
  path: string;
  input: unknown;
  handlers: SubscriptionHandlers<unknown>;
  random: () => number;
  /** It has ended, whoever ended it. */
  onOver(): void;
}

/**
 * One subscription. A connection that is lost is made again by the EventSource inside; a server that answers with an
 * error of its own (it restarts behind a proxy, it has too many streams) makes that one give up, and it is begun anew here.
 */
export class EventCall {
  readonly #options: EventCallOptions;
  #running: { unsubscribe(): void } | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #attempt = 0;
  #isOver = false;

  constructor(options: EventCallOptions) {
    this.#options = options;
    this.#start();
  }

  /** Nothing more is told. */
  stop(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    clearTimeout(this.#timer);
    this.#running?.unsubscribe();
    this.#options.onOver();
  }

  #start(): void {
    const { client, path, input, handlers } = this.#options;
    const answer: EventAnswer = {};
    this.#running = client.subscription(path, input, {
      context: answer as Record<string, unknown>,
      onStarted: () => {
        this.#attempt = 0;
      },
      onData: (item) => {
        if (!this.#isOver) callSafely((one: unknown) => handlers.onData(one), item);
      },
      onError: (error) => this.#failed(error, answer),
      onComplete: () => this.#end(() => handlers.onComplete?.()),
    });
  }

  #failed(error: TRPCClientError<AnyRouter>, answer: EventAnswer): void {
    if (this.#isOver) return;
    const told = error.data == null ? refusedRequest(error, answer) : apiError(error);
    if (error.data == null && told.httpStatus !== 429 && told.retryable) {
      this.#attempt++;
      const delayMs = fullJitterMs(this.#attempt, defaultClientLimits, this.#options.random);
      this.#timer = setTimeout(() => this.#start(), delayMs);
    } else {
      this.#end(() => this.#options.handlers.onError?.(told));
    }
  }

  #end(tell: () => void): void {
    if (this.#isOver) return;
    this.stop();
    callSafely(tell, undefined);
  }
}

/** The server did not even begin a stream. */
function refusedRequest(cause: unknown, { status = 0, body = "" }: EventAnswer): ApiError {
  const told = refusalBody(body);
  const message = told?.message ?? `the server answered ${status}`;
  const reason = told?.reason ?? null;
  return new ApiError({ message, code: "UNREACHABLE", httpStatus: status === 0 ? null : status, reason, cause });
}
