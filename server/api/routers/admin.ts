import { z } from "zod";
import { eodRun, logPage, logQuery } from "../../../shared/admin.ts";
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
import { type TierBPlan, type TierBStatus, tierBPlan, tierBStatus } from "../../../shared/tier-b-plan.ts";
import type { Database } from "../../db/database.ts";
import type { EndOfDay } from "../../jobs/end-of-day.ts";
import { procedure, router } from "../trpc.ts";

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
  masterStatus(): MasterStatus;
  /** Waits for what comes of it, though not for long. */
  refreshMaster(actor: string, isForced: boolean): Promise<z.infer<typeof refreshMasterAnswer>>;
}

/** What keeps the server as it should be. */
export function adminRouter({ db, endOfDay, ...admin }: AdminApi) {
  return router({
    tierBPlan: procedure.output(tierBPlan).query(() => admin.tierBPlan()),
    setTierBPlan: procedure
      .input(tierBPlan)
      .output(tierBStatus)
      .mutation(({ input }) => admin.setTierBPlan(input)),
    /** Evens the connections out; answers how many instruments moved. */
    rebalance: procedure.output(z.object({ moved: z.number().int() })).mutation(() => ({ moved: admin.rebalance() })),
    eodRuns: procedure.output(z.array(eodRun)).query(() => db.eodRuns.list(EOD_RUNS_SHOWN)),
    runEndOfDay: procedure
      .input(z.strictObject({ market }))
      .output(eodRun)
      .mutation(({ ctx, input }) => endOfDay.runNow(input.market, ctx.userId)),
    masterStatus: procedure.output(masterStatus).query(() => admin.masterStatus()),
    /** Has the newest instrument master read now. Who asks while one is being read gets what comes of that. */
    refreshMaster: procedure
      .input(refreshMasterInput)
      .output(refreshMasterAnswer)
      .mutation(({ ctx, input }) => admin.refreshMaster(ctx.userId, input.force)),
    /** Newest first, with how many instruments each changed. */
    masterRefreshes: procedure
      .output(z.array(masterRefresh))
      .query(() => db.masterRefreshes.list(MASTER_REFRESHES_SHOWN)),
    /** All that one refresh changed. */
    masterChange: procedure
      .input(masterChangeInput)
      .output(masterChangeAnswer)
      .query(({ input }) => db.masterRefreshes.change(input.refreshId)),
    subscriptionLog: procedure
      .input(logQuery)
      .output(logPage)
      .query(({ input }) => db.log.page(input)),
  });
}
