import type { Clock } from "../clock.ts";

/** Waits, or stops waiting as soon as the client closes. */
export function pause(ms: number, clock: Clock, closed: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (closed.aborted) return resolve();
    const end = () => {
      cancel();
      closed.removeEventListener("abort", end);
      resolve();
    };
    const cancel = clock.after(ms, end);
    closed.addEventListener("abort", end);
  });
}
