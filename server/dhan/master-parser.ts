import { dayNumber } from "../../shared/ist.ts";
import { turnOfTheLoop } from "../clock.ts";
import type { InstrumentSink } from "../instruments/instrument-row.ts";
import { findColumns, type MasterColumns } from "./master-columns.ts";
import { BLOCK_BYTES, LineBlocks, splitLines } from "./master-lines.ts";
import { MasterReport } from "./master-report.ts";
import { MasterRowReader } from "./master-row.ts";

export interface ParseMasterOptions {
  /** The Indian date, `YYYY-MM-DD`: contracts that expired before it are left out. */
  today: string;
  sink: InstrumentSink;
  /** Called after each block of BLOCK_BYTES. */
  onProgress?: (progress: { bytes: number; rows: number }) => void;
}

/**
 * Reads a master CSV, of any column set there has been, from its bytes as they come, and gives each instrument to the
 * sink. Between blocks the event loop has its turn. Nothing in the bytes makes it throw: the report says what was wrong,
 * and MasterReport.unusable whether the sink's content is worth keeping. Errors of `pieces` pass through.
 */
export async function parseMaster(
  pieces: AsyncIterable<Uint8Array>,
  { today, sink, onProgress }: ParseMasterOptions,
): Promise<MasterReport> {
  const report = new MasterReport();
  const blocks = new LineBlocks();
  const rows = new MasterRows(report, sink, dayNumber(today));
  for await (const piece of pieces) {
    report.bytes += piece.length;
    for (const lines of blocks.take(piece)) {
      rows.read(lines);
      if (rows.isHopeless) return report;
      onProgress?.({ bytes: report.bytes, rows: report.rows });
      await turnOfTheLoop();
    }
  }
  const { lines, unended } = blocks.end();
  rows.read(lines);
  rows.readUnended(unended);
  rows.rejectOverlong(blocks.overlongLines);
  onProgress?.({ bytes: report.bytes, rows: report.rows });
  return report;
}

/** Turns lines into instruments, after finding the columns in the first. */
class MasterRows {
  readonly #report: MasterReport;
  readonly #sink: InstrumentSink;
  readonly #today: number;
  #columns: MasterColumns | undefined;
  #reader: MasterRowReader | undefined;

  constructor(report: MasterReport, sink: InstrumentSink, today: number) {
    this.#report = report;
    this.#sink = sink;
    this.#today = today;
  }

  /** True once a required column is known to be missing. */
  get isHopeless(): boolean {
    return this.#report.missingColumns.required.length > 0;
  }

  /** @param lines whole lines, each ended by `\n`. */
  read(lines: string): void {
    if (lines === "") return;
    const columns = this.#columns;
    if (columns === undefined) {
      const end = lines.indexOf("\n");
      this.#readHeader(lines.slice(0, end));
      this.read(lines.slice(end + 1));
      return;
    }
    if (this.isHopeless) return;
    const rows = splitLines(lines, columns.count, (line) => this.#report.reject("line", line));
    for (const fields of rows) this.#add(fields);
  }

  /** The last line of a file that does not end with a line end: a row like others if it is whole. */
  readUnended(line: string): void {
    if (line.trim() === "") return;
    if (this.#columns !== undefined && !this.isHopeless && line.split(",").length < this.#columns.namedCount) {
      this.#report.isCut = true;
      this.#report.reject("line", line);
    } else {
      this.read(`${line}\n`);
    }
  }

  rejectOverlong(count: number): void {
    for (let i = 0; i < count; i++) this.#report.reject("line", `a line of more than ${BLOCK_BYTES} bytes`);
  }

  #readHeader(header: string): void {
    this.#columns = findColumns(header);
    this.#reader = new MasterRowReader(this.#columns, this.#today);
    this.#report.missingColumns = {
      required: this.#columns.missingRequired,
      optional: this.#columns.missingOptional,
    };
  }

  #add(fields: string[]): void {
    const result = this.#reader!.read(fields);
    if (typeof result === "string") this.#report.reject(result, fields);
    else if (this.#sink.add(result)) this.#report.keep();
    else this.#report.reject("duplicate", fields);
  }
}
