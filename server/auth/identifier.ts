import { AuthLimits } from "../../shared/auth-limits.ts";
import { type Role, SCOPES_OF } from "../../shared/role.ts";
import type { Clock } from "../clock.ts";
import type { Database } from "../db/database.ts";
import type { Logger } from "../logger.ts";
import { isApiKeyShaped, secretHash } from "./api-key-text.ts";
import type { AttemptLimit } from "./attempt-limit.ts";
import { SignInLimits } from "./auth-limits.ts";
import type { SignInLibrary } from "./better-auth.ts";
import type { Identified, Identity } from "./identity.ts";
import type { IdentityCache } from "./identity-cache.ts";
import { networkOf } from "./network-of.ts";
import { presentedBy } from "./presented.ts";

export interface IdentifierOptions {
  library: SignInLibrary;
  cookieName: string;
  db: Pick<Database, "apiKeys">;
  cache: IdentityCache;
  /** Keys that are none, by address. */
  badSecrets: AttemptLimit;
  clock: Clock;
  log: Logger;
}

/** A request's identity, and the cookies that prolong its session where it is time to. */
export type IdentifiedRequest = Identified & { cookies?: readonly string[] };

/** Says who a request comes from, by its cookie or its key and by nothing else. One query at most, mostly none. */
export class Identifier {
  readonly #options: IdentifierOptions;

  constructor(options: IdentifierOptions) {
    this.#options = options;
  }

  identify(request: Request, address: string): Promise<IdentifiedRequest> | IdentifiedRequest {
    const presented = presentedBy(request, this.#options.cookieName);
    if (presented.kind === "nothing") return { ok: false, reason: "sign-in-needed" };
    const hash = secretHash(presented.text);
    const identity = this.#options.cache.get(hash);
    if (identity !== null) return { ok: true, identity };
    return presented.kind === "cookie"
      ? this.#ofCookie(presented.text, hash)
      : this.#ofKey(presented.text, hash, address);
  }

  async #ofCookie(cookie: string, hash: string): Promise<IdentifiedRequest> {
    const { library, cookieName, cache, clock } = this.#options;
    const { generation } = cache;
    const { headers, response } = await library.api.getSession({
      headers: new Headers({ cookie: `${cookieName}=${cookie}` }),
      returnHeaders: true,
    });
    if (response === null) return { ok: false, reason: "bad-credential" };
    const { session, user } = response;
    const endsAt = Math.min(session.expiresAt.getTime(), session.createdAt.getTime() + AuthLimits.sessionMostMs);
    if (user.deactivatedAt != null || endsAt <= clock.now()) return { ok: false, reason: "bad-credential" };
    const role = user.role as Role;
    const identity: Identity = {
      userId: user.id,
      role,
      scopes: SCOPES_OF[role],
      via: "session",
      credentialId: session.id,
      name: user.name,
      email: user.email,
    };
    cache.put(hash, identity, generation, endsAt);
    return { ok: true, identity, cookies: headers.getSetCookie() };
  }

  async #ofKey(text: string, hash: string, address: string): Promise<IdentifiedRequest> {
    const { db, cache, badSecrets, clock, log } = this.#options;
    const { generation } = cache;
    const network = networkOf(address);
    const retryAfterMs = badSecrets.waitMs(network);
    if (retryAfterMs !== null) return { ok: false, reason: "too-many-attempts", retryAfterMs };
    const found = isApiKeyShaped(text) ? await db.apiKeys.withOwner(hash) : null;
    const now = clock.now();
    if (found === null || (found.key.expiresAt ?? Number.POSITIVE_INFINITY) <= now) {
      badSecrets.take(network);
      return { ok: false, reason: "bad-credential" };
    }
    const { key, role, name, email } = found;
    if (now - (key.lastUsedAt ?? 0) >= SignInLimits.keyUseEveryMs) {
      db.apiKeys.used(key.id, now).catch((err: unknown) => log.error({ err }, "the use of an API key was not noted"));
    }
    const scopes = key.scopes.filter((scope) => SCOPES_OF[role].includes(scope));
    const { userId, id: credentialId } = key;
    const identity: Identity = { userId, role, scopes, via: "api-key", credentialId, name, email };
    cache.put(hash, identity, generation, key.expiresAt ?? Number.POSITIVE_INFINITY);
    return { ok: true, identity };
  }
}
