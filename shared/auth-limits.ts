/** Limits of accounts, each tested at its edge. */
export const AuthLimits = {
  /** Characters of a password. */
  passwordLeast: 8,
  passwordMost: 128,
  users: 1_000,
  /** Signing in once more ends the session that was used the longest ago. */
  sessionsPerUser: 20,
  keysPerUser: 20,
  /** A session ends so long after it was last prolonged, which using it does once a day. */
  sessionMs: 7 * 86_400_000,
  /** And so long after signing in, however much it is used. */
  sessionMostMs: 30 * 86_400_000,
  /** A link to set a password. */
  linkMs: 86_400_000,
  /** Days until an API key may end at most. */
  keyDaysMost: 3_650,
  /** Slots one user's share may have: all that the feed carries. */
  shareSlotsMost: 25_000,
} as const;
