import type { ApiKeyView, CreateKeyInput } from "../../shared/auth.ts";
import { AuthLimits } from "../../shared/auth-limits.ts";
import { type AuthDone, type CreateKeyAnswer, refusedAuth } from "../../shared/auth-refusal.ts";
import { DAY_MS } from "../../shared/ist.ts";
import { SCOPES, SCOPES_OF } from "../../shared/role.ts";
import type { Clock } from "../clock.ts";
import type { ApiKey } from "../db/api-keys.ts";
import type { Database } from "../db/database.ts";
import { newApiKey } from "./api-key-text.ts";
import type { Revocation } from "./revocation.ts";

export interface KeyRingOptions {
  db: Database;
  clock: Clock;
  revocation: Revocation;
}

/** A user's API keys. The key itself leaves here once, when it is made. */
export class KeyRing {
  readonly #options: KeyRingOptions;

  constructor(options: KeyRingOptions) {
    this.#options = options;
  }

  create(userId: string, { name, scopes, expiresInDays }: CreateKeyInput): Promise<CreateKeyAnswer> {
    const { db, clock } = this.#options;
    return db.transaction(async ({ apiKeys, users }): Promise<CreateKeyAnswer> => {
      const owner = await users.get(userId);
      if (owner === null) return refusedAuth("not-found");
      if (owner.email === null) return refusedAuth("not-a-person");
      if (scopes.some((scope) => !SCOPES_OF[owner.role].includes(scope))) return refusedAuth("scope-too-wide");
      if ((await apiKeys.ofUser(userId)).length >= AuthLimits.keysPerUser) return refusedAuth("too-many-keys");
      const { text, prefix, hash } = newApiKey();
      const key = {
        ...{ id: crypto.randomUUID(), userId, name, prefix, scopes: SCOPES.filter((one) => scopes.includes(one)) },
        createdAt: clock.now(),
        expiresAt: expiresInDays === undefined ? null : clock.now() + expiresInDays * DAY_MS,
        lastUsedAt: null,
      };
      await apiKeys.insert(key, hash);
      return { ok: true, key: text, details: keyView(key) };
    });
  }

  async list(userId: string): Promise<ApiKeyView[]> {
    return (await this.#options.db.apiKeys.ofUser(userId)).map(keyView);
  }

  /** Streams that were opened with it end. */
  async revoke(userId: string, id: string): Promise<AuthDone> {
    if (!(await this.#options.db.apiKeys.delete(userId, id))) return refusedAuth("not-found");
    this.#options.revocation.credentialsEnded([id]);
    return { ok: true };
  }
}

function keyView({ userId: _, scopes, ...key }: ApiKey): ApiKeyView {
  return { ...key, scopes: [...scopes] };
}
