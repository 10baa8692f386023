import type { Kysely } from "kysely";

/** Rows in one statement: far below the number of parameters any dialect takes. */
export const BATCH_ROWS = 500;

export function* inBatches<Row>(rows: readonly Row[], size = BATCH_ROWS): Generator<readonly Row[]> {
  for (let start = 0; start < rows.length; start += size) yield rows.slice(start, start + size);
}

/** Several statements as one change: in the transaction that is under way, or else in one of their own. */
export function atomically<Tables, Result>(
  db: Kysely<Tables>,
  work: (db: Kysely<Tables>) => Promise<Result>,
): Promise<Result> {
  return db.isTransaction ? work(db) : db.transaction().execute(work);
}
