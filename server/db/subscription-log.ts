import type { Kysely, Selectable } from "kysely";
import type { LOG_ACTIONS } from "../../shared/admin.ts";
import { atomically, inBatches } from "./batch.ts";
import type { Tables } from "./tables.ts";

/** The newest rows are kept: a week or so of busy days, some 30 MB. */
export const LOG_ROWS = 100_000;
/** Rows that may stand over before the oldest are cut: one delete for many appends. */
export const LOG_TRIM_ROWS = 1_000;
/** Rows of one page at most. */
export const LOG_PAGE_ROWS = 500;

export type LogAction = (typeof LOG_ACTIONS)[number];

/** One thing that happened to one unit of demand, or to a batch; never one row a leg. */
export interface LogEntry {
  /** Rises with every entry. */
  id: number;
  at: number;
  action: LogAction;
  unitId: string;
  /** Whose it was; null for what belongs to nobody. */
  userId: string | null;
  /** Who did it: a user's id, or the part of the server. */
  actor: string;
  reason: string;
  legs: number;
  /** 1 to 5; null when it concerns several or none. */
  connection: number | null;
}

export interface LogQuery {
  /** 1 to LOG_PAGE_ROWS; taken to the nearer end outside that. */
  limit: number;
  /** Only entries older than this id: the `next` of the page before. */
  before?: number | undefined;
  action?: LogAction | undefined;
  userId?: string | undefined;
  unitId?: string | undefined;
}

export interface LogPage {
  /** Newest first. */
  entries: LogEntry[];
  /** `before` of the next page; null when this is the last. */
  next: number | null;
}

/** What happened to subscriptions, bounded: the oldest go. */
export class SubscriptionLog {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  /** All of them or none, in this order. */
  async append(entries: readonly Omit<LogEntry, "id">[]): Promise<void> {
    await atomically(this.#db, async (db) => {
      for (const batch of inBatches(entries)) {
        const rows = await db
          .insertInto("subscriptionLog")
          .values([...batch])
          .returning("id")
          .execute();
        await trimPast(db, rows[0]!.id, rows.at(-1)!.id);
      }
    });
  }

  /** One page, however long the log: the next one begins at a row, not at a count of rows. */
  async page({ limit, before, action, userId, unitId }: LogQuery): Promise<LogPage> {
    const size = Math.max(1, Math.min(limit, LOG_PAGE_ROWS));
    const rows = await this.#db
      .selectFrom("subscriptionLog")
      .selectAll()
      .$if(before !== undefined, (query) => query.where("id", "<", before!))
      .$if(action !== undefined, (query) => query.where("action", "=", action!))
      .$if(userId !== undefined, (query) => query.where("userId", "=", userId!))
      .$if(unitId !== undefined, (query) => query.where("unitId", "=", unitId!))
      .orderBy("id", "desc")
      .limit(size + 1)
      .execute();
    const entries = rows.slice(0, size).map(toEntry);
    return { entries, next: rows.length > size ? entries.at(-1)!.id : null };
  }
}

/** Cuts the log whenever the ids just given pass a multiple of LOG_TRIM_ROWS; ids rise, so they count the rows. */
async function trimPast(db: Kysely<Tables>, firstId: number, lastId: number): Promise<void> {
  const hasPassed = Math.floor(lastId / LOG_TRIM_ROWS) > Math.floor((firstId - 1) / LOG_TRIM_ROWS);
  if (hasPassed)
    await db
      .deleteFrom("subscriptionLog")
      .where("id", "<=", lastId - LOG_ROWS)
      .execute();
}

function toEntry(row: Selectable<Tables["subscriptionLog"]>): LogEntry {
  return { ...row, action: row.action as LogAction };
}
