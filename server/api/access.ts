import { ACCESS_REFUSALS, type AccessRefusalReason } from "../../shared/access-refusal.ts";
import type { Role, Scope } from "../../shared/role.ts";
import type { Identified, Identity } from "../auth/identity.ts";

/** Who may: the least role, and whether a key will not do. `anybody` needs no identity. */
export interface Need {
  role: Role | "anybody";
  /** Only somebody who signed in themselves; what an API key must never do, such as making another. */
  isSessionOnly?: boolean;
}

const SCOPE_FOR: Readonly<Record<Role, Scope>> = { viewer: "read", trader: "trade", admin: "admin" };

/**
 * Whether an identity may, and if not, why. The one place where that is decided.
 * @throws where nobody said who may: then nobody may.
 */
export function whyDenied(caller: Identified, need: Need | undefined): AccessRefusalReason | null {
  if (need === undefined) throw new Error("nobody said who may do this");
  const { role, isSessionOnly = false } = need;
  if (role === "anybody") return null;
  if (!caller.ok) return caller.reason;
  const { identity } = caller;
  if (isSessionOnly && identity.via === "api-key") return "session-only";
  if (identity.scopes.includes(SCOPE_FOR[role])) return null;
  return hasRole(identity, role) ? "scope-missing" : "role-too-low";
}

function hasRole(identity: Identity, role: Role): boolean {
  const order: readonly Role[] = ["viewer", "trader", "admin"];
  return order.indexOf(identity.role) >= order.indexOf(role);
}

/** The refusal over plain HTTP. */
export function accessRefused(reason: AccessRefusalReason, retryAfterMs?: number): Response {
  const { status, message } = ACCESS_REFUSALS[reason];
  const headers = new Headers({ "cache-control": "no-store" });
  if (status === 401) headers.set("www-authenticate", 'Bearer realm="strikewire"');
  if (retryAfterMs !== undefined) headers.set("retry-after", retryAfterSeconds(retryAfterMs));
  return Response.json({ error: message, reason }, { status, headers });
}

export function retryAfterSeconds(ms: number): string {
  return String(Math.ceil(ms / 1_000));
}
