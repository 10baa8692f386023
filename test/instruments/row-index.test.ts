import { expect, test } from "bun:test";
import fc from "fast-check";
import { emptyColumns } from "../../server/instruments/instrument-columns.ts";
import { RowIndex } from "../../server/instruments/row-index.ts";

const instrument = fc.record({
  segment: fc.constantFrom(0, 1, 2, 3, 4, 5, 7, 8),
  // Few ids, so that segments share them; and the whole range.
  securityId: fc.oneof(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 4_294_967_295 })),
});

test("the index agrees with a Map on every instrument, growing from any size", () => {
  fc.assert(
    fc.property(fc.array(instrument, { maxLength: 200 }), fc.nat(50), (instruments, expectedRows) => {
      const columns = emptyColumns(instruments.length);
      const index = new RowIndex(expectedRows);
      const rows = new Map<string, number>();
      let row = 0;
      for (const { segment, securityId } of instruments) {
        columns.segment[row] = segment;
        columns.securityId[row] = securityId;
        const isNew = !rows.has(`${segment}:${securityId}`);
        expect(index.add(columns, row)).toBe(isNew);
        if (isNew) rows.set(`${segment}:${securityId}`, row++);
      }
      for (const { segment, securityId } of instruments) {
        expect(index.rowOf(columns, segment, securityId)).toBe(rows.get(`${segment}:${securityId}`)!);
        expect(index.rowOf(columns, 6, securityId)).toBe(-1);
      }
    }),
  );
});
