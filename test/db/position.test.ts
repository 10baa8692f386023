import { expect, test } from "bun:test";
import fc from "fast-check";
import { reordered } from "../../server/db/position.ts";

const ids = fc.array(fc.constantFrom(..."abcdefgh"));
const uniqueIds = fc.uniqueArray(fc.constantFrom(..."abcdefgh"));

test("an order loses nothing, adds nothing, and keeps both orders it was made of", () => {
  fc.assert(
    fc.property(uniqueIds, ids, (current, wanted) => {
      const order = reordered(current, wanted);
      expect(order.toSorted()).toEqual(current.toSorted());
      const named = [...new Set(wanted)].filter((id) => current.includes(id));
      expect(order.slice(0, named.length)).toEqual(named);
      expect(order.slice(named.length)).toEqual(current.filter((id) => !named.includes(id)));
    }),
  );
});
