import { z } from "zod";

/** monthly: the contract of a whole month; weekly: of a week that does not end one. */
export const EXPIRY_KINDS = ["weekly", "monthly"] as const;
export const expiryKind = z.enum(EXPIRY_KINDS);
export type ExpiryKind = z.infer<typeof expiryKind>;
