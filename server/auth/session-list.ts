import type { SessionView } from "../../shared/auth.ts";
import { type AuthDone, refusedAuth } from "../../shared/auth-refusal.ts";
import type { Database } from "../db/database.ts";
import type { Revocation } from "./revocation.ts";

/** Where a user is signed in. */
export class SessionList {
  readonly #db: Pick<Database, "sessions">;
  readonly #revocation: Revocation;

  constructor(db: Pick<Database, "sessions">, revocation: Revocation) {
    this.#db = db;
    this.#revocation = revocation;
  }

  /** Used last first. @param currentId the session that asks, if it is one */
  async list(userId: string, currentId: string | null = null): Promise<SessionView[]> {
    return (await this.#db.sessions.ofUser(userId)).map(({ id, createdAt, expiresAt, ipAddress, userAgent }) => ({
      ...{ id, createdAt, expiresAt },
      address: ipAddress === "" ? null : ipAddress,
      userAgent: userAgent === "" ? null : userAgent,
      isCurrent: id === currentId,
    }));
  }

  /** Streams that were opened with it end. */
  async revoke(userId: string, id: string): Promise<AuthDone> {
    if (!(await this.#db.sessions.end(userId, id))) return refusedAuth("not-found");
    this.#revocation.credentialsEnded([id]);
    return { ok: true };
  }

  /** All of a user's but one. */
  async revokeOthers(userId: string, butId: string | null): Promise<void> {
    this.#revocation.credentialsEnded(await this.#db.sessions.endAll(userId, butId));
  }
}
