export const ROLES = ["viewer", "trader", "admin"] as const;
export type Role = (typeof ROLES)[number];

export const SCOPES = ["read", "trade", "admin"] as const;
export type Scope = (typeof SCOPES)[number];

/** What a role may do; an API key has some of its owner's scopes, never more. */
export const SCOPES_OF: Readonly<Record<Role, readonly Scope[]>> = {
  viewer: ["read"],
  trader: ["read", "trade"],
  admin: ["read", "trade", "admin"],
};
