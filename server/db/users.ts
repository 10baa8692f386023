import type { Kysely, Selectable } from "kysely";
import type { Role } from "../../shared/role.ts";
import type { Tables } from "./tables.ts";

/** better-auth's name for e-mail and password. */
const CREDENTIAL = "credential";

export interface User {
  id: string;
  name: string;
  /** In small letters; null of whoever cannot sign in, which is the user `demo`. */
  email: string | null;
  role: Role;
  /** Slots of Tier A that are theirs when capacity is short; null takes the default. */
  shareSlots: number | null;
  /** Null while active. */
  deactivatedAt: number | null;
  createdAt: number;
}

export type NewUser = Pick<User, "id" | "name" | "createdAt"> & Partial<User>;

/** Whoever has watchlists and may sign in. `demo` is there from the start. */
export class Users {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  async get(id: string): Promise<User | null> {
    const row = await this.#db.selectFrom("users").selectAll().where("id", "=", id).executeTakeFirst();
    return row === undefined ? null : toUser(row);
  }

  /** @param email in small letters */
  async byEmail(email: string): Promise<User | null> {
    const row = await this.#db.selectFrom("users").selectAll().where("email", "=", email).executeTakeFirst();
    return row === undefined ? null : toUser(row);
  }

  /** Oldest first. */
  async list(): Promise<User[]> {
    const rows = await this.#db.selectFrom("users").selectAll().orderBy("createdAt").orderBy("id").execute();
    return rows.map(toUser);
  }

  async count(): Promise<number> {
    const { count } = await this.#db
      .selectFrom("users")
      .select(({ fn }) => fn.countAll().as("count"))
      .executeTakeFirstOrThrow();
    return Number(count);
  }

  /** Admins who can sign in: active, and with a password. */
  async signingInAdmins(): Promise<string[]> {
    const rows = await this.#db
      .selectFrom("users")
      .innerJoin("accounts", "accounts.userId", "users.id")
      .select("users.id")
      .where("users.role", "=", "admin")
      .where("users.deactivatedAt", "is", null)
      .where("users.email", "is not", null)
      .where("accounts.password", "is not", null)
      .execute();
    return rows.map(({ id }) => id);
  }

  /** @throws when the id or the address is taken. */
  async insert({ shareSlots = null, ...user }: NewUser): Promise<void> {
    await this.#db
      .insertInto("users")
      .values({ ...user, shareSlots, updatedAt: user.createdAt })
      .execute();
  }

  /** False when there is no such user. */
  async update(
    id: string,
    change: Partial<Pick<User, "name" | "role" | "shareSlots" | "deactivatedAt">>,
  ): Promise<boolean> {
    const result = await this.#db.updateTable("users").set(change).where("id", "=", id).executeTakeFirst();
    return result.numUpdatedRows > 0n;
  }

  /** With their watchlists, sessions and keys; the log keeps its rows. False when there was no such user. */
  async delete(id: string): Promise<boolean> {
    const result = await this.#db.deleteFrom("users").where("id", "=", id).executeTakeFirst();
    return result.numDeletedRows > 0n;
  }

  /** The hash of the password; null when there is none. */
  async passwordHash(id: string): Promise<string | null> {
    const row = await this.#db
      .selectFrom("accounts")
      .select("password")
      .where("userId", "=", id)
      .where("providerId", "=", CREDENTIAL)
      .executeTakeFirst();
    return row?.password ?? null;
  }

  /** Ids of those who have a password. */
  async withPassword(): Promise<Set<string>> {
    const rows = await this.#db
      .selectFrom("accounts")
      .select("userId")
      .where("providerId", "=", CREDENTIAL)
      .where("password", "is not", null)
      .execute();
    return new Set(rows.map(({ userId }) => userId));
  }

  /** The first, or in place of the one before. */
  async setPasswordHash(userId: string, password: string, at: number): Promise<void> {
    const row = { id: crypto.randomUUID(), userId, providerId: CREDENTIAL, accountId: userId, password };
    await this.#db
      .insertInto("accounts")
      .values({ ...row, createdAt: at, updatedAt: at })
      .onConflict((conflict) => conflict.columns(["userId", "providerId"]).doUpdateSet({ password, updatedAt: at }))
      .execute();
  }
}

function toUser(row: Selectable<Tables["users"]>): User {
  const { id, name, email, shareSlots, deactivatedAt, createdAt } = row;
  return { id, name, email, role: row.role as Role, shareSlots, deactivatedAt, createdAt };
}
