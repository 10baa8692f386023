import { expect, test } from "bun:test";
import fc from "fast-check";
import { MessageRate } from "../../server/hub/message-rate.ts";

test("P45: a second allows its messages and not one more, and the next second starts anew", () => {
  const rate = new MessageRate(3);
  const allowed = [0, 1, 500, 999, 999, 1_000, 1_999, 1_999, 1_999, 2_000].map((now) => rate.allows(now));
  expect(allowed).toEqual([true, true, true, false, false, true, true, true, false, true]);
});

test("P45: in no second of the clock are more allowed, and none is refused before that", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5 }), fc.array(fc.nat(400), { maxLength: 100 }), (perSecond, pauses) => {
      const rate = new MessageRate(perSecond);
      const sent = new Map<number, number>();
      let now = 1_781_065_197_250;
      for (const pause of pauses) {
        now += pause;
        const second = Math.floor(now / 1_000);
        sent.set(second, (sent.get(second) ?? 0) + 1);
        expect(rate.allows(now)).toBe(sent.get(second)! <= perSecond);
      }
    }),
  );
});
