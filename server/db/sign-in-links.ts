import type { Kysely } from "kysely";
import { z } from "zod";
import { LINK_KINDS, type LinkKind } from "../../shared/auth.ts";
import { fromJson } from "./json-column.ts";
import type { Tables } from "./tables.ts";

const content = z.object({ kind: z.enum(LINK_KINDS), userId: z.string().nullable() });

/** A link that sets a password, once. */
export interface SignInLink {
  kind: LinkKind;
  /** Whose password; null of `set-up`, which makes the user. */
  userId: string | null;
}

/** Links by the hash of their token (the table `verifications`): the token itself is nowhere here. */
export class SignInLinks {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  async insert(hash: string, link: SignInLink, createdAt: number, expiresAt: number): Promise<void> {
    const row = { identifier: hash, value: toValue(link), expiresAt, createdAt, updatedAt: createdAt };
    await this.#db
      .insertInto("verifications")
      .values({ id: crypto.randomUUID(), ...row })
      .execute();
  }

  /** Null when there is none, or none any more. */
  async get(hash: string, now: number): Promise<SignInLink | null> {
    const row = await this.#db
      .selectFrom("verifications")
      .select("value")
      .where("identifier", "=", hash)
      .where("expiresAt", ">", now)
      .executeTakeFirst();
    return row === undefined ? null : toLink(row.value);
  }

  /** Takes it out: whoever gets it is the only one. */
  async take(hash: string, now: number): Promise<SignInLink | null> {
    const row = await this.#db
      .deleteFrom("verifications")
      .where("identifier", "=", hash)
      .where("expiresAt", ">", now)
      .returning("value")
      .executeTakeFirst();
    return row === undefined ? null : toLink(row.value);
  }

  /** Those of a user, or those of nobody: a new link replaces what was sent before. */
  async deleteOf(userId: string | null): Promise<void> {
    const values = LINK_KINDS.map((kind) => toValue({ kind, userId }));
    await this.#db.deleteFrom("verifications").where("value", "in", values).execute();
  }

  async deleteExpired(now: number): Promise<void> {
    await this.#db.deleteFrom("verifications").where("expiresAt", "<=", now).execute();
  }
}

function toValue({ kind, userId }: SignInLink): string {
  return JSON.stringify({ kind, userId });
}

function toLink(value: string): SignInLink {
  return fromJson(content, value, "a sign-in link");
}
