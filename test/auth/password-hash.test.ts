import { expect, test } from "bun:test";
import { SignInLimits } from "../../server/auth/auth-limits.ts";
import { HashQueueFullError, PasswordHash } from "../../server/auth/password-hash.ts";

test("a password is kept as Argon2id, salted, and found again", async () => {
  const hash = new PasswordHash();
  const [first, second] = await Promise.all([hash.hash("correct horse"), hash.hash("correct horse")]);
  expect(first).toStartWith("$argon2id$v=19$m=19456,t=2,p=1$");
  expect(first).not.toBe(second);
  expect(await hash.verify("correct horse", first)).toBe(true);
  expect(await hash.verify("correct house", first)).toBe(false);
});

test("as many wait as may, and the next is turned away at once", async () => {
  const hash = new PasswordHash();
  const known = await hash.hash("x");
  const most = SignInLimits.hashesAtOnce + SignInLimits.hashesWaiting;
  const waiting = Array.from({ length: most }, () => hash.verify("x", known));
  expect(() => hash.verify("x", known)).toThrow(HashQueueFullError);
  expect(await Promise.all(waiting)).toEqual(Array(most).fill(true));
  expect(await hash.verify("x", known)).toBe(true);
});
