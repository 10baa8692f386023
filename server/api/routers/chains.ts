import type { z } from "zod";
import {
  type ChainSpec,
  chainAnswer,
  chainSpec,
  keepChainAnswer,
  keepChainInput,
  liveChainInput,
  symbolChainInput,
} from "../../../shared/chain.ts";
import { CHAIN_REFUSALS } from "../../../shared/chain-refusal.ts";
import type { ChainBoard } from "../../chains/chain-board.ts";
import type { Announcements } from "../live/announcements.ts";
import { itemsOf } from "../live/items-of.ts";
import { LiveChains } from "../live/live-chains.ts";
import { route, routeOnly, router, traderProcedure, viewerProcedure } from "../trpc.ts";

/** Option chains. What has changed of them, and no more, comes on the tick stream (shared/PROTOCOL.md, P52 to P59). */
export function chainsRouter(
  chains: Pick<ChainBoard, "snapshot" | "keep" | "open" | "close">,
  announcements: Announcements,
) {
  const snapshot = async (spec: ChainSpec, userId: string): Promise<z.infer<typeof chainAnswer>> => {
    const opening = await chains.snapshot(spec, userId);
    if (opening.ok) return { ok: true, chain: opening.chain.snapshot() };
    return { ok: false, reason: opening.reason, message: CHAIN_REFUSALS[opening.reason] };
  };
  const liveChains = new LiveChains(chains, announcements);
  return router({
    /**
     * A chain as it is now. One that is not held is subscribed for it, as Tier A of the caller, and kept for half a minute;
     * the answer waits up to two seconds for its first values.
     */
    get: viewerProcedure
      .input(chainSpec)
      .output(chainAnswer)
      .query(({ ctx, input }) => snapshot(input, ctx.userId)),
    /** The chain as it is now and whenever it changes, whole each time; ends with a refusal when it is not to be had. */
    live: viewerProcedure
      .input(liveChainInput)
      .output(itemsOf(chainAnswer))
      .subscription(({ ctx: { userId }, input: { everyMs, ...spec }, signal }) =>
        liveChains.follow({ spec, userId, everyMs, signal: signal! }),
      ),
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
      .meta(routeOnly("GET", "/option-chain/{symbol}", "option chains", "An option chain as it is now"))
      .input(symbolChainInput)
      .output(chainAnswer)
      .query(({ ctx, input: { symbol, ...rest } }) => snapshot({ ...rest, underlying: symbol }, ctx.userId)),
  });
}
