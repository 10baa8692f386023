import { TOTP } from "otpauth";
import { z } from "zod";
import { DhanRestError } from "./rest-error.ts";
import { readAnswer, readTime } from "./rest-fields.ts";
import { tokenExpiry } from "./token-claims.ts";

/** What Dhan says of the account and of the token it was asked with. */
export interface RestProfile {
  clientId: string;
  /** When the token ends, UTC milliseconds, to the minute; null when not told. */
  tokenExpiresAt: number | null;
  /** Whether prices may be had at all; null when not told (the sandbox). */
  isDataPlanActive: boolean | null;
  /** When the Data API plan ends, UTC milliseconds; null when not told. */
  dataPlanEndsAt: number | null;
  /** E.g. Equity, Derivative, Currency, Commodity. */
  activeSegments: string[];
}

export interface AccessToken {
  accessToken: string;
  /** UTC milliseconds; null when neither the answer nor the token tells. */
  expiresAt: number | null;
}

export const PROFILE_PATH = "/profile";
export const RENEW_TOKEN_PATH = "/RenewToken";
export const GENERATE_TOKEN_PATH = "/app/generateAccessToken";

const profileAnswer = z.object({
  dhanClientId: z.coerce.string(),
  tokenValidity: z.string().nullish(),
  activeSegment: z.string().nullish(),
  dataPlan: z.string().nullish(),
  dataValidity: z.string().nullish(),
});

/** Signing in answers with `accessToken`, renewing with `token` (measured by others on 2026-09-19). */
const tokenAnswer = z
  .object({
    accessToken: z.string().min(1).optional(),
    token: z.string().min(1).optional(),
    expiryTime: z.string().nullish(),
  })
  .refine(({ accessToken, token }) => accessToken !== undefined || token !== undefined, "there is no token in it");

export function readProfile(answer: unknown): RestProfile {
  const found = readAnswer(profileAnswer, answer, `GET ${PROFILE_PATH}`);
  return {
    clientId: found.dhanClientId,
    tokenExpiresAt: readTime(found.tokenValidity),
    isDataPlanActive: found.dataPlan == null ? null : found.dataPlan.toLowerCase() === "active",
    dataPlanEndsAt: readTime(found.dataValidity),
    activeSegments: (found.activeSegment ?? "")
      .split(",")
      .map((name) => name.trim())
      .filter((name) => name !== ""),
  };
}

/** The token's own claim is believed before `expiryTime`, whose zone (Indian) is not written down. */
export function readToken(answer: unknown, call: string): AccessToken {
  const found = readAnswer(tokenAnswer, answer, call);
  const accessToken = (found.accessToken ?? found.token)!;
  return { accessToken, expiresAt: tokenExpiry(accessToken) ?? readTime(found.expiryTime) };
}

/**
 * The six digits that an authenticator app would show at this moment.
 * @throws DhanRestError when the secret is not base32 text, without naming it.
 */
export function oneTimePassword(totpSecret: string, utcMs: number): string {
  try {
    return new TOTP({ secret: totpSecret.replaceAll(" ", "") }).generate({ timestamp: utcMs });
  } catch {
    const message = "the TOTP secret is not base32 text";
    throw new DhanRestError(`POST ${GENERATE_TOKEN_PATH}`, { kind: "sign-in", code: "totp-secret", message });
  }
}
