import { AuthLimits } from "../../shared/auth-limits.ts";
import type { Cancel, Clock } from "../clock.ts";
import type { Database } from "../db/database.ts";
import type { Logger } from "../logger.ts";
import { SignInLimits } from "./auth-limits.ts";
import type { Revocation } from "./revocation.ts";

export interface UpkeepOptions {
  db: Pick<Database, "sessions" | "apiKeys" | "signInLinks">;
  clock: Clock;
  revocation: Revocation;
  log: Logger;
}

/** Ends what has expired, and with it what is still open; keeps the tables small. Returns what stops it. */
export function startUpkeep(options: UpkeepOptions): Cancel {
  let isRunning = false;
  return options.clock.every(SignInLimits.upkeepEveryMs, async () => {
    if (isRunning) return;
    isRunning = true;
    try {
      await endExpired(options);
    } catch (err) {
      options.log.error({ err }, "what has expired was not ended");
    }
    isRunning = false;
  });
}

async function endExpired({ db, clock, revocation }: Omit<UpkeepOptions, "log">): Promise<void> {
  const now = clock.now();
  const sessions = await db.sessions.endExpired(now, now - AuthLimits.sessionMostMs);
  const keys = await db.apiKeys.deleteExpired(now);
  await db.signInLinks.deleteExpired(now);
  revocation.credentialsEnded([...sessions, ...keys]);
}
