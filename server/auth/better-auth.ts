import { type BetterAuthOptions, betterAuth } from "better-auth/minimal";
import { AuthLimits } from "../../shared/auth-limits.ts";
import type { Database } from "../db/database.ts";
import type { Logger } from "../logger.ts";
import type { PasswordHash } from "./password-hash.ts";
import { ADDRESS_HEADER } from "./sign-in.ts";

const DAY_S = 86_400;

export interface BetterAuthParts {
  adapter: Awaited<ReturnType<Database["authAdapter"]>>;
  /** Signs the cookie. */
  secret: string;
  /** Whether browsers reach us over https only. */
  isSecure: boolean;
  hash: PasswordHash;
  log: Logger;
  /** Whether somebody whose password is right may come in. */
  mayEnter(userId: string): Promise<boolean>;
}

/** The options, apart from the instance: a test asks better-auth which tables they need. */
export function betterAuthOptions({ adapter, secret, isSecure, hash, log, mayEnter }: BetterAuthParts) {
  return {
    database: adapter,
    // As a list: the environment cannot put another in its place.
    secrets: [{ version: 1, value: secret }],
    baseURL: "http://strikewire.internal",
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: AuthLimits.passwordLeast,
      maxPasswordLength: AuthLimits.passwordMost,
      password: {
        hash: (password) => hash.hash(password),
        verify: ({ hash: known, password }) => hash.verify(password, known),
      },
    },
    session: { expiresIn: AuthLimits.sessionMs / 1_000, updateAge: DAY_S },
    user: {
      additionalFields: {
        role: { type: "string", input: false },
        shareSlots: { type: "number", required: false, input: false },
        deactivatedAt: { type: "number", required: false, input: false },
      },
    },
    databaseHooks: { session: { create: { before: async ({ userId }) => mayEnter(userId) } } },
    // Attempts are counted before it is asked (sign-in.ts): by account too, and by an address no header can forge.
    rateLimit: { enabled: false },
    telemetry: { enabled: false },
    logger: {
      level: "error",
      // Its details may hold what was sent.
      log: (level, message) => log[level === "error" ? "error" : "debug"](`better-auth: ${message}`),
    },
    advanced: {
      cookiePrefix: "strikewire",
      useSecureCookies: isSecure,
      defaultCookieAttributes: { httpOnly: true, sameSite: "lax", secure: isSecure, path: "/" },
      ipAddress: { ipAddressHeaders: [ADDRESS_HEADER] },
      database: { joins: true },
    },
  } satisfies BetterAuthOptions;
}

/** better-auth as far as it is used here: signing in, signing out, and what a session's cookie stands for. */
export function createBetterAuth(parts: BetterAuthParts) {
  return betterAuth(betterAuthOptions(parts));
}

export type SignInLibrary = ReturnType<typeof createBetterAuth>;
