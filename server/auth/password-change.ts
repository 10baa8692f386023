import { type AuthDone, refusedAuth } from "../../shared/auth-refusal.ts";
import type { Clock } from "../clock.ts";
import type { Database } from "../db/database.ts";
import type { AttemptLimit } from "./attempt-limit.ts";
import type { PasswordHash } from "./password-hash.ts";
import type { SessionList } from "./session-list.ts";

export interface PasswordChangeOptions {
  db: Database;
  hash: PasswordHash;
  clock: Clock;
  /** The one that signing in counts too: a session left open is no way to guess the password. */
  perAccount: AttemptLimit;
  sessions: SessionList;
}

/** A new password for somebody who knows the old one. Their other sessions end. */
export class PasswordChange {
  readonly #options: PasswordChangeOptions;

  constructor(options: PasswordChangeOptions) {
    this.#options = options;
  }

  async change(
    { userId, sessionId }: { userId: string; sessionId: string | null },
    { currentPassword, newPassword }: { currentPassword: string; newPassword: string },
  ): Promise<AuthDone> {
    const { db, hash, clock, perAccount, sessions } = this.#options;
    const user = await db.users.get(userId);
    if (user === null || user.email === null) return refusedAuth("not-a-person");
    const waitMs = perAccount.take(user.email);
    if (waitMs !== null) return { ...refusedAuth("too-many-attempts"), retryAfterMs: waitMs };
    const known = await db.users.passwordHash(userId);
    if (known === null || !(await hash.verify(currentPassword, known))) return refusedAuth("wrong-password");
    perAccount.clear(user.email);
    await db.users.setPasswordHash(userId, await hash.hash(newPassword), clock.now());
    await sessions.revokeOthers(userId, sessionId);
    return { ok: true };
  }
}
