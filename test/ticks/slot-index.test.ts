import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { SlotIndex } from "../../server/ticks/slot-index.ts";
import { formatInstrumentKey, SEGMENT_NUMBER, SEGMENTS } from "../../shared/instrument-key.ts";

describe("slots", () => {
  test("an instrument keeps the slot it was given", () => {
    const index = new SlotIndex(4);
    const slot = index.add("IDX_I:13");
    expect(index.add("IDX_I:13")).toBe(slot);
    expect(index.slotOf(SEGMENT_NUMBER.IDX_I, 13)).toBe(slot);
    expect(index.slotOfKey("IDX_I:13")).toBe(slot);
    expect(index.keyOf(slot)).toBe("IDX_I:13");
    expect(index.size).toBe(1);
  });

  test("the same id in another segment is another instrument", () => {
    const index = new SlotIndex(16);
    const slots = SEGMENTS.map((segment) => index.add(formatInstrumentKey(segment, 13)));
    expect(new Set(slots).size).toBe(SEGMENTS.length);
    SEGMENTS.forEach((segment, i) => {
      expect(index.slotOf(SEGMENT_NUMBER[segment], 13)).toBe(slots[i]!);
    });
  });

  test("one more than the capacity gets none until another has gone", () => {
    const index = new SlotIndex(2);
    const first = index.add("NSE_EQ:1");
    expect(index.add("NSE_EQ:2")).not.toBe(-1);
    expect(index.add("NSE_EQ:3")).toBe(-1);
    expect(index.slotOfKey("NSE_EQ:3")).toBe(-1);
    expect(index.size).toBe(2);
    expect(index.remove("NSE_EQ:1")).toBe(first);
    expect(index.add("NSE_EQ:3")).toBe(first);
    expect(index.slotOfKey("NSE_EQ:1")).toBe(-1);
  });

  test("what a packet may name and nobody holds has no slot: no segment 6, none above 8, no id too large", () => {
    const index = new SlotIndex(4);
    index.add("BSE_FNO:1");
    for (const segment of [0, 6, 9, 255]) expect(index.slotOf(segment, 1)).toBe(-1);
    for (const id of [0, 2, 1_025, 0x7fffffff, 0x80000000, 0xffffffff]) expect(index.slotOf(8, id)).toBe(-1);
  });

  test("removing what was never added, or is no key at all, removes nothing", () => {
    const index = new SlotIndex(4);
    index.add("NSE_EQ:1");
    expect(index.remove("NSE_EQ:2")).toBe(-1);
    expect(index.remove("NSE_EQ:1025")).toBe(-1);
    expect(index.remove("nonsense")).toBe(-1);
    expect(index.size).toBe(1);
  });

  test("what is no key is refused, and costs no slot", () => {
    const index = new SlotIndex(1);
    for (const key of ["nonsense", "IDX_I:0", "NSE_EQ:4294967296", "NSE:1"]) expect(() => index.add(key)).toThrow();
    expect(index.size).toBe(0);
    expect(index.add("NSE_EQ:1")).toBe(0);
    index.remove("NSE_EQ:1");
    expect(() => index.add("nonsense")).toThrow();
    expect(index.add("NSE_EQ:1")).toBe(0);
  });
});

test("any adding and removing leaves every instrument in a slot of its own, as a plain map would have it", () => {
  const CAPACITY = 5;
  const keys = [
    "IDX_I:13",
    "NSE_EQ:13",
    "NSE_EQ:14",
    "NSE_EQ:1037",
    "NSE_FNO:4294967295",
    "NSE_FNO:2147483648",
    "MCX_COMM:1023",
  ];
  const steps = fc.array(fc.record({ adds: fc.boolean(), key: fc.constantFrom(...keys, "BSE_EQ:1024") }), {
    maxLength: 60,
  });
  fc.assert(
    fc.property(steps, (all) => {
      const index = new SlotIndex(CAPACITY);
      const held = new Map<string, number>();
      for (const { adds, key } of all) {
        const known = held.get(key);
        if (adds) {
          const slot = index.add(key);
          if (known !== undefined) expect(slot).toBe(known);
          else if (held.size === CAPACITY) expect(slot).toBe(-1);
          else {
            expect(slot).toBeGreaterThanOrEqual(0);
            expect(slot).toBeLessThan(CAPACITY);
            expect([...held.values()]).not.toContain(slot);
            held.set(key, slot);
          }
        } else {
          expect(index.remove(key)).toBe(known ?? -1);
          held.delete(key);
        }
        expect(index.size).toBe(held.size);
        for (const other of [...keys, "BSE_EQ:1024"]) expect(index.slotOfKey(other)).toBe(held.get(other) ?? -1);
        for (const [other, slot] of held) expect(index.keyOf(slot)).toBe(other);
      }
    }),
  );
});
