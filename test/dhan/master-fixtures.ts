import type { InstrumentRow, InstrumentSink } from "../../server/instruments/instrument-row.ts";

/** Verbatim rows of every column set there has been; the last two are the beginnings of larger files. */
export const MASTER_FIXTURES = [
  "compact.csv",
  "detailed-31col.csv",
  "detailed-32col.csv",
  "detailed-39col.csv",
  "detailed-trimmed.csv",
  "compact-nse-equity.csv",
  "detailed-39col-stock-futures.csv",
] as const;

export function fixtureText(name: (typeof MASTER_FIXTURES)[number]): Promise<string> {
  return Bun.file(new URL(`../fixtures/master/${name}`, import.meta.url)).text();
}

/** A sink that keeps the rows as they come. */
export class RowList implements InstrumentSink {
  readonly rows: InstrumentRow[] = [];
  readonly #keys = new Set<string>();

  add(row: InstrumentRow): boolean {
    const key = `${row.segment}:${row.securityId}`;
    if (this.#keys.has(key)) return false;
    this.#keys.add(key);
    this.rows.push(row);
    return true;
  }

  find(segment: number, securityId: number): InstrumentRow | undefined {
    return this.rows.find((row) => row.segment === segment && row.securityId === securityId);
  }
}
