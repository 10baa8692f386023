import type { Kysely, Selectable } from "kysely";
import type { Market } from "../../shared/market.ts";
import type { Tables } from "./tables.ts";

/** Runs kept: two a trading day, some four years. */
export const EOD_RUNS_KEPT = 2_000;

export type EodTrigger = "schedule" | "catch-up" | "admin";

/** The clean-up of one market on one trading day. */
export interface EodRun {
  /** The trading day. */
  date: string;
  market: Market;
  startedAt: number;
  /** Null while it runs, and for ever where the process ended in between. */
  finishedAt: number | null;
  unitsDropped: number;
  legsDropped: number;
  trigger: EodTrigger;
  error: string | null;
}

export type EodResult = Pick<EodRun, "unitsDropped" | "legsDropped" | "error"> & { finishedAt: number };

export class EodRuns {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  async get(date: string, market: Market): Promise<EodRun | null> {
    const row = await this.#db
      .selectFrom("eodRuns")
      .selectAll()
      .where("date", "=", date)
      .where("market", "=", market)
      .executeTakeFirst();
    return row === undefined ? null : toRun(row);
  }

  /** Newest first, 1 to EOD_RUNS_KEPT of them. */
  async list(limit: number): Promise<EodRun[]> {
    const rows = await this.#db
      .selectFrom("eodRuns")
      .selectAll()
      .orderBy("date", "desc")
      .orderBy("market")
      .limit(Math.max(1, Math.min(limit, EOD_RUNS_KEPT)))
      .execute();
    return rows.map(toRun);
  }

  /**
   * Starts the day's run. False when it has been done: once a day is enough, whoever asks. A run that failed or never
   * finished is begun again.
   */
  async claim(run: Pick<EodRun, "date" | "market" | "startedAt" | "trigger">): Promise<boolean> {
    const begun = { finishedAt: null, unitsDropped: 0, legsDropped: 0, error: null };
    const claimed = await this.#db
      .insertInto("eodRuns")
      .values({ ...run, ...begun })
      .onConflict((conflict) =>
        conflict
          .columns(["date", "market"])
          .doUpdateSet({ startedAt: run.startedAt, trigger: run.trigger, ...begun })
          .where(({ or, eb }) => or([eb("eodRuns.finishedAt", "is", null), eb("eodRuns.error", "is not", null)])),
      )
      .returning("date")
      .executeTakeFirst();
    return claimed !== undefined;
  }

  /** Records how it went, and forgets the oldest runs. */
  async finish(date: string, market: Market, result: EodResult): Promise<void> {
    await this.#db.updateTable("eodRuns").set(result).where("date", "=", date).where("market", "=", market).execute();
    await this.#db
      .deleteFrom("eodRuns")
      .where("date", "<", ({ selectFrom }) =>
        selectFrom("eodRuns as newer")
          .select("newer.date")
          .orderBy("newer.date", "desc")
          .limit(1)
          .offset(EOD_RUNS_KEPT - 1),
      )
      .execute();
  }
}

function toRun(row: Selectable<Tables["eodRuns"]>): EodRun {
  return { ...row, market: row.market as Market, trigger: row.trigger as EodTrigger };
}
