import { dayDate } from "../../shared/ist.ts";
import { type ListedExpiry, MasterChangeLimits } from "../../shared/master-change.ts";
import type { InstrumentTable } from "./instrument-table.ts";

/** Numbers above any expiry day's (until the year 9999) and segment's, so that one number stands for those and the underlying's. */
const DAYS = 4_194_304;
const SEGMENTS = 16;

interface Counted {
  /** A row of it, and whose. */
  row: number;
  table: InstrumentTable;
  before: number;
  after: number;
}

/** Which expiries of which underlyings the old and the new master list. */
export class ListedExpiries {
  readonly #counted = new Map<number, Counted>();
  #lastId = -1;
  #last: Counted | null = null;

  /**
   * Counts a contract.
   * @param underlying the new table's number of its underlying, or a number beyond those for one it has no more.
   */
  add(side: "before" | "after", table: InstrumentTable, row: number, underlying: number): void {
    const { segment, expiryDay } = table.columns;
    const id = (underlying * DAYS + expiryDay[row]!) * SEGMENTS + segment[row]!;
    // Contracts of one expiry stand together in the file.
    if (id !== this.#lastId || this.#last === null) {
      this.#last = this.#counted.get(id) ?? { row, table, before: 0, after: 0 };
      this.#counted.set(id, this.#last);
      this.#lastId = id;
    }
    this.#last[side]++;
  }

  added(): { count: number; listed: ListedExpiry[] } {
    return this.#only("after", "before");
  }

  removed(): { count: number; listed: ListedExpiry[] } {
    return this.#only("before", "after");
  }

  #only(side: "before" | "after", other: "before" | "after"): { count: number; listed: ListedExpiry[] } {
    const counted = [...this.#counted.values()].filter((one) => one[side] > 0 && one[other] === 0);
    const listed = counted.map(({ row, table, [side]: instruments }) => ({
      segment: table.segmentAt(row),
      underlying: table.underlyingAt(row),
      expiry: dayDate(table.columns.expiryDay[row]!),
      instruments,
    }));
    listed.sort((a, b) => order(a.underlying, b.underlying) || order(a.expiry, b.expiry));
    return { count: listed.length, listed: listed.slice(0, MasterChangeLimits.expiries) };
  }
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
