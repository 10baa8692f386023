import { createHash } from "node:crypto";
import { z } from "zod";

/** An account, and what gets its tokens. */
export const dhanCredentials = z.object({
  clientId: z.string(),
  accessToken: z.string().nullable(),
  /** With these a new token can always be made; both or none. */
  signIn: z.object({ pin: z.string(), totpSecret: z.string() }).nullable(),
});
export type DhanCredentials = z.infer<typeof dhanCredentials>;

/** As they are kept, sealed. */
export const keptCredentials = dhanCredentials.extend({
  source: z.enum(["environment", "browser"]),
  /** Which ones the environment named when these were kept; null when it named none. */
  environment: z.string().nullable(),
});
export type KeptCredentials = z.infer<typeof keptCredentials>;

/** Tells whether the environment names other credentials than before. */
export function fingerprint(credentials: DhanCredentials | null): string | null {
  if (credentials === null) return null;
  const { clientId, accessToken, signIn } = credentials;
  const text = JSON.stringify([clientId, accessToken, signIn?.pin, signIn?.totpSecret]);
  return createHash("sha256").update(text).digest("base64url");
}
