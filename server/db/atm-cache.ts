import type { Kysely, Selectable } from "kysely";
import type { UnderlyingPriceSource } from "../../shared/atm.ts";
import { atomically, inBatches } from "./batch.ts";
import type { Tables } from "./tables.ts";

/** Where the window of one option series was last centred, and on what price. */
export interface CachedAtm {
  /** `NIFTY`, or `RELIANCE@BSE` beside NSE's. */
  underlying: string;
  expiry: string;
  atmStrike: number;
  price: number;
  priceSource: UnderlyingPriceSource;
  at: number;
}

export class AtmCache {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  async get(underlying: string, expiry: string): Promise<CachedAtm | null> {
    const row = await this.#db
      .selectFrom("atmCache")
      .selectAll()
      .where("underlying", "=", underlying)
      .where("expiry", "=", expiry)
      .executeTakeFirst();
    return row === undefined ? null : toCachedAtm(row);
  }

  async all(): Promise<CachedAtm[]> {
    const rows = await this.#db.selectFrom("atmCache").selectAll().orderBy("underlying").orderBy("expiry").execute();
    return rows.map(toCachedAtm);
  }

  /** New, or in place of what the series had. */
  async put(entries: readonly CachedAtm[]): Promise<void> {
    await atomically(this.#db, async (db) => {
      for (const batch of inBatches(entries)) {
        await db
          .insertInto("atmCache")
          .values([...batch])
          .onConflict((conflict) =>
            conflict.columns(["underlying", "expiry"]).doUpdateSet(({ ref }) => ({
              atmStrike: ref("excluded.atmStrike"),
              price: ref("excluded.price"),
              priceSource: ref("excluded.priceSource"),
              at: ref("excluded.at"),
            })),
          )
          .execute();
      }
    });
  }

  /** Forgets the series that expired before this date, which keeps the table as small as the master. Returns how many. */
  async dropExpired(before: string): Promise<number> {
    const result = await this.#db.deleteFrom("atmCache").where("expiry", "<", before).executeTakeFirst();
    return Number(result.numDeletedRows);
  }
}

function toCachedAtm(row: Selectable<Tables["atmCache"]>): CachedAtm {
  return { ...row, priceSource: row.priceSource as UnderlyingPriceSource };
}
