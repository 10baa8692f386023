import { expect, test } from "bun:test";
import fc from "fast-check";
import { SubscriptionSet } from "../../../server/simulator/feed/subscription-set.ts";

const step = fc.record({
  isAdd: fc.boolean(),
  segment: fc.constantFrom(0, 1, 8),
  securityId: fc.constantFrom(1, 13, 55_796, 4_294_967_295),
  modeBit: fc.constantFrom(1, 2, 4),
});

test("after any sequence of adds and removals it holds what a map of modes would", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
      const subscriptions = new SubscriptionSet();
      const model = new Map<string, number>();
      for (const { isAdd, segment, securityId, modeBit } of steps) {
        const key = `${segment}:${securityId}`;
        const modes = model.get(key) ?? 0;
        expect(
          subscriptions.countNew([
            { segment, securityId },
            { segment, securityId },
          ]),
        ).toBe(modes === 0 ? 1 : 0);
        if (isAdd) {
          subscriptions.add({ segment, securityId }, securityId, modeBit);
          model.set(key, modes | modeBit);
        } else {
          subscriptions.remove({ segment, securityId }, modeBit);
          if ((modes & ~modeBit) === 0) model.delete(key);
          else model.set(key, modes & ~modeBit);
        }
      }
      const held = new Map<string, number>();
      for (let place = 0; place < subscriptions.size; place++) {
        const { segment, securityId } = subscriptions.instrumentAt(place);
        held.set(`${segment}:${securityId}`, subscriptions.modes[place]!);
        expect(subscriptions.row[place]).toBe(securityId | 0);
      }
      expect(held).toEqual(model);
      expect(subscriptions.size).toBe(model.size);
    }),
  );
});
