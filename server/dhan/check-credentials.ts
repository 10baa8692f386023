import type { DhanCredentialsRefusalReason } from "../../shared/dhan-credentials.ts";
import type { Clock } from "../clock.ts";
import type { Logger } from "../logger.ts";
import type { DhanCredentials } from "./credentials.ts";
import { createDhanRest } from "./rest.ts";
import { DhanRestError, type RestFailureKind } from "./rest-error.ts";

export interface CheckOptions {
  apiUrl: string;
  authUrl: string;
  clock: Clock;
  log: Logger;
}

export type CheckedCredentials =
  /** Good, and with a token. */
  { ok: true; credentials: DhanCredentials } | { ok: false; reason: DhanCredentialsRefusalReason };

const REASONS: Partial<Record<RestFailureKind, DhanCredentialsRefusalReason>> = {
  token: "token-refused",
  "sign-in": "sign-in-refused",
  plan: "no-data-plan",
};

/** Asks Dhan's `/profile` whether these are good, with a connection of their own. Makes a token where there is none. */
export async function checkCredentials(
  candidate: DhanCredentials,
  { apiUrl, authUrl, clock, log }: CheckOptions,
): Promise<CheckedCredentials> {
  const { clientId, signIn } = candidate;
  let { accessToken } = candidate;
  const rest = createDhanRest({ apiUrl, authUrl, credentials: () => ({ clientId, accessToken }), clock, log });
  try {
    if (accessToken === null && signIn !== null)
      ({ accessToken } = await rest.generateToken(clientId, signIn.pin, signIn.totpSecret));
    const profile = await rest.profile();
    if (profile.clientId !== clientId) return { ok: false, reason: "other-client" };
    if (profile.isDataPlanActive === false) return { ok: false, reason: "no-data-plan" };
    return { ok: true, credentials: { clientId, accessToken, signIn } };
  } catch (error) {
    if (!(error instanceof DhanRestError)) throw error;
    log.warn({ code: error.code, httpStatus: error.httpStatus }, `credentials were not taken: ${error.message}`);
    return { ok: false, reason: REASONS[error.kind] ?? "unreachable" };
  } finally {
    rest.close();
  }
}
