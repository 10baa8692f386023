import { DisconnectReason } from "./protocol.ts";

/** How an attempt or an open connection ended, as far as the socket tells. */
export type FeedFailure =
  /** The upgrade was answered with an HTTP status, or not at all (0). */
  | { kind: "upgrade"; status: number }
  /** Closed with no word from Dhan, `openMs` after it opened. */
  | { kind: "closed"; openMs: number }
  /** Dhan said why, in a disconnect packet. */
  | { kind: "disconnect"; reason: number }
  /** Nothing came for too long; we closed it. */
  | { kind: "silent" }
  /** No data came in market hours though the socket lives; we closed it. */
  | { kind: "no-data" };

/** Whom a failure concerns and what to do about it. */
export type FailureVerdict =
  /** This connection alone: try again after a back-off. */
  | { action: "retry" }
  /** The account: every connection pauses, and they come back one at a time. */
  | { action: "pause-account"; cause: "rate-limited" | "kicked" }
  /** The token has run out or died: get another, then connect. */
  | { action: "renew-token" }
  /** Credentials or data plan: nothing helps until a person has acted. */
  | { action: "refuse" }
  /** What this connection alone asked for: the same list on the next socket would be refused again. */
  | { action: "refuse-list" };

/** The table of dhanhq-v2, 1.6 (disconnect reasons) and 7 (what a robust client does). */
export function judge(failure: FeedFailure): FailureVerdict {
  if (failure.kind === "upgrade") {
    if (failure.status === 429) return { action: "pause-account", cause: "rate-limited" };
    if (failure.status === 401 || failure.status === 403) return { action: "renew-token" };
    return { action: "retry" };
  }
  if (failure.kind !== "disconnect") return { action: "retry" };
  switch (failure.reason) {
    case DisconnectReason.tooManyConnections:
      return { action: "pause-account", cause: "kicked" };
    case DisconnectReason.tokenExpired:
    case DisconnectReason.tokenInvalid:
      return { action: "renew-token" };
    case DisconnectReason.tooManyInstruments:
    case DisconnectReason.expiryDateInvalid:
    case DisconnectReason.dateFormatInvalid:
    case DisconnectReason.securityIdInvalid:
    case DisconnectReason.requestInvalid:
      return { action: "refuse-list" };
    case DisconnectReason.dataApiNotSubscribed:
    case DisconnectReason.authenticationFailed:
    case DisconnectReason.clientIdInvalid:
      return { action: "refuse" };
    default:
      return { action: "retry" };
  }
}

const REASON_WORDS: Readonly<Record<number, string>> = {
  800: "Dhan had an internal error",
  804: "Dhan says too many instruments were asked for",
  805: "another program uses this Dhan account, or more than five connections were open",
  806: "the account has no Data API plan: subscribe to it at web.dhan.co",
  807: "the access token has expired",
  808: "Dhan does not accept the client id with this access token",
  809: "the access token is not valid",
  810: "the client id is not valid",
  811: "Dhan says an expiry date is not valid",
  812: "Dhan says a date format is not valid",
  813: "Dhan says a security id is not valid",
  814: "Dhan says a request is not valid",
};

/** The failure in words that tell a person what happened. */
export function describe(failure: FeedFailure): string {
  switch (failure.kind) {
    case "upgrade":
      if (failure.status === 0) return "the feed could not be reached";
      if (failure.status === 429) return "Dhan refuses connections for now: too many attempts (HTTP 429)";
      if (failure.status === 401 || failure.status === 403)
        return `Dhan refuses the credentials (HTTP ${failure.status})`;
      return `the feed answered HTTP ${failure.status}`;
    case "closed":
      return "the feed closed the connection without a reason";
    case "disconnect":
      return REASON_WORDS[failure.reason] ?? `Dhan closed the connection with reason ${failure.reason}`;
    case "silent":
      return "nothing came from the feed, not even a ping";
    case "no-data":
      return "the feed pings but sends no prices";
  }
}
