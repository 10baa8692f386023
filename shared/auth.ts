import { z } from "zod";
import { AuthLimits } from "./auth-limits.ts";
import { ROLES, SCOPES } from "./role.ts";

export const role = z.enum(ROLES);

/** demo: whoever reaches the port is admin. */
export type AuthMode = "demo" | "required";

/** UTC milliseconds. */
const time = z.number().int();
const id = z.string().min(1).max(64);
export const emailAddress = z
  .string()
  .trim()
  .max(254)
  .pipe(z.email("must be an e-mail address"))
  .transform((address) => address.toLowerCase());
export const personName = z.string().trim().min(1).max(60);
export const password = z
  .string()
  .min(AuthLimits.passwordLeast, `must have at least ${AuthLimits.passwordLeast} characters`)
  .max(AuthLimits.passwordMost, `must have at most ${AuthLimits.passwordMost} characters`);
/** The random part of a link or a key. */
const token = z.string().min(1).max(200);

export const signInInput = z.strictObject({
  email: z.string().max(254),
  password: z.string().max(AuthLimits.passwordMost),
});

/** Somebody with an account. */
export const user = z.object({
  id,
  /** Null of the user `demo`, who cannot sign in. */
  email: z.string().nullable(),
  name: z.string(),
  role,
  /** Slots of Tier A that are theirs when capacity is short; null takes the default. */
  shareSlots: z.number().int().nullable(),
  isActive: z.boolean(),
  /** False until the link of the invitation was used. */
  hasPassword: z.boolean(),
  createdAt: time,
});
export type User = z.infer<typeof user>;

/** What anybody may ask: how one gets in here, and whether one is in. */
export const authStatus = z.object({
  mode: z.enum(["demo", "required"]),
  /** There is no admin yet: the link that the server printed at its start makes one. */
  isSetUpNeeded: z.boolean(),
  /** Whoever asks; null when they have not signed in. */
  me: z.object({ id, email: z.string().nullable(), name: z.string(), role }).nullable(),
});
export type AuthStatus = z.infer<typeof authStatus>;

export const session = z.object({
  id,
  createdAt: time,
  expiresAt: time,
  /** Where from and with what, as far as it was told. */
  address: z.string().nullable(),
  userAgent: z.string().nullable(),
  /** Whether this is the one that asks. */
  isCurrent: z.boolean(),
});
export type SessionView = z.infer<typeof session>;

export const apiKey = z.object({
  id,
  name: z.string(),
  /** How the key begins: enough to know it again, not enough to use it. */
  prefix: z.string(),
  scopes: z.array(z.enum(SCOPES)),
  createdAt: time,
  /** Null of a key without an end. */
  expiresAt: time.nullable(),
  /** To within a minute; null when it was never used. */
  lastUsedAt: time.nullable(),
});
export type ApiKeyView = z.infer<typeof apiKey>;

export const createKeyInput = z.strictObject({
  name: personName,
  scopes: z
    .array(z.enum(SCOPES))
    .min(1)
    .max(SCOPES.length)
    .refine((scopes) => new Set(scopes).size === scopes.length, "names a scope twice"),
  expiresInDays: z.number().int().min(1).max(AuthLimits.keyDaysMost).optional(),
});
export type CreateKeyInput = z.infer<typeof createKeyInput>;

export const changePasswordInput = z.strictObject({
  currentPassword: z.string().max(AuthLimits.passwordMost),
  newPassword: password,
});

export const linkInput = z.strictObject({ token });
/** What a link is for. */
export const LINK_KINDS = ["set-up", "invite", "reset"] as const;
export type LinkKind = (typeof LINK_KINDS)[number];

/** For `set-up` an address and a name are needed, for the others they are known. */
export const useLinkInput = z.strictObject({
  token,
  password,
  email: emailAddress.optional(),
  name: personName.optional(),
});
export type UseLinkInput = z.infer<typeof useLinkInput>;

export const createUserInput = z.strictObject({
  email: emailAddress,
  name: personName,
  role,
  /** Left out, the answer has a link with which they set one. */
  password: password.optional(),
});
export type CreateUserInput = z.infer<typeof createUserInput>;

export const userInput = z.strictObject({ userId: id });
export const idInput = z.strictObject({ id });
export const ofUserInput = z.strictObject({ userId: id, id });
export const setRoleInput = z.strictObject({ userId: id, role });
export const setShareInput = z.strictObject({
  userId: id,
  shareSlots: z.number().int().min(0).max(AuthLimits.shareSlotsMost).nullable(),
});
