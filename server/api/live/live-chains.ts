import type { z } from "zod";
import type { ChainSpec, chainAnswer } from "../../../shared/chain.ts";
import { ChainLimits } from "../../../shared/chain-limits.ts";
import { CHAIN_REFUSALS, type ChainRefusalReason } from "../../../shared/chain-refusal.ts";
import type { ChainBoard, ChainOpening } from "../../chains/chain-board.ts";
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

export type ChainAnswer = z.infer<typeof chainAnswer>;
type Chain = Extract<ChainOpening, { ok: true }>["chain"];

/** Chains as they are followed, whole each time. A version of a chain is one object for all who follow it. */
export class LiveChains {
  readonly #chains: Pick<ChainBoard, "open" | "close">;
  readonly #announcements: Pick<Announcements, "chainBeats" | "chainsLost">;
  readonly #newest = new WeakMap<Chain, { version: number; answer: ChainAnswer }>();

  constructor(
    chains: Pick<ChainBoard, "open" | "close">,
    announcements: Pick<Announcements, "chainBeats" | "chainsLost">,
  ) {
    this.#chains = chains;
    this.#announcements = announcements;
  }

  /**
   * A chain as it is now, and again whenever anything of it has changed. A reader that is slower than the changes gets the
   * newest. It ends with a refusal when the chain is not to be had, or not any more. While it is read the chain is
   * demanded as Tier A of the user.
   */
  async *follow({ spec, userId, everyMs, signal }: LiveChainWish): AsyncGenerator<ChainAnswer, void> {
    const opening = this.#chains.open(spec, userId);
    if (!opening.ok) {
      yield refused(opening.reason);
      return;
    }
    const { chain } = opening;
    const { chainBeats, chainsLost } = this.#announcements;
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
        yield this.#answer(chain);
        await bell.rung();
      }
      if (lost !== null) yield refused(lost);
    } finally {
      stopBeats();
      stopLost();
      signal.removeEventListener("abort", bell.ring);
      // What was lost is not held any more: another opening of the same user may be.
      if (lost === null) this.#chains.close(chain.id, userId);
    }
  }

  #answer(chain: Chain): ChainAnswer {
    const known = this.#newest.get(chain);
    if (known?.version === chain.version) return known.answer;
    const answer: ChainAnswer = { ok: true, chain: chain.snapshot() };
    this.#newest.set(chain, { version: chain.version, answer });
    return answer;
  }
}

function refused(reason: ChainRefusalReason): ChainAnswer {
  return { ok: false, reason, message: CHAIN_REFUSALS[reason] };
}
