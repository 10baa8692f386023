import { CronTime } from "cron";
import type { Cancel, Clock } from "../clock.ts";

/** Every pattern is read on an Indian clock, wherever the machine is. */
export const CRON_ZONE = "Asia/Kolkata";

/**
 * Runs a job whenever a cron pattern says so, until cancelled. The package works out the times and our clock waits for
 * them: its own timer follows the machine's clock, which neither SIM_DATE nor a test can move.
 * @throws CronError for a bad pattern, and when the clock is over eight years ahead of the machine's.
 */
export function scheduleCron(pattern: string, clock: Clock, job: () => void): Cancel {
  const time = new CronTime(pattern, CRON_ZONE);
  let cancel = wait();
  return () => cancel();

  function wait(): Cancel {
    const now = clock.now();
    const next = time.getNextDateFrom(new Date(now), CRON_ZONE).toMillis();
    return clock.after(next - now, () => {
      cancel = wait();
      job();
    });
  }
}
