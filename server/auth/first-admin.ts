import type { Clock } from "../clock.ts";
import type { Database } from "../db/database.ts";
import type { Logger } from "../logger.ts";
import { type Links, makeAdmin } from "./links.ts";
import type { PasswordHash } from "./password-hash.ts";

export interface FirstAdminOptions {
  db: Database;
  links: Links;
  hash: PasswordHash;
  clock: Clock;
  log: Logger;
  /** Of the environment, if it names one. */
  admin: { email: string; password: string } | null;
}

/**
 * Sees to it that somebody can be admin: the environment's, or whoever opens the link that is returned. Null once there
 * is one; then the environment's is not looked at, so that a password changed here stays changed.
 */
export async function firstAdmin({ db, links, hash, clock, log, admin }: FirstAdminOptions): Promise<string | null> {
  if ((await db.users.signingInAdmins()).length > 0) {
    await db.signInLinks.deleteOf(null);
    return null;
  }
  if (admin === null) return links.make("set-up", null);
  const passwordHash = await hash.hash(admin.password);
  const userId = await db.transaction(async (queries) => {
    const id = await makeAdmin(queries, admin.email, nameOf(admin.email), clock.now());
    await queries.users.setPasswordHash(id, passwordHash, clock.now());
    return id;
  });
  log.info({ userId }, "the first admin was made from ADMIN_EMAIL");
  return null;
}

function nameOf(email: string): string {
  return email.slice(0, email.indexOf("@"));
}
