import { expect, test } from "bun:test";
import { BROKEN_SHARE_OF_PREVIOUS, LEAST_ROWS_WHEN_CUT, MasterReport } from "../../server/dhan/master-report.ts";

function reportOf(kept: number, fields: Partial<MasterReport> = {}): MasterReport {
  return Object.assign(new MasterReport(), { rows: kept, kept }, fields);
}

test("a file of any size is usable when there is none to compare it with", () => {
  expect(reportOf(1).unusable(undefined)).toBeNull();
});

test("a file needs more than half of the last good one's instruments, unless somebody insists", () => {
  const half = 10_000 * BROKEN_SHARE_OF_PREVIOUS;
  expect(reportOf(half + 1).unusable(10_000)).toBeNull();
  expect(reportOf(half).unusable(10_000)).toContain("half of the last good one's 10000 or fewer");
  expect(reportOf(1).unusable(10_000, true)).toBeNull();
  expect(reportOf(half + 1, { isCut: true }).unusable(10_000, true)).toContain("ends inside a row");
});

test("a file that ends inside a row is usable for want of a better, if it is no mere scrap", () => {
  expect(reportOf(LEAST_ROWS_WHEN_CUT, { isCut: true }).unusable(undefined)).toBeNull();
  expect(reportOf(LEAST_ROWS_WHEN_CUT - 1, { isCut: true }).unusable(undefined)).toContain("ends inside a row");
  expect(reportOf(100_000, { isCut: true }).unusable(100_000)).toContain("ends inside a row");
});

test("a file without required columns, without rows or without instruments is unusable, and says which", () => {
  const missingColumns = { required: ["LOT_SIZE", "TICK_SIZE"], optional: [] };
  expect(reportOf(0, { missingColumns }).unusable(undefined)).toBe("the file has no column LOT_SIZE, TICK_SIZE");
  expect(reportOf(0).unusable(undefined)).toBe("the file has no rows");
  expect(reportOf(0, { rows: 7 }).unusable(undefined)).toContain("none of the file's 7 rows");
});

test("bad rows are counted by reason, with the first as example, cut short", () => {
  const report = new MasterReport();
  report.keep();
  report.reject("strike", ["NSE", "D", "x".repeat(1_000)]);
  report.reject("strike", "another");
  report.reject("expired", "old");
  expect(report).toMatchObject({ rows: 4, kept: 1, badRows: 2, droppedRows: 1 });
  expect(report.dropped.expired).toBe(1);
  expect(report.bad.strike).toMatchObject({ count: 2, firstRow: 2 });
  expect(report.bad.strike!.example).toStartWith("NSE,D,xxx");
  expect(report.bad.strike!.example).toHaveLength(200);
});
