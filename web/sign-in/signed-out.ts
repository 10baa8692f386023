import { useEffect } from "react";
import type { TickStream } from "../../client-sdk/index.ts";
import { CloseCode } from "../../shared/stream-limits.ts";

/** Loads the page again once the server says that this one is signed out, which brings the sign-in. */
export function useSignedOut(stream: TickStream): void {
  useEffect(
    () =>
      stream.onStatus((status) => {
        if (status.status === "closed" && status.code === CloseCode.signedOut) location.reload();
      }),
    [stream],
  );
}
