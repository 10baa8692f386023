import { z } from "zod";

/** UTC milliseconds. */
const time = z.number().int();

/** A token made on web.dhan.co, or what makes one; both where a token is to be had at once. */
export const dhanCredentialsInput = z
  .strictObject({
    clientId: z.string().regex(/^\d{1,20}$/, "must have digits only"),
    accessToken: z.string().min(1).max(4_096).optional(),
    pin: z
      .string()
      .regex(/^\d{6}$/, "must have six digits")
      .optional(),
    totpSecret: z
      .string()
      .max(128)
      .regex(/^[A-Z2-7]+=*$/i, "must be base32")
      .optional(),
  })
  .refine(({ pin, totpSecret }) => (pin === undefined) === (totpSecret === undefined), "pin and totpSecret go together")
  .refine(({ accessToken, pin }) => accessToken !== undefined || pin !== undefined, "needs an accessToken, or a pin");
export type DhanCredentialsInput = z.infer<typeof dhanCredentialsInput>;

/** What is known of the account's credentials; none of them is ever read back. */
export const dhanCredentialsStatus = z.object({
  /** Where those in use came from; `simulator` while it stands in for Dhan. */
  source: z.enum(["environment", "browser", "simulator"]),
  /** Null of the simulator, and where those that were kept cannot be read. */
  clientId: z.string().nullable(),
  /** Whether tokens can be made without a person. */
  hasSignIn: z.boolean(),
  tokenExpiresAt: time.nullable(),
  /** When Dhan's `/profile` last said that they are good; null when it was not asked since the start. */
  checkedAt: time.nullable(),
  /** What is wrong with them, in words; null when nothing is known to be. */
  problem: z.string().nullable(),
  /** Others were kept, and take their place at the next start. */
  isRestartNeeded: z.boolean(),
});
export type DhanCredentialsStatus = z.infer<typeof dhanCredentialsStatus>;

/** Why credentials are not taken. Those in use stay in use. */
export const DHAN_CREDENTIALS_REFUSALS = {
  "token-refused": "Dhan does not take this access token: make a new one at web.dhan.co (profile, Access DhanHQ APIs).",
  "sign-in-refused": "Dhan made no token with this PIN and TOTP secret: check both, and this machine's clock.",
  "other-client": "The token is another client's: check the client id.",
  "no-data-plan": "The account's Data API plan is not active: see web.dhan.co.",
  unreachable: "Dhan did not answer as it should: try again later.",
  "not-kept": "Dhan takes them, but they cannot be kept here, so the old ones stay: the server's log says why.",
  busy: "Other credentials are being checked: try again in a moment.",
} as const;
export type DhanCredentialsRefusalReason = keyof typeof DHAN_CREDENTIALS_REFUSALS;

const reasons = Object.keys(DHAN_CREDENTIALS_REFUSALS) as [
  DhanCredentialsRefusalReason,
  ...DhanCredentialsRefusalReason[],
];

export const dhanCredentialsAnswer = z.discriminatedUnion("ok", [
  z.object({ ok: z.literal(true), status: dhanCredentialsStatus }),
  z.object({
    ok: z.literal(false),
    reason: z.enum(reasons),
    /** For people: what to do next. */
    message: z.string(),
  }),
]);
export type DhanCredentialsAnswer = z.infer<typeof dhanCredentialsAnswer>;
