import type { User as UserView } from "../../shared/auth.ts";
import type { User } from "../db/users.ts";

/** A user as admins see one. */
export function userView({ deactivatedAt, ...user }: User, hasPassword: boolean): UserView {
  return { ...user, isActive: deactivatedAt === null, hasPassword };
}
