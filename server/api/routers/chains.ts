import { CHAIN_REFUSALS, chainAnswer, chainSpec, keepChainAnswer, keepChainInput } from "../../../shared/chain.ts";
import type { ChainBoard } from "../../chains/chain-board.ts";
import { procedure, router } from "../trpc.ts";

/** Option chains. Live ones come on the tick stream (shared/PROTOCOL.md, P52 to P59). */
export function chainsRouter(chains: Pick<ChainBoard, "snapshot" | "keep">) {
  return router({
    /**
     * A chain as it is now. One that is not held is subscribed for it, as Tier A of the caller, and kept for half a minute;
     * the answer waits up to two seconds for its first values.
     */
    get: procedure
      .input(chainSpec)
      .output(chainAnswer)
      .query(async ({ ctx, input }) => {
        const opening = await chains.snapshot(input, ctx.userId);
        if (opening.ok) return { ok: true, chain: opening.chain.snapshot() };
        return { ok: false, reason: opening.reason, message: CHAIN_REFUSALS[opening.reason] };
      }),
    /** Holds a chain for a while, so that it is there when it is polled or watched. */
    keep: procedure
      .input(keepChainInput)
      .output(keepChainAnswer)
      .mutation(({ ctx, input: { keepMs, ...spec } }) => {
        const kept = chains.keep(spec, ctx.userId, keepMs);
        if (kept.ok) return { ok: true, chain: kept.id, until: kept.until };
        return { ok: false, reason: kept.reason, message: CHAIN_REFUSALS[kept.reason] };
      }),
  });
}
