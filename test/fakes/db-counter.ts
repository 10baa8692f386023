import pino from "pino";
import { z } from "zod";
import type { Database } from "../../server/db/database.ts";
import { openDatabase } from "../../server/db/open-database.ts";

/** Adds to a number in the database so many times: each time what is read must still hold when it is written. */
export async function countUp(database: Database, times: number): Promise<void> {
  for (let time = 0; time < times; time++) {
    await database.transaction(async ({ settings }) => {
      const count = (await settings.get("count", z.int())) ?? 0;
      await settings.put("count", count + 1, time);
    });
    await Bun.sleep(1); // Nobody writes without a pause; and SQLite's lock is not a queue.
  }
}

/** As a process of its own, on the folder that is its argument. */
if (import.meta.main) {
  const database = await openDatabase({ dataDir: process.argv[2]!, log: pino({ level: "silent" }) });
  await countUp(database, Number(process.argv[3]));
  await database.close();
}
