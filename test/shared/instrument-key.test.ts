import { expect, test } from "bun:test";
import fc from "fast-check";
import {
  formatInstrumentKey,
  MAX_SECURITY_ID,
  parseInstrumentKey,
  priceDecimals,
  SEGMENT_NUMBER,
  SEGMENTS,
} from "../../shared/instrument-key.ts";
import { instrumentKey } from "../../shared/instrument-key-schema.ts";

const segment = fc.constantFrom(...SEGMENTS);
const securityId = fc.integer({ min: 1, max: MAX_SECURITY_ID });

test("P8: a key is parsed into what it was made of, for every segment and id", () => {
  fc.assert(
    fc.property(segment, securityId, (segment, securityId) => {
      expect(parseInstrumentKey(formatInstrumentKey(segment, securityId))).toEqual({ segment, securityId });
    }),
  );
});

test("P8: whatever is taken for a key is one letter by letter: text that parses is what formatting gives back", () => {
  const almostKey = fc
    .tuple(
      fc.oneof(segment, fc.string({ maxLength: 6 })),
      fc.constantFrom(":", "", "::", " :"),
      fc.oneof(securityId.map(String), fc.string({ maxLength: 12 }), fc.bigInt({ min: 0n }).map(String)),
    )
    .map((parts) => parts.join(""));
  fc.assert(
    fc.property(fc.oneof(almostKey, fc.string()), (text) => {
      const ref = parseInstrumentKey(text);
      if (ref !== null) expect(formatInstrumentKey(ref.segment, ref.securityId)).toBe(text);
    }),
    { numRuns: 1_000 },
  );
});

test.each([
  "",
  ":",
  "13",
  "IDX_I",
  "IDX_I:",
  ":13",
  "IDX_I:0",
  "IDX_I:013",
  "IDX_I:+13",
  "IDX_I:-13",
  "IDX_I:1.5",
  "IDX_I:1e3",
  "IDX_I:0x10",
  "IDX_I: 13",
  " IDX_I:13",
  "IDX_I:13 ",
  "IDX_I:13\n",
  "idx_i:13",
  "NSE:13",
  "NSE_FNO:13:14",
  "IDX_I:१३",
  "toString:13",
  "__proto__:13",
])("P8: %j is no key", (text) => {
  expect(parseInstrumentKey(text)).toBeNull();
  expect(instrumentKey.safeParse(text).success).toBe(false);
});

test("P8: the largest id is that of 32 bits, and one more is no key", () => {
  expect(parseInstrumentKey("BSE_FNO:4294967295")).toEqual({ segment: "BSE_FNO", securityId: MAX_SECURITY_ID });
  expect(parseInstrumentKey("BSE_FNO:4294967296")).toBeNull();
  expect(parseInstrumentKey("BSE_FNO:9999999999")).toBeNull();
  expect(parseInstrumentKey("BSE_FNO:10000000000")).toBeNull();
});

test("the segments have DhanHQ's numbers, in which there is no 6", () => {
  expect(SEGMENT_NUMBER).toEqual({
    IDX_I: 0,
    NSE_EQ: 1,
    NSE_FNO: 2,
    NSE_CURRENCY: 3,
    BSE_EQ: 4,
    MCX_COMM: 5,
    BSE_CURRENCY: 7,
    BSE_FNO: 8,
  });
});

test("P22: the two currency segments have four decimals, all others two", () => {
  const fourDecimals = SEGMENTS.filter((segment) => priceDecimals(segment) === 4);
  expect(fourDecimals).toEqual(["NSE_CURRENCY", "BSE_CURRENCY"]);
  expect(SEGMENTS.every((segment) => [2, 4].includes(priceDecimals(segment)))).toBe(true);
});
