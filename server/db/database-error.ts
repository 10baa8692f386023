export type DatabaseErrorCode =
  /** The file cannot be used: locked, read-only, no space, not allowed. */
  | "unavailable"
  /** A later version of strikewire wrote it. */
  | "newer-version"
  /** A migration failed; the database is as it was before. */
  | "migration"
  /** A stored JSON value is not what its column holds. */
  | "bad-value";

/** The database could not do what it is there for. Its message says what a person can do, and holds no stored value. */
export class DatabaseError extends Error {
  override readonly name = "DatabaseError";
  readonly code: DatabaseErrorCode;
  /** Whether the same may succeed later with nothing changed. */
  readonly retryable: boolean;

  constructor(code: DatabaseErrorCode, message: string, options: { cause?: unknown; retryable?: boolean } = {}) {
    super(message, options.cause === undefined ? {} : { cause: options.cause });
    this.code = code;
    this.retryable = options.retryable ?? false;
  }
}
