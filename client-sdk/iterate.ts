import type { InstrumentKey } from "../shared/instrument-key.ts";
import type { Mode } from "../shared/tick-mode.ts";
import type { TickOf } from "./tick.ts";
import { type IterateOptions, StreamClosedError, type TickStream } from "./tick-stream.ts";

/** A subscription as an async iterable: newest tick of each instrument, bounded by the instruments whatever the reader's pace. */
export async function* iterateTicks<M extends Mode>(
  stream: Pick<TickStream, "status" | "subscribe" | "onStatus">,
  keys: Iterable<InstrumentKey>,
  { signal, ...options }: IterateOptions<M>,
): AsyncGenerator<Readonly<TickOf[M]>, void> {
  const waiting = new Map<InstrumentKey, Readonly<TickOf[M]>>();
  let wake = () => {};
  const onAbort = () => wake();
  const subscription = stream.subscribe<M>(keys, {
    ...options,
    onTick(tick) {
      waiting.set(tick.instrument, tick);
      wake();
    },
  });
  const ignoreStatus = stream.onStatus(() => wake());
  signal?.addEventListener("abort", onAbort);
  try {
    while (!signal?.aborted) {
      const { status } = stream;
      if (status.status === "closed") {
        if (status.by === "server") throw new StreamClosedError(status.reason, status.code);
        return;
      }
      const [oldest] = waiting.values();
      if (oldest === undefined) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      } else {
        waiting.delete(oldest.instrument);
        yield oldest;
      }
    }
  } finally {
    signal?.removeEventListener("abort", onAbort);
    ignoreStatus();
    subscription.unsubscribe();
  }
}
