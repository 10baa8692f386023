import { expect, test } from "bun:test";
import fc from "fast-check";
import { TextColumn } from "../../server/instruments/text-column.ts";

test("a text column gives back what was pushed, whatever its letters and however little room was expected", () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: "grapheme" })), fc.nat(4), (texts, expected) => {
      const column = new TextColumn(expected);
      for (const text of texts) column.push(text);
      expect(column.size).toBe(texts.length);
      expect(texts.map((_, row) => column.at(row))).toEqual(texts);
    }),
  );
});

test("a row that is not there is an error", () => {
  const column = new TextColumn(8);
  column.push("RELIANCE");
  for (const row of [-1, 1, 0.5, Number.NaN]) expect(() => column.at(row)).toThrow(RangeError);
});
