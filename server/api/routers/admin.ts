import { z } from "zod";
import { eodRun, logPage, logQuery, stoppedCount } from "../../../shared/admin.ts";
import { type ConnectionStatus, connectionStatus } from "../../../shared/feed-state.ts";
import { market } from "../../../shared/market.ts";
import {
  type MasterStatus,
  masterChangeAnswer,
  masterChangeInput,
  masterRefresh,
  masterStatus,
  refreshMasterAnswer,
  refreshMasterInput,
} from "../../../shared/master-refresh.ts";
import { type TierAHolding, tierAHolding } from "../../../shared/tier-a-holding.ts";
import { type TierBPlan, type TierBStatus, tierBPlan, tierBStatus } from "../../../shared/tier-b-plan.ts";
import type { Auth } from "../../auth/auth.ts";
import type { Database } from "../../db/database.ts";
import type { CredentialBook } from "../../dhan/credential-book.ts";
import type { EndOfDay } from "../../jobs/end-of-day.ts";
import { adminProcedure, route, router } from "../trpc.ts";
import { dhanCredentialsRouter } from "./dhan-credentials.ts";
import { type FeedApi, feedRouter } from "./feed.ts";
import { usersRouter } from "./users.ts";

/** End-of-day runs of one answer. */
const EOD_RUNS_SHOWN = 60;
/** Refreshes of the instrument master of one answer. */
const MASTER_REFRESHES_SHOWN = 60;

export interface AdminApi {
  db: Pick<Database, "log" | "eodRuns" | "masterRefreshes">;
  endOfDay: Pick<EndOfDay, "runNow">;
  tierBPlan(): TierBPlan;
  /** Keeps the plan and applies what differs from the one before. */
  setTierBPlan(plan: TierBPlan): Promise<TierBStatus>;
  rebalance(): number;
  connections(): ConnectionStatus[];
  feed: FeedApi;
  /** What each user holds of Tier A. */
  holdings(): TierAHolding[];
  /** Lets go of all that users want: watchlist items, chains, open pages. */
  unsubscribeAllTierA(actor: string): Promise<{ units: number; legs: number }>;
  /** Empties all watchlists. */
  clearWatchlists(actor: string): Promise<{ units: number; legs: number }>;
  masterStatus(): MasterStatus;
  /** Waits for what comes of it, though not for long. */
  refreshMaster(actor: string, isForced: boolean): Promise<z.infer<typeof refreshMasterAnswer>>;
}

/** What keeps the server as it should be. */
export function adminRouter({ db, endOfDay, ...admin }: AdminApi, auth: Auth, credentials: CredentialBook) {
  return router({
    tierBPlan: adminProcedure.output(tierBPlan).query(() => admin.tierBPlan()),
    setTierBPlan: adminProcedure
      .input(tierBPlan)
      .output(tierBStatus)
      .mutation(({ input }) => admin.setTierBPlan(input)),
    /** Evens the connections out; answers how many instruments moved. */
    rebalance: adminProcedure
      .meta(route("POST", "/admin/rebalance-ws", "admin", "Even the connections out"))
      .output(z.object({ moved: z.number().int() }))
      .mutation(() => ({ moved: admin.rebalance() })),
    /** The five connections to Dhan: whether each is up, what it carries, and what went wrong last. */
    connections: adminProcedure
      .meta(route("GET", "/admin/ws-status", "admin", "The five connections to Dhan"))
      .output(z.array(connectionStatus))
      .query(() => admin.connections()),
    feed: feedRouter(admin.feed),
    /** What each user holds of Tier A, the most first. */
    holdings: adminProcedure.output(z.array(tierAHolding)).query(() => admin.holdings()),
    /** Users' items stop until the next session, and their pages and chains until they ask again; Tier B stays. */
    unsubscribeAllTierA: adminProcedure
      .meta(route("POST", "/admin/unsubscribe-all-tier-a", "admin", "Let go of all that users want; Tier B stays"))
      .output(stoppedCount)
      .mutation(({ ctx }) => admin.unsubscribeAllTierA(ctx.userId)),
    /** Users' lists are emptied, for good; the lists themselves stay. */
    clearWatchlists: adminProcedure
      .meta(route("POST", "/admin/clear-watchlists", "admin", "Empty all watchlists"))
      .output(stoppedCount)
      .mutation(({ ctx }) => admin.clearWatchlists(ctx.userId)),
    eodRuns: adminProcedure.output(z.array(eodRun)).query(() => db.eodRuns.list(EOD_RUNS_SHOWN)),
    runEndOfDay: adminProcedure
      .meta(route("POST", "/admin/eod", "admin", "End a market's day now"))
      .input(z.strictObject({ market }))
      .output(eodRun)
      .mutation(({ ctx, input }) => endOfDay.runNow(input.market, ctx.userId)),
    masterStatus: adminProcedure.output(masterStatus).query(() => admin.masterStatus()),
    /** Has the newest instrument master read now. Who asks while one is being read gets what comes of that. */
    refreshMaster: adminProcedure
      .input(refreshMasterInput)
      .output(refreshMasterAnswer)
      .mutation(({ ctx, input }) => admin.refreshMaster(ctx.userId, input.force)),
    /** Newest first, with how many instruments each changed. */
    masterRefreshes: adminProcedure
      .output(z.array(masterRefresh))
      .query(() => db.masterRefreshes.list(MASTER_REFRESHES_SHOWN)),
    /** All that one refresh changed. */
    masterChange: adminProcedure
      .input(masterChangeInput)
      .output(masterChangeAnswer)
      .query(({ input }) => db.masterRefreshes.change(input.refreshId)),
    subscriptionLog: adminProcedure
      .input(logQuery)
      .output(logPage)
      .query(({ input }) => db.log.page(input)),
    users: usersRouter(auth),
    dhanCredentials: dhanCredentialsRouter(credentials),
  });
}
