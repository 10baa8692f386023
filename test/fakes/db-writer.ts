import { writeSync } from "node:fs";
import pino from "pino";
import { z } from "zod";
import { openDatabase } from "../../server/db/open-database.ts";
import { change } from "./db-change.ts";

/**
 * A process that goes on with the changes where the database stands, and says the number of each after it was
 * acknowledged, until it is killed. Its argument is the database's folder.
 */
const database = await openDatabase({ dataDir: process.argv[2]!, log: pino({ level: "silent" }) });
const last = await database.settings.get("last change", z.int());
for (let n = (last ?? -1) + 1; ; n++) {
  await change(database, n);
  writeSync(1, `${n}\n`);
}
