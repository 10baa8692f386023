import { expect, test } from "bun:test";
import fc from "fast-check";
import { fullBar } from "../../../web/chain/oi-scale.ts";
import { blankLeg } from "../../fakes/chain-updates.ts";

const row = (callOi: number | null, putOi: number | null) => ({
  strike: 25_000,
  call: blankLeg(25_000, "CE", { oi: callOi }),
  put: blankLeg(25_000, "PE", { oi: putOi }),
});

test("a full bar is the largest open interest of either side, rounded up", () => {
  expect(fullBar([row(7_436_455, 1), row(null, 9_760_000)])).toBe(10_000_000);
  expect(fullBar([row(1_210_455, 1_300)])).toBe(1_250_000);
  expect(fullBar([{ strike: 1, call: null, put: null }, row(null, 40)])).toBe(40);
  expect(fullBar([])).toBe(1);
  expect(fullBar([row(0, null)])).toBe(1);
});

test("no bar is longer than full, nor the longest shorter than three quarters", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 2 ** 32 }), fc.nat(2 ** 32), (callOi, putOi) => {
      const largest = Math.max(callOi, putOi);
      const full = fullBar([row(callOi, putOi)]);
      expect(full).toBeGreaterThanOrEqual(largest * (1 - 1e-9));
      expect(largest / full).toBeGreaterThan(0.74);
    }),
  );
});
