/** Limits of signing in, each tested at its edge. Those that callers see are AuthLimits in shared/auth-limits.ts. */
export const SignInLimits = {
  /** Failed sign-ins from one address. */
  perAddress: { attempts: 30, withinMs: 300_000, remembered: 10_000 },
  /** Failed sign-ins to one account, wherever they come from. */
  perAccount: { attempts: 10, withinMs: 900_000, remembered: 10_000 },
  /** API keys and links that are none, from one address. */
  badSecretsPerAddress: { attempts: 60, withinMs: 60_000, remembered: 10_000 },
  /** Passwords hashed at once, and waiting to be: each takes a core for some time, and memory. */
  hashesAtOnce: 2,
  hashesWaiting: 50,
  /** When to come back if as many wait. */
  hashQueueFullMs: 2_000,
  /** Identities kept, and how long one is believed without asking the database; what ends one forgets it at once. */
  identitiesKept: 10_000,
  identityMs: 10_000,
  /** The use of a key is written this often at most. */
  keyUseEveryMs: 60_000,
  /** What has expired is ended this often. */
  upkeepEveryMs: 30_000,
  /** Open streams of events (SSE) in all. */
  eventStreams: 1_000,
  userAgentChars: 200,
} as const;
