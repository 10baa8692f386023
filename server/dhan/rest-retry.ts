import type { Clock } from "../clock.ts";
import type { Logger } from "../logger.ts";
import { fullJitter } from "./backoff.ts";
import { DhanRestError } from "./rest-error.ts";
import type { RestLimits } from "./rest-limits.ts";
import { pause } from "./rest-pause.ts";

export interface RetryContext {
  limits: Pick<RestLimits, "attempts" | "retryBaseMs" | "retryMostMs">;
  clock: Clock;
  log: Logger;
  closed: AbortSignal;
}

/** Sends a call that changes nothing at Dhan, again when it failed for a reason that passes. `send` is told the attempt, from 0. */
export async function withRetry<T>(send: (attempt: number) => Promise<T>, context: RetryContext): Promise<T> {
  const { limits, clock, log, closed } = context;
  for (let attempt = 0; ; attempt++) {
    try {
      return await send(attempt);
    } catch (error) {
      if (!isWorthRetrying(error) || attempt + 1 >= limits.attempts || closed.aborted) throw error;
      log.warn({ code: error.code, httpStatus: error.httpStatus, attempt: attempt + 1 }, `again: ${error.message}`);
      // A class that was too fast stands still by itself.
      if (error.kind === "rate-limit") continue;
      await pause(fullJitter(attempt, limits.retryBaseMs, limits.retryMostMs, Math.random), clock, closed);
    }
  }
}

function isWorthRetrying(error: unknown): error is DhanRestError {
  return error instanceof DhanRestError && error.retryable && error.kind !== "not-sent";
}
