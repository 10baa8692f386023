import { Bell } from "./bell.ts";
import type { Broadcast } from "./broadcast.ts";

/**
 * A state as it is now and whenever it changes. For a reader that is slower than the changes only the newest waits.
 * @param signal ends it.
 */
export async function* newestOf<State>(
  source: Broadcast<State>,
  present: () => State,
  signal: AbortSignal,
): AsyncGenerator<State, void> {
  const bell = new Bell();
  let newest = present();
  const leave = source.listen((state) => {
    newest = state;
    bell.ring();
  });
  signal.addEventListener("abort", bell.ring);
  try {
    while (!signal.aborted) {
      yield newest;
      await bell.rung();
    }
  } finally {
    leave();
    signal.removeEventListener("abort", bell.ring);
  }
}
