export type MasterErrorCode =
  | "unreachable"
  | "status"
  | "silent"
  | "too-slow"
  | "too-large"
  | "broken-off"
  | "unusable";

/** The newest master could not be had. Messages hold no address: it may carry a key. */
export class MasterError extends Error {
  override readonly name = "MasterError";
  readonly code: MasterErrorCode;
  /** Whether the same request may do better later. */
  readonly retryable: boolean;

  constructor(code: MasterErrorCode, message: string, retryable = true) {
    super(message);
    this.code = code;
    this.retryable = retryable;
  }
}
