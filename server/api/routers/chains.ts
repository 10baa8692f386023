import type { z } from "zod";
import {
  type ChainSpec,
  chainAnswer,
  chainSpec,
  keepChainAnswer,
  keepChainInput,
  symbolChainInput,
} from "../../../shared/chain.ts";
import { CHAIN_REFUSALS } from "../../../shared/chain-refusal.ts";
import type { ChainBoard } from "../../chains/chain-board.ts";
import { route, router, traderProcedure, viewerProcedure } from "../trpc.ts";

/** Option chains. Live ones come on the tick stream (shared/PROTOCOL.md, P52 to P59). */
export function chainsRouter(chains: Pick<ChainBoard, "snapshot" | "keep">) {
  const snapshot = async (spec: ChainSpec, userId: string): Promise<z.infer<typeof chainAnswer>> => {
    const opening = await chains.snapshot(spec, userId);
    if (opening.ok) return { ok: true, chain: opening.chain.snapshot() };
    return { ok: false, reason: opening.reason, message: CHAIN_REFUSALS[opening.reason] };
  };
  return router({
    /**
     * A chain as it is now. One that is not held is subscribed for it, as Tier A of the caller, and kept for half a minute;
     * the answer waits up to two seconds for its first values.
     */
    get: viewerProcedure
      .input(chainSpec)
      .output(chainAnswer)
      .query(({ ctx, input }) => snapshot(input, ctx.userId)),
    /** Holds a chain for a while, so that it is there when it is polled or watched. */
    keep: traderProcedure
      .meta(
        route(
          "POST",
          "/option-chain/subscribe",
          "option chains",
          "Hold a chain for a while, for who polls it or is about to watch it",
        ),
      )
      .input(keepChainInput)
      .output(keepChainAnswer)
      .mutation(({ ctx, input: { keepMs, ...spec } }) => {
        const kept = chains.keep(spec, ctx.userId, keepMs);
        if (kept.ok) return { ok: true, chain: kept.id, until: kept.until };
        return { ok: false, reason: kept.reason, message: CHAIN_REFUSALS[kept.reason] };
      }),
    /** The same as `get`, with the underlying as REST has it in its path. */
    ofSymbol: viewerProcedure
      .meta(route("GET", "/option-chain/{symbol}", "option chains", "An option chain as it is now"))
      .input(symbolChainInput)
      .output(chainAnswer)
      .query(({ ctx, input: { symbol, ...rest } }) => snapshot({ ...rest, underlying: symbol }, ctx.userId)),
  });
}
