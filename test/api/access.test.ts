import { expect, test } from "bun:test";
import { accessRefused, whyDenied } from "../../server/api/access.ts";
import { DEMO_IDENTITY } from "../../server/auth/identity.ts";
import type { Role } from "../../shared/role.ts";

const admin = { ok: true, identity: DEMO_IDENTITY } as const;

test("where nobody said who may, nobody may; an unknown role is nobody's", () => {
  expect(() => whyDenied(admin, undefined)).toThrow("nobody said who may");
  expect(whyDenied(admin, { role: "owner" as Role })).not.toBeNull();
  expect(whyDenied(admin, { role: "admin" })).toBeNull();
});

test("a key without the scope is told apart from a role that is too low", () => {
  const key = (role: Role, scopes: readonly "read"[]) =>
    ({ ok: true, identity: { ...DEMO_IDENTITY, role, scopes, via: "api-key" } }) as const;
  expect(whyDenied(key("trader", ["read"]), { role: "trader" })).toBe("scope-missing");
  expect(whyDenied(key("viewer", ["read"]), { role: "trader" })).toBe("role-too-low");
  expect(whyDenied(key("admin", []), { role: "viewer" })).toBe("scope-missing");
});

test("a refusal over HTTP says what to do and when to come back, and is in no cache", async () => {
  const refused = accessRefused("too-many-attempts", 1_001);
  expect([refused.status, refused.headers.get("retry-after")]).toEqual([429, "2"]);
  expect(refused.headers.get("cache-control")).toBe("no-store");
  expect(await refused.json()).toEqual({ reason: "too-many-attempts", error: expect.stringContaining("wait") });
  expect(accessRefused("sign-in-needed").headers.get("www-authenticate")).toStartWith("Bearer");
});
