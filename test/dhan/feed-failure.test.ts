import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { type FailureVerdict, type FeedFailure, describe as inWords, judge } from "../../server/dhan/feed-failure.ts";

const RETRY = { action: "retry" } as const;
const REFUSE = { action: "refuse" } as const;
const REFUSE_LIST = { action: "refuse-list" } as const;
const RENEW = { action: "renew-token" } as const;

/** dhanhq-v2, 1.6: what a client does about each reason of a disconnect. */
const REASONS: readonly (readonly [number, FailureVerdict, string])[] = [
  [800, RETRY, "an internal error of Dhan's passes"],
  [804, REFUSE_LIST, "too many instruments are not to be asked for again, by the one that asked"],
  [805, { action: "pause-account", cause: "kicked" }, "all sockets stop when another program takes one"],
  [806, REFUSE, "without a data plan nothing helps until there is one"],
  [807, RENEW, "an expired token is replaced"],
  [808, REFUSE, "credentials that are not accepted have to change"],
  [809, RENEW, "an invalid token is replaced"],
  [810, REFUSE, "a wrong client id has to change"],
  [811, REFUSE_LIST, "a bad request sent again is as bad, and the others' are good"],
  [812, REFUSE_LIST, "a bad request sent again is as bad, and the others' are good"],
  [813, REFUSE_LIST, "a bad request sent again is as bad, and the others' are good"],
  [814, REFUSE_LIST, "a bad request sent again is as bad, and the others' are good"],
  [0, RETRY, "a reason nobody knows may pass"],
  [999, RETRY, "a reason nobody knows may pass"],
];

describe("a disconnect packet", () => {
  test.each(REASONS)("with reason %i leads to %j: %s", (reason, verdict) => {
    expect(judge({ kind: "disconnect", reason })).toEqual(verdict);
  });
});

describe("an upgrade that failed", () => {
  test("with 429 pauses the account", () => {
    expect(judge({ kind: "upgrade", status: 429 })).toEqual({ action: "pause-account", cause: "rate-limited" });
  });

  test.each([401, 403])("with %i asks for another token", (status) => {
    expect(judge({ kind: "upgrade", status })).toEqual(RENEW);
  });

  test.each([0, 200, 400, 404, 408, 500, 502, 503, 504])("with %i (0: no answer) is tried again", (status) => {
    expect(judge({ kind: "upgrade", status })).toEqual(RETRY);
  });
});

test("a socket that closed without a word, fell silent or brought no data is tried again", () => {
  expect(judge({ kind: "closed", openMs: 0 })).toEqual(RETRY);
  expect(judge({ kind: "closed", openMs: 16_288_000 })).toEqual(RETRY);
  expect(judge({ kind: "silent" })).toEqual(RETRY);
  expect(judge({ kind: "no-data" })).toEqual(RETRY);
});

describe("in words", () => {
  test.each([
    [{ kind: "disconnect", reason: 805 }, "another program"],
    [{ kind: "disconnect", reason: 806 }, "Data API plan"],
    [{ kind: "disconnect", reason: 807 }, "expired"],
    [{ kind: "disconnect", reason: 808 }, "client id"],
    [{ kind: "disconnect", reason: 4_711 }, "4711"],
    [{ kind: "upgrade", status: 0 }, "could not be reached"],
    [{ kind: "upgrade", status: 429 }, "429"],
    [{ kind: "upgrade", status: 401 }, "credentials"],
    [{ kind: "upgrade", status: 503 }, "503"],
    [{ kind: "closed", openMs: 5 }, "without a reason"],
    [{ kind: "silent" }, "ping"],
    [{ kind: "no-data" }, "no prices"],
  ] as const satisfies [FeedFailure, string][])("%j names what happened", (failure, words) => {
    expect(inWords(failure)).toContain(words);
  });

  test("every failure has a verdict and a line of words", () => {
    const failure = fc.oneof<fc.Arbitrary<FeedFailure>[]>(
      fc.record({ kind: fc.constant("disconnect" as const), reason: fc.nat(65_535) }),
      fc.record({ kind: fc.constant("upgrade" as const), status: fc.nat(599) }),
      fc.record({ kind: fc.constant("closed" as const), openMs: fc.nat() }),
    );
    fc.assert(
      fc.property(failure, (one) => {
        expect(judge(one).action).toBeOneOf(["retry", "pause-account", "renew-token", "refuse", "refuse-list"]);
        expect(inWords(one)).toMatch(/^[^\n]{10,}$/);
      }),
    );
  });
});
