import { SQLiteError, Database as SqliteDatabase } from "bun:sqlite";
import { chmodSync, closeSync, existsSync, mkdirSync, openSync, renameSync } from "node:fs";
import { dirname } from "node:path";

export const IN_MEMORY = ":memory:";

/** Waiting for another process's lock holds up everything else here, ticks too: long enough for a backup's look, no longer. */
const BUSY_TIMEOUT_MS = 1_000;

/** For the owner's eyes: who watches what is nobody else's business. */
const FILE_MODE = 0o600;

/** SQLite's own beside the file. They go before it, so that no new file ever meets an old file's log. */
const COMPANIONS = ["-wal", "-shm"];

/**
 * Opens or makes the file.
 *
 * `synchronous = full` waits for the disk at each commit. `normal` would outlive a killed process too, but not a lost
 * power supply; a commit costs 0.1 ms instead of 0.02 in the middle, and changes are rare beside ticks.
 * @throws what SQLite or the file system throws.
 */
export function openSqliteFile(path: string): SqliteDatabase {
  if (path !== IN_MEMORY) {
    mkdirSync(dirname(path), { recursive: true });
    closeSync(openSync(path, "a", FILE_MODE));
    for (const file of [path, ...COMPANIONS.map((suffix) => path + suffix)]) {
      if (existsSync(file)) chmodSync(file, FILE_MODE);
    }
  }
  const sqlite = new SqliteDatabase(path);
  try {
    sqlite.run(`pragma busy_timeout = ${BUSY_TIMEOUT_MS}`);
    sqlite.run("pragma journal_mode = wal");
    sqlite.run("pragma synchronous = full");
    sqlite.run("pragma foreign_keys = on");
  } catch (error) {
    sqlite.close();
    throw error;
  }
  return sqlite;
}

/** What a quick look at all pages finds wrong, in SQLite's words; null when nothing is. */
export function damageOf(sqlite: SqliteDatabase): string | null {
  const { quick_check: finding } = sqlite.query<{ quick_check: string }, []>("pragma quick_check(1)").get()!;
  return finding === "ok" ? null : finding;
}

/** Brings everything into the one file, so that a copy of it is a whole copy, and lets go of it. */
export function closeSqliteFile(sqlite: SqliteDatabase): void {
  try {
    sqlite.run("pragma wal_checkpoint(truncate)");
  } finally {
    sqlite.close();
  }
}

/** Whether SQLite says that this is no database, or a broken one: not a matter of locks, rights or space. */
export function isUnreadable(error: unknown): boolean {
  return hasCode(error, /^SQLITE_(NOTADB|CORRUPT)/);
}

/** Whether another process holds it. */
export function isBusy(error: unknown): boolean {
  return hasCode(error, /^SQLITE_BUSY/);
}

/** Renames the file and what SQLite keeps beside it; returns the new path. */
export function moveAside(path: string): string {
  const aside = `${path}.corrupt-${new Date().toISOString().replaceAll(":", "")}`;
  for (const suffix of [...COMPANIONS, ""]) {
    if (existsSync(path + suffix)) renameSync(path + suffix, aside + suffix);
  }
  return aside;
}

function hasCode(error: unknown, code: RegExp): boolean {
  return error instanceof SQLiteError && code.test(error.code ?? "");
}
