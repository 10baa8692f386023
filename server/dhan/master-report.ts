import { BAD_REASONS, type BadReason, DROP_REASONS, type DropReason } from "./master-row.ts";

/** A file that ends inside a row has lost an unknown part; with fewer instruments than this it is worth nothing. */
export const LEAST_ROWS_WHEN_CUT = 1_000;
/** A file with this share of the last good one's instruments, or less, is taken for a broken one. */
export const BROKEN_SHARE_OF_PREVIOUS = 0.5;
const EXAMPLE_LENGTH = 200;

/** Bad rows of one reason. */
export interface BadRows {
  count: number;
  /** The first of them: its number among the data rows, from 1, and the start of its text. */
  firstRow: number;
  example: string;
}

/** What was found in a master file. */
export class MasterReport {
  /** Data rows in the file, whatever became of them: kept, dropped or bad. */
  rows = 0;
  kept = 0;
  bytes = 0;
  /** True when the file ends inside a row. */
  isCut = false;
  readonly dropped: Record<DropReason, number> = { dummy: 0, expired: 0, unsupportedSegment: 0, duplicate: 0 };
  readonly bad: Partial<Record<BadReason, BadRows>> = {};
  /** Absent columns, by the detailed file's names. Without a required one no row is read. */
  missingColumns: { required: string[]; optional: string[] } = { required: [], optional: [] };

  keep(): void {
    this.rows++;
    this.kept++;
  }

  /** Counts a row that was left out. `row` is its text or its fields. */
  reject(reason: DropReason | BadReason, row: string | readonly string[]): void {
    this.rows++;
    if (isDropReason(reason)) {
      this.dropped[reason]++;
      return;
    }
    const rows = this.bad[reason];
    if (rows !== undefined) rows.count++;
    else this.bad[reason] = { count: 1, firstRow: this.rows, example: example(row) };
  }

  get badRows(): number {
    return BAD_REASONS.reduce((sum, reason) => sum + (this.bad[reason]?.count ?? 0), 0);
  }

  get droppedRows(): number {
    return DROP_REASONS.reduce((sum, reason) => sum + this.dropped[reason], 0);
  }

  /**
   * Why no table should be made of the file, in words; null when one may.
   * @param isForced it is taken however small it is.
   */
  unusable(previousRows: number | undefined, isForced = false): string | null {
    const { required } = this.missingColumns;
    if (required.length > 0) return `the file has no column ${required.join(", ")}`;
    if (this.rows === 0) return "the file has no rows";
    if (this.kept === 0) return `none of the file's ${this.rows} rows is a listed instrument`;
    if (this.isCut && this.kept < LEAST_ROWS_WHEN_CUT)
      return `the file ends inside a row after only ${this.kept} instruments`;
    if (previousRows === undefined) return null;
    if (this.isCut) return `the file ends inside a row, after ${this.kept} instruments; the last good one is whole`;
    if (!isForced && this.kept <= previousRows * BROKEN_SHARE_OF_PREVIOUS)
      return `the file has ${this.kept} instruments, half of the last good one's ${previousRows} or fewer`;
    return null;
  }
}

/** The start of a row, as a string of its own: a slice would keep the file's block alive. */
function example(row: string | readonly string[]): string {
  const text = typeof row === "string" ? row : row.join(",");
  return Array.from(text.slice(0, EXAMPLE_LENGTH)).join("");
}

function isDropReason(reason: DropReason | BadReason): reason is DropReason {
  return (DROP_REASONS as readonly string[]).includes(reason);
}
