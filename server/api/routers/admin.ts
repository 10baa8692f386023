import { z } from "zod";
import { eodRun, logPage, logQuery } from "../../../shared/admin.ts";
import { market } from "../../../shared/market.ts";
import { type TierBPlan, type TierBStatus, tierBPlan, tierBStatus } from "../../../shared/tier-b-plan.ts";
import type { Auth } from "../../auth/auth.ts";
import type { Database } from "../../db/database.ts";
import type { EndOfDay } from "../../jobs/end-of-day.ts";
import { adminProcedure, router } from "../trpc.ts";
import { usersRouter } from "./users.ts";

/** End-of-day runs of one answer. */
const EOD_RUNS_SHOWN = 60;

export interface AdminApi {
  db: Pick<Database, "log" | "eodRuns">;
  endOfDay: Pick<EndOfDay, "runNow">;
  tierBPlan(): TierBPlan;
  /** Keeps the plan and applies what differs from the one before. */
  setTierBPlan(plan: TierBPlan): Promise<TierBStatus>;
  rebalance(): number;
}

/** What keeps the server as it should be. */
export function adminRouter({ db, endOfDay, ...admin }: AdminApi, auth: Auth) {
  return router({
    tierBPlan: adminProcedure.output(tierBPlan).query(() => admin.tierBPlan()),
    setTierBPlan: adminProcedure
      .input(tierBPlan)
      .output(tierBStatus)
      .mutation(({ input }) => admin.setTierBPlan(input)),
    /** Evens the connections out; answers how many instruments moved. */
    rebalance: adminProcedure
      .output(z.object({ moved: z.number().int() }))
      .mutation(() => ({ moved: admin.rebalance() })),
    eodRuns: adminProcedure.output(z.array(eodRun)).query(() => db.eodRuns.list(EOD_RUNS_SHOWN)),
    runEndOfDay: adminProcedure
      .input(z.strictObject({ market }))
      .output(eodRun)
      .mutation(({ ctx, input }) => endOfDay.runNow(input.market, ctx.userId)),
    subscriptionLog: adminProcedure
      .input(logQuery)
      .output(logPage)
      .query(({ input }) => db.log.page(input)),
    users: usersRouter(auth),
  });
}
