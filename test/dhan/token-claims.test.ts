import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { isRenewable, tokenExpiry } from "../../server/dhan/token-claims.ts";
import { fakeToken } from "../fakes/dhan-rest-server.ts";

describe("the end of a token", () => {
  test("is its exp claim, in milliseconds", () => {
    expect(tokenExpiry(fakeToken({ exp: 1_795_000_000 }))).toBe(1_795_000_000_000);
  });

  test("is not known when it does not say", () => {
    expect(tokenExpiry(fakeToken({}))).toBeNull();
  });

  test("is not known for any text that is no token, and nothing is thrown", () => {
    const part = fc.oneof(
      fc.string(),
      fc.json().map((json) => Buffer.from(json).toString("base64url")),
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 4 }), (parts) => {
        expect(typeof (tokenExpiry(parts.join(".")) ?? 0)).toBe("number");
      }),
    );
    expect(tokenExpiry("")).toBeNull();
    expect(tokenExpiry("a.bm90IGpzb24.c")).toBeNull();
    expect(tokenExpiry(`a.${Buffer.from('{"exp":"soon"}').toString("base64url")}.c`)).toBeNull();
  });
});

test("tokens made on Dhan's site can be renewed, those made by signing in cannot", () => {
  expect(isRenewable(fakeToken({ tokenConsumerType: "SELF" }))).toBe(true);
  expect(isRenewable(fakeToken({ tokenConsumerType: "APP" }))).toBe(false);
  expect(isRenewable(fakeToken({}))).toBe(true);
});
