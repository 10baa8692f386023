import { expect, test } from "bun:test";
import fc from "fast-check";
import { rowTable } from "../../../server/simulator/listing/row-table.ts";

const keys = fc.uniqueArray(fc.tuple(fc.integer({ min: 0, max: 8 }), fc.integer({ min: 1, max: 5_000 })), {
  selector: ([segment, id]) => `${segment}:${id}`,
  maxLength: 200,
});

test("every listed key is found in its row, and nothing else is found", () => {
  fc.assert(
    fc.property(
      keys,
      fc.integer({ min: 0, max: 300 }),
      fc.integer({ min: 0, max: 4_294_967_295 }),
      (listed, segment, id) => {
        const rowOf = rowTable(
          Uint8Array.from(listed, ([place]) => place),
          Uint32Array.from(listed, ([, securityId]) => securityId),
        );
        listed.forEach(([place, securityId], row) => {
          expect(rowOf(place, securityId)).toBe(row);
        });
        const expected = listed.findIndex(([place, securityId]) => place === segment && securityId === id);
        expect(rowOf(segment, id)).toBe(expected);
      },
    ),
  );
});

test("an id listed twice in a segment is a mistake that shows at once", () => {
  expect(() => rowTable(Uint8Array.of(1, 2, 1), Uint32Array.of(13, 13, 13))).toThrow("13 is listed twice in segment 1");
});
