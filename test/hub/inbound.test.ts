import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { readInbound } from "../../server/hub/inbound.ts";
import { ERROR_CODES } from "../../shared/stream-down.ts";

const codeOf = (data: string | Uint8Array) => {
  const inbound = readInbound(data);
  return inbound.ok ? null : inbound.code;
};

test("P9: a message that is one is read, its defaults filled in", () => {
  expect(readInbound('{"op":"subscribe","instruments":["IDX_I:13"]}')).toEqual({
    ok: true,
    message: { op: "subscribe", instruments: ["IDX_I:13"], mode: "quote", everyMs: 100 },
  });
});

describe("P46: what is not a message says why", () => {
  test.each([[""], ["{"], ["{'op':'ping'}"], ["ping"], ["\u0000"]])("P46: %p is not JSON", (text) => {
    expect(codeOf(text)).toBe("bad-json");
  });

  test.each([
    ["null"],
    ["1"],
    ["[]"],
    ["{}"],
    ['{"op":"jump"}'],
    ['{"op":"ping","id":"1"}'],
    ['{"op":"ping","id":1e999}'],
  ])("P46: %p is JSON and no message", (text) => {
    expect(codeOf(text)).toBe("bad-message");
  });

  test("P46: sixty thousand open brackets are not JSON", () => {
    expect(codeOf("[".repeat(60_000))).toBe("bad-json");
  });

  test("P46: binary is refused, be it the best of JSON", () => {
    expect(codeOf(new TextEncoder().encode('{"op":"ping"}'))).toBe("binary-message");
    expect(codeOf(new Uint8Array())).toBe("binary-message");
  });

  test("P44: the reason names the field", () => {
    const inbound = readInbound('{"op":"subscribe","instruments":["IDX_I:13"],"everyMs":19}');
    expect(inbound).toEqual({
      ok: false,
      code: "bad-message",
      reason: "everyMs is 0 (every tick) or 20 to 60000 (everyMs)",
    });
  });
});

test("P44: whatever comes is answered by a value and never throws", () => {
  const almostMessage = fc.record(
    {
      op: fc.oneof(fc.constantFrom("subscribe", "unsubscribe", "ping"), fc.jsonValue()),
      instruments: fc.oneof(fc.array(fc.string()), fc.jsonValue()),
      mode: fc.oneof(fc.constantFrom("ltp", "quote", "full"), fc.jsonValue()),
      everyMs: fc.oneof(fc.constantFrom(0, 19, 20), fc.double(), fc.jsonValue()),
      id: fc.jsonValue(),
      ["__proto__"]: fc.jsonValue(),
    },
    { requiredKeys: [] },
  );
  const text = fc.oneof(
    fc.string(),
    fc.json(),
    almostMessage.map((message) => JSON.stringify(message)),
  );
  fc.assert(
    fc.property(fc.oneof(text, fc.uint8Array()), (data) => {
      const inbound = readInbound(data);
      if (inbound.ok) return;
      expect(ERROR_CODES).toContain(inbound.code);
      expect(inbound.reason).not.toBe("");
    }),
    { numRuns: 2_000 },
  );
});
