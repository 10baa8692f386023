/** Limits of the tick stream, each tested at its edge; PROTOCOL.md lists them for other languages. */
export const StreamLimits = {
  /** Sessions at once; the next is refused with HTTP 503. */
  sessions: 10_000,
  /** Instruments one session may hold. */
  instrumentsPerSession: 5_000,
  /** Instruments in one subscribe or unsubscribe. */
  instrumentsPerMessage: 1_000,
  /** Bytes of one message from a client; a larger one closes the session. */
  messageBytes: 65_536,
  /** Messages one session may send in any second; those beyond are errors. */
  messagesPerSecond: 50,
  /** Instruments it may name in them at once, and in each second afterwards. */
  instrumentsAtOnce: 5_000,
  instrumentsPerSecond: 1_000,
  /** Errors after which a session is closed. */
  errorsPerSession: 20,
  /** Unsent bytes past which a session gets only the newest values, and is told so. */
  laggingBytes: 262_144,
  /** Unsent bytes past which it is closed. */
  bufferedBytes: 4_194_304,
  /** Unsent bytes of all sessions together past which those that hold the most are closed. */
  bufferedBytesInAll: 268_435_456,
  /** How long a session may lag before it is closed. */
  laggingMs: 30_000,
  /** How long a session whose connection broke is kept for its client to come back, and how many there may be. */
  cutMs: 30_000,
  cutSessions: 1_000,
  /** Fastest and slowest interval beside 0, in milliseconds. */
  everyMsLeast: 20,
  everyMsMost: 60_000,
  /** Interval when none is asked for: what an eye can follow. */
  everyMsDefault: 100,
} as const;

/** Close codes of `/ticks`. Below 4500 a client should come back, after a pause; from 4500 on it should not. */
export const CloseCode = {
  shuttingDown: 4000,
  tooSlow: 4001,
  failed: 4002,
  tooManyErrors: 4500,
  messageTooLarge: 4501,
  signedOut: 4502,
  resumedElsewhere: 4503,
} as const;

/** Whether a client should reconnect after this close code. */
export function mayReconnect(closeCode: number): boolean {
  return closeCode < 4500 || closeCode > 4999;
}
