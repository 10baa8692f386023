import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { DISCONNECT_MESSAGE, subscribeMessages, type WireChange } from "../../server/dhan/subscribe-message.ts";
import { formatInstrumentKey, MAX_SECURITY_ID, SEGMENTS } from "../../shared/instrument-key.ts";

const MODES = ["ticker", "quote", "full"] as const;
const key = fc
  .tuple(fc.constantFrom(...SEGMENTS), fc.integer({ min: 1, max: MAX_SECURITY_ID }))
  .map(([segment, id]) => formatInstrumentKey(segment, id));

function sent(change: WireChange) {
  return subscribeMessages(change).map((message) => JSON.parse(message));
}

describe("messages", () => {
  test("are the ones of dhanhq-v2, 1.2", () => {
    expect(subscribeMessages({ op: "subscribe", mode: "full", keys: ["NSE_FNO:55796", "IDX_I:13"] })).toEqual([
      '{"RequestCode":21,"InstrumentCount":2,"InstrumentList":' +
        '[{"ExchangeSegment":"NSE_FNO","SecurityId":"55796"},{"ExchangeSegment":"IDX_I","SecurityId":"13"}]}',
    ]);
    expect(DISCONNECT_MESSAGE).toBe('{"RequestCode":12}');
  });

  test.each([
    ["ticker", 15, 16],
    ["quote", 17, 18],
    ["full", 21, 22],
  ] as const)("for %s carry %i to subscribe and one more to unsubscribe", (mode, subscribe, unsubscribe) => {
    expect(sent({ op: "subscribe", mode, keys: ["IDX_I:13"] })[0].RequestCode).toBe(subscribe);
    expect(sent({ op: "unsubscribe", mode, keys: ["IDX_I:13"] })[0].RequestCode).toBe(unsubscribe);
  });

  test("are none for no instruments, one for a hundred, two for a hundred and one", () => {
    const keys = Array.from({ length: 101 }, (_, i) => `NSE_EQ:${i + 1}`);
    const counts = (count: number) =>
      sent({ op: "subscribe", mode: "quote", keys: keys.slice(0, count) }).map(
        ({ InstrumentCount }) => InstrumentCount,
      );
    expect([counts(0), counts(1), counts(100), counts(101)]).toEqual([[], [1], [100], [100, 1]]);
  });

  test("name every instrument once, in order, at most 100 a message, ids as text, the count as the list is long", () => {
    const change = fc.record({
      op: fc.constantFrom("subscribe" as const, "unsubscribe" as const),
      mode: fc.constantFrom(...MODES),
      keys: fc.array(key, { maxLength: 450 }),
    });
    fc.assert(
      fc.property(change, (wanted) => {
        const messages = sent(wanted);
        for (const { RequestCode, InstrumentCount, InstrumentList, ...rest } of messages) {
          expect(rest).toEqual({});
          expect(RequestCode).toBe(messages[0].RequestCode);
          expect(InstrumentCount).toBe(InstrumentList.length);
          expect(InstrumentCount).toBeWithin(1, 101);
          for (const { SecurityId } of InstrumentList) expect(SecurityId).toBeString();
        }
        const named = messages.flatMap(({ InstrumentList }) =>
          InstrumentList.map((one: Record<string, string>) => `${one.ExchangeSegment}:${one.SecurityId}`),
        );
        expect(named).toEqual(wanted.keys);
      }),
      { numRuns: 50 },
    );
  });

  test("are never made of what is no instrument key", () => {
    expect(() => subscribeMessages({ op: "subscribe", mode: "full", keys: ["NIFTY"] })).toThrow("NIFTY");
  });
});
