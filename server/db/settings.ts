import type { Kysely } from "kysely";
import type { z } from "zod";
import { fromJson } from "./json-column.ts";
import type { Tables } from "./tables.ts";

/** What can be changed while the server runs: a name and a JSON value that the reader's schema checks. */
export class Settings {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  /** Null when it was never set. @throws DatabaseError (`bad-value`) when it does not fit the schema. */
  async get<Schema extends z.ZodType>(key: string, schema: Schema): Promise<z.infer<Schema> | null> {
    const row = await this.#db.selectFrom("settings").select("value").where("key", "=", key).executeTakeFirst();
    return row === undefined ? null : fromJson(schema, row.value, `setting ${key}`);
  }

  async put(key: string, value: unknown, updatedAt: number): Promise<void> {
    const row = { value: JSON.stringify(value), updatedAt };
    await this.#db
      .insertInto("settings")
      .values({ key, ...row })
      .onConflict((conflict) => conflict.column("key").doUpdateSet(row))
      .execute();
  }

  /** Back to the default. */
  async delete(key: string): Promise<void> {
    await this.#db.deleteFrom("settings").where("key", "=", key).execute();
  }
}
