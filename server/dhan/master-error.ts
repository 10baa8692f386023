export type MasterErrorCode =
  | "unreachable"
  | "status"
  | "silent"
  | "too-slow"
  | "too-large"
  | "broken-off"
  | "stopped"
  | "unusable";

/** The newest master could not be had, or cannot be right. Messages hold no address: it may carry a key. */
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

  /** True when it was had, and cannot be right. */
  get isRefusal(): boolean {
    return this.code === "unusable";
  }
}

/** There is no instrument master at all: no download and no last good copy. */
export class MasterUnavailableError extends Error {
  override readonly name = "MasterUnavailableError";
  readonly code = "master-unavailable";
  /** Whether trying again later may help without anybody doing something. */
  readonly retryable: boolean;
  override readonly cause: MasterError;

  constructor(cause: MasterError) {
    super(
      `no instrument master: ${cause.message}, and there is no last good copy. Check DHAN_MASTER_URL and the ` +
        "network, or download the detailed CSV by hand and set DHAN_MASTER_URL=file:///path/to/it",
    );
    this.cause = cause;
    this.retryable = cause.retryable;
  }

  get isRefusal(): boolean {
    return this.cause.isRefusal;
  }
}
