import { Database as SqliteDatabase } from "bun:sqlite";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pino from "pino";
import type { Database } from "../../server/db/database.ts";
import { openDatabase } from "../../server/db/open-database.ts";

/** A data folder with a real database file in it, gone with everything opened at the end of its scope. */
export class DatabaseFolder implements AsyncDisposable {
  readonly dataDir = mkdtempSync(join(tmpdir(), "strikewire-db-"));
  readonly path = join(this.dataDir, "strikewire.db");
  /** What was logged, parsed. */
  readonly logged: Record<string, unknown>[] = [];
  readonly #opened: Database[] = [];

  async open(): Promise<Database> {
    const log = pino({ base: null }, { write: (line: string) => this.logged.push(JSON.parse(line)) });
    const database = await openDatabase({ dataDir: this.dataDir, log });
    this.#opened.push(database);
    return database;
  }

  /** The file as SQLite alone sees it, without anything of ours in between. */
  raw<Result>(look: (sqlite: SqliteDatabase) => Result): Result {
    const sqlite = new SqliteDatabase(this.path);
    try {
      sqlite.run("pragma foreign_keys = on");
      return look(sqlite);
    } finally {
      sqlite.close();
    }
  }

  get files(): string[] {
    return readdirSync(this.dataDir).toSorted();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const database of this.#opened) await database.close();
    rmSync(this.dataDir, { recursive: true });
  }
}
