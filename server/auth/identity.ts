import type { AccessRefusalReason } from "../../shared/access-refusal.ts";
import { type Role, SCOPES_OF, type Scope } from "../../shared/role.ts";

/** Who asks, and what they may do. */
export interface Identity {
  userId: string;
  role: Role;
  /** Never more than the role gives. */
  scopes: readonly Scope[];
  via: "session" | "api-key" | "demo";
  /** The session's or the key's id; null in demo mode. */
  credentialId: string | null;
  /** Names of the user as they were when they were looked up. */
  name: string;
  email: string | null;
}

export type Identified =
  | { ok: true; identity: Identity }
  | { ok: false; reason: AccessRefusalReason; retryAfterMs?: number };

/** The one user of demo mode: whoever reaches the port. */
export const DEMO_IDENTITY: Identity = {
  userId: "demo",
  role: "admin",
  scopes: SCOPES_OF.admin,
  via: "demo",
  credentialId: null,
  name: "Demo",
  email: null,
};
