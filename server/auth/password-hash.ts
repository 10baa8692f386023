import PQueue from "p-queue";
import { SignInLimits } from "./auth-limits.ts";

/** OWASP's second choice for Argon2id, 19 MiB and two passes; Bun makes it on threads of its own. */
const ARGON2ID = { algorithm: "argon2id", memoryCost: 19_456, timeCost: 2 } as const;

/** Nobody may hash now: too many do already. */
export class HashQueueFullError extends Error {
  override readonly name = "HashQueueFullError";
  readonly code = "hash-queue-full";
  readonly retryable = true;

  constructor() {
    super("too many passwords are being checked at once");
  }
}

/** Hashes passwords and checks them, a few at a time: a flood of sign-ins takes neither all cores nor all memory. */
export class PasswordHash {
  readonly #queue = new PQueue({ concurrency: SignInLimits.hashesAtOnce });

  /** @throws HashQueueFullError */
  hash(password: string): Promise<string> {
    return this.#run(() => Bun.password.hash(password, ARGON2ID));
  }

  /** @throws HashQueueFullError */
  verify(password: string, hash: string): Promise<boolean> {
    return this.#run(() => Bun.password.verify(password, hash));
  }

  #run<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.#queue.size >= SignInLimits.hashesWaiting) throw new HashQueueFullError();
    return this.#queue.add(work);
  }
}
