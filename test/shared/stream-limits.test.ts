import { expect, test } from "bun:test";
import { CloseCode, mayReconnect } from "../../shared/stream-limits.ts";

test("P50: a client comes back after everything but a code from 4500 to 4999", () => {
  const codes = [1000, 1001, 1006, 1009, 4000, 4001, 4499, 4500, 4501, 4999, 5000];
  expect(codes.filter((code) => !mayReconnect(code))).toEqual([4500, 4501, 4999]);
});

test("P49: only a client at fault, or one that is there already, is told not to come back", () => {
  const final = Object.entries(CloseCode).flatMap(([name, code]) => (mayReconnect(code) ? [] : [name]));
  expect(final).toEqual(["tooManyErrors", "messageTooLarge", "signedOut", "resumedElsewhere"]);
});
