import { hkdfSync, randomBytes } from "node:crypto";
import { closeSync, existsSync, fstatSync, mkdirSync, openSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Logger } from "../logger.ts";

const FILE_NAME = "secrets.key";
const KEY_BYTES = 32;
const FILE_MODE = 0o600;
/** What the group and others may do with a file. */
const OTHERS = 0o077;

/** What one key is derived into; each use has a key of its own. */
export type SecretPurpose = "dhan-credentials" | "session-cookies";

/** The key cannot be used. The message says how to mend it, and holds no part of it. */
export class SecretsKeyError extends Error {
  override readonly name = "SecretsKeyError";
  readonly code: "permissions" | "damaged" | "unavailable";
  /** Nothing mends itself here. */
  readonly retryable = false;

  constructor(code: SecretsKeyError["code"], message: string, cause?: unknown) {
    super(message, cause === undefined ? {} : { cause });
    this.code = code;
  }
}

export interface SecretsKeyOptions {
  dataDir: string;
  /** 32 bytes of SECRETS_KEY; null takes the file. */
  fromEnvironment: Uint8Array | null;
  log: Logger;
}

/** The one key from which others are derived: from SECRETS_KEY, or a file of the data folder that is made when first needed. */
export class SecretsKey {
  readonly #path: string;
  readonly #log: Logger;
  #key: Uint8Array | null;

  constructor({ dataDir, fromEnvironment, log }: SecretsKeyOptions) {
    this.#path = join(dataDir, FILE_NAME);
    this.#log = log;
    this.#key = fromEnvironment;
  }

  /** 32 bytes. @throws SecretsKeyError for a file that is there and cannot be used. */
  derive(purpose: SecretPurpose): Uint8Array {
    this.#key ??= make(this.#path, this.#log) ?? read(this.#path);
    return new Uint8Array(hkdfSync("sha256", this.#key, "", `strikewire ${purpose}`, KEY_BYTES));
  }
}

/** Null where there is a file. Where none can be made the key is good for this run: nothing else is kept there either. */
function make(path: string, log: Logger): Uint8Array | null {
  const key = randomBytes(KEY_BYTES);
  try {
    mkdirSync(dirname(path), { recursive: true });
    // Fails where the file exists, so that two processes never make two keys.
    writeFileSync(path, `${key.toString("base64")}\n`, { flag: "wx", mode: FILE_MODE });
  } catch (error) {
    if (existsSync(path)) return null;
    log.error({ path, err: error }, "the key for secrets cannot be kept: sessions end with this process");
  }
  return key;
}

function read(path: string): Uint8Array {
  let text: string;
  let mode: number;
  try {
    const file = openSync(path, "r");
    try {
      mode = fstatSync(file).mode;
      text = readFileSync(file, "utf8");
    } finally {
      closeSync(file);
    }
  } catch (error) {
    throw unavailable(path, error);
  }
  if ((mode & OTHERS) !== 0) {
    const octal = (mode & 0o777).toString(8).padStart(4, "0");
    throw new SecretsKeyError(
      "permissions",
      `${path} has mode ${octal}, so others may read it: run \`chmod 600 ${path}\`; if somebody may have, delete it and set every secret again`,
    );
  }
  const key = Buffer.from(text.trim(), "base64");
  if (key.length !== KEY_BYTES) {
    throw new SecretsKeyError(
      "damaged",
      `${path} does not hold ${KEY_BYTES} bytes in base64: bring it back from a copy, or delete it and set every secret again`,
    );
  }
  return key;
}

function unavailable(path: string, cause: unknown): SecretsKeyError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new SecretsKeyError("unavailable", `${path} cannot be used: ${reason}`, cause);
}
