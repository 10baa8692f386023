/** How the client behaves on Dhan's feed. The values follow dhanhq-v2, 1.5 and 7; tests pass smaller ones. */
export interface FeedLimits {
  /** Back-off of one connection: full jitter between 0 and base × 2^attempt, capped. */
  backoffBaseMs: number;
  backoffMostMs: number;
  /** A connection that has been up this long has recovered: its attempts count from 0 again. */
  healthyAfterMs: number;
  /** An attempt that is not open by then has failed. */
  openTimeoutMs: number;
  /** No frame, not even a ping, for this long: the socket is dead. Dhan pings every 10 s. */
  silentAfterMs: number;
  /** No data in market hours for this long: ask for everything again; for twice as long: reconnect. */
  noDataAfterMs: number;
  /** Fewer instruments than this may well be silent together; an index never is. */
  noDataLeastInstruments: number;
  /** A socket closed this soon after opening says that something is wrong with the account or its token. */
  quickCloseMs: number;
  /** This many such closes in a row, and the account is looked at. */
  quickClosesBeforeCheck: number;
  /** Pause of the whole account after 429 at the upgrade: the first, doubling to the most. */
  rateLimitedPauseMs: number;
  rateLimitedPauseMostMs: number;
  /** 429s in a row before the account is looked at: an inactive plan answers the same. */
  rateLimitedBeforeCheck: number;
  /** Pause of the whole account after 805 (another program took a socket): the first, doubling to the most. */
  kickedPauseMs: number;
  kickedPauseMostMs: number;
  /** Refused by Dhan: looked at again this often, for a plan can be bought while we wait. */
  refusedRetryMs: number;
  /** Subscribe messages at once, and a second afterwards. */
  messagesBurst: number;
  messagesPerSecond: number;
  /** Connection attempts of the whole account: at once, one more each interval, and in ten minutes. */
  connectBurst: number;
  connectEveryMs: number;
  connectsPerTenMinutes: number;
  /** How long a closing socket may take over its goodbye. */
  goodbyeMs: number;
}

export const FEED_LIMITS: FeedLimits = {
  backoffBaseMs: 1_000,
  backoffMostMs: 30_000,
  healthyAfterMs: 60_000,
  openTimeoutMs: 10_000,
  silentAfterMs: 45_000,
  noDataAfterMs: 20_000,
  noDataLeastInstruments: 50,
  quickCloseMs: 5_000,
  quickClosesBeforeCheck: 2,
  rateLimitedPauseMs: 60_000,
  rateLimitedPauseMostMs: 300_000,
  rateLimitedBeforeCheck: 3,
  kickedPauseMs: 60_000,
  kickedPauseMostMs: 900_000,
  refusedRetryMs: 900_000,
  messagesBurst: 10,
  messagesPerSecond: 10,
  connectBurst: 5,
  connectEveryMs: 5_000,
  connectsPerTenMinutes: 20,
  goodbyeMs: 1_000,
};
