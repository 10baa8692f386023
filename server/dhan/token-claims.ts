import { z } from "zod";

const claims = z.object({
  exp: z.number().optional(),
  /** SELF: made on Dhan's site, can be renewed; APP: made by pin and one-time password, cannot. */
  tokenConsumerType: z.string().optional(),
});

/** When a token ends by its own claim, UTC milliseconds; null when it does not say. Its signature is Dhan's business. */
export function tokenExpiry(jwt: string): number | null {
  const exp = readClaims(jwt)?.exp;
  return exp === undefined ? null : exp * 1_000;
}

/** Whether Dhan renews it: only tokens made on its site, and those that do not say are given a try. */
export function isRenewable(jwt: string): boolean {
  const madeBy = readClaims(jwt)?.tokenConsumerType;
  return madeBy === undefined || madeBy.toUpperCase() === "SELF";
}

function readClaims(jwt: string): z.infer<typeof claims> | null {
  try {
    const payload = Buffer.from(jwt.split(".")[1] ?? "", "base64url").toString("utf8");
    return claims.safeParse(JSON.parse(payload)).data ?? null;
  } catch {
    return null;
  }
}
