/** Where the stream's own connection stands; times are UTC milliseconds. The server's five to Dhan are FeedState. */
export type StreamStatus =
  | { status: "connecting"; since: number }
  | {
      status: "open";
      since: number;
      epoch: string;
      /**
       * True when this connection goes on where a lost one left off and nothing promised is missing: each instrument has
       * its newest value, and of those with `everyMs` 0 no tick was missed. False for a first connection.
       */
      recovered: boolean;
    }
  | {
      status: "reconnecting";
      /** When ticks stopped. */
      since: number;
      /** 1 for the first retry. */
      attempt: number;
      /** When the retry is made; null while it is being made. */
      retryAt: number | null;
      reason: string;
    }
  | {
      /** For good: by close(), or by a server to which coming back would not help. */
      status: "closed";
      since: number;
      by: "application" | "server";
      /** The server's close code; null when it gave none. */
      code: number | null;
      reason: string;
    };
