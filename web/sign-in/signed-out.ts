import { useEffect } from "react";
import type { TickStream } from "../../client-sdk/index.ts";
import { CloseCode } from "../../shared/stream-limits.ts";
import { account } from "./account.ts";

/**
 * Loads the page again once the server says that this one is signed out, which brings the sign-in. A browser is not
 * told why a stream could not be opened, so while it tries in vain the server is asked.
 */
export function useSignedOut(stream: TickStream): void {
  useEffect(
    () =>
      stream.onStatus((status) => {
        if (status.status === "closed" && status.code === CloseCode.signedOut) location.reload();
        if (status.status !== "reconnecting" || status.attempt < 2 || status.retryAt === null) return;
        account.status().then(
          ({ me }) => me === null && location.reload(),
          () => {},
        );
      }),
    [stream],
  );
}
