import type { z } from "zod";
import { CHAIN_REFUSALS, type ChainRefusalReason, type ChainSpec, type chainAnswer } from "../../../shared/chain.ts";
import { ChainLimits } from "../../../shared/chain-limits.ts";
import type { ChainBoard } from "../../chains/chain-board.ts";
import type { Announcements } from "./announcements.ts";
import { Bell } from "./bell.ts";

export interface LiveChainWish {
  spec: ChainSpec;
  userId: string;
  /** Least time between two; served as the next multiple of the chains' beat. */
  everyMs: number;
  /** Ends it. */
  signal: AbortSignal;
}

/**
 * A chain as it is now, and again whenever anything of it has changed: whole each time, so that nothing has to be put
 * together. A reader that is slower than the changes gets the newest. It ends with a refusal when the chain is not to be
 * had, or not any more. While it is read the chain is demanded as Tier A of the user.
 */
export async function* liveChain(
  chains: Pick<ChainBoard, "open" | "close">,
  { chainBeats, chainsLost }: Pick<Announcements, "chainBeats" | "chainsLost">,
  { spec, userId, everyMs, signal }: LiveChainWish,
): AsyncGenerator<z.infer<typeof chainAnswer>, void> {
  const opening = chains.open(spec, userId);
  if (!opening.ok) {
    yield refused(opening.reason);
    return;
  }
  const { chain } = opening;
  const beats = Math.ceil(everyMs / ChainLimits.everyMsLeast);
  const bell = new Bell();
  let sentVersion: number | null = null;
  let lost: ChainRefusalReason | null = null;
  const stopBeats = chainBeats.listen((beat) => {
    if (beat % beats === 0 && chain.version !== sentVersion) bell.ring();
  });
  const stopLost = chainsLost.listen((one) => {
    if (one.chain !== chain.id || one.userId !== userId) return;
    lost ??= one.reason;
    bell.ring();
  });
  signal.addEventListener("abort", bell.ring);
  try {
    while (!signal.aborted && lost === null) {
      sentVersion = chain.version;
      yield { ok: true, chain: chain.snapshot() };
      await bell.rung();
    }
    if (lost !== null) yield refused(lost);
  } finally {
    stopBeats();
    stopLost();
    signal.removeEventListener("abort", bell.ring);
    // What was lost is not held any more: another opening of the same user may be.
    if (lost === null) chains.close(chain.id, userId);
  }
}

function refused(reason: ChainRefusalReason): z.infer<typeof chainAnswer> {
  return { ok: false, reason, message: CHAIN_REFUSALS[reason] };
}
