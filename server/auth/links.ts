import { randomBytes } from "node:crypto";
import type { LinkKind, UseLinkInput } from "../../shared/auth.ts";
import { AuthLimits } from "../../shared/auth-limits.ts";
import { type OpenLinkAnswer, refusedAuth, type UseLinkAnswer } from "../../shared/auth-refusal.ts";
import type { Clock } from "../clock.ts";
import type { Database, Queries } from "../db/database.ts";
import type { SignInLink } from "../db/sign-in-links.ts";
import type { Logger } from "../logger.ts";
import { secretHash } from "./api-key-text.ts";
import type { AttemptLimit } from "./attempt-limit.ts";
import { networkOf } from "./network-of.ts";
import type { PasswordHash } from "./password-hash.ts";
import type { Revocation } from "./revocation.ts";

const TOKEN_BYTES = 32;

export interface LinksOptions {
  db: Database;
  clock: Clock;
  hash: PasswordHash;
  /** Tokens that are none, by address. */
  badSecrets: AttemptLimit;
  revocation: Revocation;
  log: Logger;
}

/** Links with which somebody sets a password: the first admin, who was invited, who has forgotten it. Each good once, for a day. */
export class Links {
  readonly #options: LinksOptions;

  constructor(options: LinksOptions) {
    this.#options = options;
  }

  /** A path on this server; the token is behind the `#`, so that it is in no request and no log. An older link dies. */
  async make(kind: LinkKind, userId: string | null, queries: Queries = this.#options.db): Promise<string> {
    const token = randomBytes(TOKEN_BYTES).toString("base64url");
    const now = this.#options.clock.now();
    await queries.signInLinks.deleteOf(userId);
    await queries.signInLinks.insert(secretHash(token), { kind, userId }, now, now + AuthLimits.linkMs);
    return `/#link=${token}`;
  }

  /** What a link is for; it stays good. */
  async open(token: string, address: string): Promise<OpenLinkAnswer> {
    const { db, clock, badSecrets } = this.#options;
    const retryAfterMs = badSecrets.waitMs(networkOf(address));
    if (retryAfterMs !== null) return { ...refusedAuth("too-many-attempts"), retryAfterMs };
    const link = await db.signInLinks.get(secretHash(token), clock.now());
    const user = link === null || link.userId === null ? null : await db.users.get(link.userId);
    if (link === null || (link.userId !== null && user === null)) {
      badSecrets.take(networkOf(address));
      return refusedAuth("link-invalid");
    }
    return { ok: true, kind: link.kind, email: user?.email ?? null };
  }

  /** Sets the password, and spends the link. A reset ends what was open with the old one. */
  async use({ token, password, email, name }: UseLinkInput, address: string): Promise<UseLinkAnswer> {
    const { db, hash, revocation, clock, log } = this.#options;
    const opened = await this.open(token, address);
    if (!opened.ok) return opened;
    if (opened.kind === "set-up" && (email === undefined || name === undefined)) return refusedAuth("email-needed");
    // Outside the transaction: it takes a while, and nobody else can write meanwhile.
    const passwordHash = await hash.hash(password);
    const outcome = await db.transaction(async (queries) => {
      const link = await queries.signInLinks.take(secretHash(token), clock.now());
      if (link === null) return null;
      const found = link.userId === null ? null : await queries.users.get(link.userId);
      const userId = found?.id ?? (await this.#firstAdmin(queries, link, email, name));
      if (userId === null) return null;
      await queries.users.setPasswordHash(userId, passwordHash, clock.now());
      await queries.sessions.endAll(userId);
      return { userId, email: found?.email ?? email!, kind: link.kind };
    });
    if (outcome === null) return refusedAuth("link-invalid");
    revocation.userEnded(outcome.userId);
    log.info({ userId: outcome.userId, kind: outcome.kind }, "a password was set by a link");
    return { ok: true, email: outcome.email };
  }

  /** Null when there is an admin by now, or the link is of a user who is gone. */
  async #firstAdmin(queries: Queries, link: SignInLink, email?: string, name?: string): Promise<string | null> {
    if (link.kind !== "set-up" || email === undefined || name === undefined) return null;
    if ((await queries.users.signingInAdmins()).length > 0) return null;
    return makeAdmin(queries, email, name, this.#options.clock.now());
  }
}

/** Makes the user with this address admin, and the user first where there is none. Returns the id. */
export async function makeAdmin(queries: Queries, email: string, name: string, now: number): Promise<string> {
  const known = await queries.users.byEmail(email);
  if (known !== null) {
    await queries.users.update(known.id, { role: "admin", deactivatedAt: null });
    return known.id;
  }
  const id = crypto.randomUUID();
  await queries.users.insert({ id, email, name, role: "admin", createdAt: now });
  return id;
}
