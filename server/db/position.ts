import type { Kysely } from "kysely";
import { inBatches } from "./batch.ts";
import type { Tables } from "./tables.ts";

/**
 * An order asked for, against what is there now: ids that are gone are left out, and what was not named (added
 * meanwhile, on another device) keeps its order behind the rest.
 */
export function reordered(current: readonly string[], wanted: readonly string[]): string[] {
  const there = new Set(current);
  const first = new Set(wanted.filter((id) => there.has(id)));
  return [...first, ...current.filter((id) => !first.has(id))];
}

/** A statement goes through its branches for each of its rows: the work grows with the square of this. */
const POSITIONS_IN_ONE = 50;

/** Writes the places of these rows, 0 first. A few statements: one a row would hold up the ticks. */
export async function writePositions(
  db: Kysely<Tables>,
  table: "watchlists" | "watchlist",
  ids: readonly string[],
): Promise<void> {
  let position = 0;
  for (const batch of inBatches(ids, POSITIONS_IN_ONE)) {
    const start = position;
    position += batch.length;
    await db
      .updateTable(table)
      .set(({ case: choose, lit }) => {
        const [first, ...rest] = batch;
        let branch = choose("id").when(first!).then(lit(start));
        rest.forEach((id, index) => {
          branch = branch.when(id).then(lit(start + 1 + index));
        });
        return { position: branch.else(lit(0)).end() };
      })
      .where("id", "in", batch)
      .execute();
  }
}
