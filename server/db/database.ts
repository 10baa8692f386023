import type { Kysely } from "kysely";
import { ApiKeys } from "./api-keys.ts";
import { AtmCache } from "./atm-cache.ts";
import { EodRuns } from "./eod-runs.ts";
import { ItemSubscriptions } from "./item-subscriptions.ts";
import { MasterRefreshes } from "./master-refreshes.ts";
import { Sessions } from "./sessions.ts";
import { Settings } from "./settings.ts";
import { SignInLinks } from "./sign-in-links.ts";
import { SubscriptionLog } from "./subscription-log.ts";
import type { Tables } from "./tables.ts";
import { Users } from "./users.ts";
import { WatchlistItems } from "./watchlist-items.ts";
import { Watchlists } from "./watchlists.ts";

/** Everything that can be asked of the database, table by table. */
export class Queries {
  readonly users: Users;
  readonly sessions: Sessions;
  readonly signInLinks: SignInLinks;
  readonly apiKeys: ApiKeys;
  readonly watchlists: Watchlists;
  readonly items: WatchlistItems;
  readonly subscriptions: ItemSubscriptions;
  readonly atmCache: AtmCache;
  readonly log: SubscriptionLog;
  readonly eodRuns: EodRuns;
  readonly settings: Settings;
  readonly masterRefreshes: MasterRefreshes;

  constructor(db: Kysely<Tables>) {
    this.users = new Users(db);
    this.sessions = new Sessions(db);
    this.signInLinks = new SignInLinks(db);
    this.apiKeys = new ApiKeys(db);
    this.watchlists = new Watchlists(db);
    this.items = new WatchlistItems(db);
    this.subscriptions = new ItemSubscriptions(db);
    this.atmCache = new AtmCache(db);
    this.log = new SubscriptionLog(db);
    this.eodRuns = new EodRuns(db);
    this.settings = new Settings(db);
    this.masterRefreshes = new MasterRefreshes(db);
  }
}

/** What opening found and did. */
export interface Opening {
  path: string;
  /** Migrations that were run now. */
  migrated: readonly string[];
  /** Where a file that could not be read was put; an empty one has taken its place then. */
  movedAside: string | null;
  /** What is wrong inside a file that could be opened all the same, in the database's words. */
  damage: string | null;
}

/** The database, whichever dialect is below. A change is kept once its promise has resolved, whatever happens next. */
export class Database extends Queries {
  readonly opening: Opening;
  readonly #db: Kysely<Tables>;
  #closed: Promise<void> | null = null;

  constructor(db: Kysely<Tables>, opening: Opening) {
    super(db);
    this.#db = db;
    this.opening = opening;
  }

  /**
   * Several changes as one: all are kept, or none when `work` throws. Inside, use the queries it is given and wait for
   * nothing but them: there is one connection, and a query of the outer database would wait for this one for ever.
   */
  transaction<Result>(work: (queries: Queries) => Promise<Result>): Promise<Result> {
    return this.#db.transaction().execute((transaction) => work(new Queries(transaction)));
  }

  /** What better-auth reads and writes its tables with; loaded only where somebody signs in. */
  async authAdapter() {
    const { createAuthAdapter } = await import("./auth-adapter.ts");
    return createAuthAdapter(this.#db);
  }

  /** Waits for what was asked before. Doing it again does nothing. */
  async close(): Promise<void> {
    this.#closed ??= this.#db
      .connection()
      .execute(async () => {})
      .then(() => this.#db.destroy());
    await this.#closed;
  }
}
