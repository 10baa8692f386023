import type { Kysely, Selectable } from "kysely";
import { type MasterChange, masterChange, masterCounts } from "../../shared/master-change.ts";
import type { MasterRefresh } from "../../shared/master-refresh.ts";
import { atomically } from "./batch.ts";
import { fromJson } from "./json-column.ts";
import type { Tables } from "./tables.ts";

/** Attempts kept: most of a year of one a trading day, or two weeks of an outage that is retried each hour. */
export const MASTER_REFRESHES_KEPT = 400;

/** An attempt that is over, with the whole of what it changed; null where it changed nothing. */
export type NewMasterRefresh = Omit<MasterRefresh, "id" | "counts"> & { change: MasterChange | null };

type KeptRefresh = MasterRefresh & { id: number };

/** Attempts to have the newest instrument master (the table `master_refreshes`), bounded: the oldest go. */
export class MasterRefreshes {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  async append({ change, isForced, ...refresh }: NewMasterRefresh): Promise<KeptRefresh> {
    return atomically(this.#db, async (db) => {
      const row = await db
        .insertInto("masterRefreshes")
        .values({
          ...refresh,
          isForced: isForced ? 1 : 0,
          counts: change === null ? null : JSON.stringify(change.counts),
          change: change === null ? null : JSON.stringify(change),
        })
        .returning(COLUMNS)
        .executeTakeFirstOrThrow();
      // Ids rise by one a row, so they count the rows.
      await db
        .deleteFrom("masterRefreshes")
        .where("id", "<=", row.id - MASTER_REFRESHES_KEPT)
        .execute();
      return toRefresh(row);
    });
  }

  /** Newest first, 1 to MASTER_REFRESHES_KEPT of them. */
  async list(limit: number): Promise<KeptRefresh[]> {
    const rows = await this.#db
      .selectFrom("masterRefreshes")
      .select(COLUMNS)
      .orderBy("id", "desc")
      .limit(Math.max(1, Math.min(limit, MASTER_REFRESHES_KEPT)))
      .execute();
    return rows.map(toRefresh);
  }

  /** All that a refresh changed; null when it changed nothing, or is not there. @throws DatabaseError (`bad-value`). */
  async change(id: number): Promise<MasterChange | null> {
    const row = await this.#db.selectFrom("masterRefreshes").select("change").where("id", "=", id).executeTakeFirst();
    return row?.change == null ? null : fromJson(masterChange, row.change, `change of master refresh ${id}`);
  }
}

/** All but the change itself, which is long. */
const COLUMNS = [
  "id",
  "startedAt",
  "finishedAt",
  "trigger",
  "actor",
  "isForced",
  "outcome",
  "reason",
  "instruments",
  "counts",
] as const;

function toRefresh(row: Omit<Selectable<Tables["masterRefreshes"]>, "change">): KeptRefresh {
  return {
    ...row,
    trigger: row.trigger as MasterRefresh["trigger"],
    outcome: row.outcome as MasterRefresh["outcome"],
    isForced: row.isForced === 1,
    counts: row.counts === null ? null : fromJson(masterCounts, row.counts, `counts of master refresh ${row.id}`),
  };
}
