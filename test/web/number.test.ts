import { expect, test } from "bun:test";
import fc from "fast-check";
import { grouped, short, signed, signedPercent } from "../../web/format/number.ts";

test("digits are grouped the Indian way", () => {
  expect(grouped(999)).toBe("999");
  expect(grouped(1_000)).toBe("1,000");
  expect(grouped(1_234_567.8, 2)).toBe("12,34,567.80");
  expect(grouped(4_294_967_295)).toBe("4,29,49,67,295");
  expect(grouped(88.4375, 4)).toBe("88.4375");
});

test("grouping changes nothing but the commas", () => {
  fc.assert(
    fc.property(fc.nat(2 ** 31), (paise) => {
      const text = grouped(paise / 100, 2);
      expect(text).toMatch(/^(\d{1,2},)*(\d{1,3},)?\d{1,3}\.\d{2}$/);
      expect(Math.round(Number(text.replaceAll(",", "")) * 100)).toBe(paise);
    }),
  );
});

test("a change always has its sign, save one that rounds to nothing", () => {
  expect(signed(12.4, 2)).toBe("+12.40");
  expect(signed(-12.4, 2)).toBe("−12.40");
  expect(signed(-123_456.7, 2)).toBe("−1,23,456.70");
  expect(signed(0.004, 2)).toBe("0.00");
  expect(signed(-0.004, 2)).toBe("0.00");
  expect(signedPercent(0.889)).toBe("+0.89%");
});

test("quantities are short from a lakh on, and never a hundred lakh", () => {
  expect(short(0)).toBe("0");
  expect(short(99_999)).toBe("99,999");
  expect(short(100_000)).toBe("1.0L");
  expect(short(1_210_455)).toBe("12.1L");
  expect(short(9_994_999)).toBe("99.9L");
  expect(short(9_995_000)).toBe("1.0Cr");
  expect(short(34_000_000)).toBe("3.4Cr");
  expect(short(4_294_967_295)).toBe("429.5Cr");
});
