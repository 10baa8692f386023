import type { Migration } from "kysely/migration";
import { createTables } from "./0001-watchlists.ts";
import { createMasterRefreshes } from "./0002-master-refreshes.ts";
import { createAuthTables } from "./0003-auth.ts";

/** In order of their names. One that has gone out is never changed; what it got wrong the next one mends. */
export const MIGRATIONS: Readonly<Record<string, Migration>> = {
  "0001-watchlists": { up: createTables },
  "0002-master-refreshes": { up: createMasterRefreshes },
  "0003-auth": { up: createAuthTables },
};
