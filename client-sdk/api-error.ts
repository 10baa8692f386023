import type { ApiErrorCode } from "../shared/api-error.ts";

/** A call that the server refused, or that did not reach it. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  /** What kind of failure; `UNREACHABLE` when no answer of the server's came. The message says what to do next. */
  readonly code: ApiErrorCode | "UNREACHABLE";
  /** Null when there was none. */
  readonly httpStatus: number | null;
  /** More exactly why, where there is more to say: `scope-missing`, `bad-credential`, `too-slow`. */
  readonly reason: string | null;
  /** Whether the same call may succeed later. */
  readonly retryable: boolean;

  constructor({ message, code, httpStatus, reason, cause }: ApiErrorFields) {
    super(message, { cause });
    this.code = code;
    this.httpStatus = httpStatus;
    this.reason = reason;
    this.retryable = httpStatus === null || httpStatus === 429 || httpStatus >= 500;
  }
}

export interface ApiErrorFields {
  message: string;
  code: ApiError["code"];
  httpStatus: number | null;
  reason: string | null;
  cause: unknown;
}
