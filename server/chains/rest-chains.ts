import type { InstrumentRef } from "../../shared/instrument-key.ts";
import { istDate } from "../../shared/ist.ts";
import type { Cancel, Clock } from "../clock.ts";
import type { Logger } from "../logger.ts";

/** From the end of one call to the next, whatever is asked for: Dhan takes one chain in three seconds, and counts by its own clock. */
export const CALL_GAP_MS = 3_100;
/** A chain is asked for again this long after its last answer. */
export const REFRESH_EVERY_MS = 60_000;
/** And this long after it failed. */
export const RETRY_EVERY_MS = 30_000;

/** What REST said of a side of a strike; null while unknown. */
interface AnsweredSide {
  volume: number | null;
  oi: number | null;
  previousOi: number | null;
}

/** What is needed of REST's answer. */
export interface AnsweredChain {
  strikes: readonly { strike: number; call: AnsweredSide | null; put: AnsweredSide | null }[];
}

/** Names by which Dhan may know the underlying, best guess first. */
type Candidates = readonly [InstrumentRef, ...InstrumentRef[]];

export interface RestChainsOptions {
  clock: Clock;
  log: Logger;
  ask(underlying: Candidates, expiry: string): Promise<AnsweredChain>;
}

/** One side of a REST chain by strike; NaN for what is unknown. */
export interface RestSide {
  readonly volume: Float64Array;
  readonly oi: Float64Array;
  readonly previousOi: Float64Array;
}

/** A whole series as REST last had it. */
export interface RestChain {
  /** When it was asked for, UTC milliseconds. */
  readonly at: number;
  /** Rupees, ascending. A strike's place here is its place in the sides. */
  readonly strikes: Float64Array;
  readonly call: RestSide;
  readonly put: RestSide;
}

interface Wanted {
  readonly underlying: Candidates;
  readonly expiry: string;
  holders: number;
  dueAt: number;
  chain: RestChain | null;
}

/**
 * Option chains over REST, for what the feed does not bring: the previous day's open interest, and strikes that nobody
 * subscribes to. One call at a time, far from Dhan's limit, whoever waits longest first.
 */
export class RestChains {
  readonly #options: RestChainsOptions;
  readonly #wanted = new Map<string, Wanted>();
  #isAsking = false;
  #mayAskAt = Number.NEGATIVE_INFINITY;
  #cancel: Cancel | null = null;
  #isStopped = false;

  constructor(options: RestChainsOptions) {
    this.#options = options;
  }

  /** @param id names the series: equal ids share their answers. */
  want(id: string, underlying: Candidates, expiry: string): void {
    const known = this.#wanted.get(id);
    if (known !== undefined) {
      known.holders++;
      return;
    }
    this.#wanted.set(id, { underlying, expiry, holders: 1, dueAt: this.#options.clock.now(), chain: null });
    this.#schedule();
  }

  leave(id: string): void {
    const wanted = this.#wanted.get(id);
    if (wanted === undefined) return;
    wanted.holders--;
    if (wanted.holders > 0) return;
    this.#wanted.delete(id);
    this.#schedule();
  }

  /** Today's answer; null before there is one. */
  of(id: string): RestChain | null {
    const chain = this.#wanted.get(id)?.chain ?? null;
    return chain !== null && istDate(chain.at) === istDate(this.#options.clock.now()) ? chain : null;
  }

  stop(): void {
    this.#isStopped = true;
    this.#cancel?.();
  }

  #schedule(): void {
    this.#cancel?.();
    this.#cancel = null;
    const next = this.#next();
    if (next === null || this.#isAsking || this.#isStopped) return;
    const { clock } = this.#options;
    const waitMs = Math.max(0, next.dueAt - clock.now(), this.#mayAskAt - clock.now());
    this.#cancel = clock.after(waitMs, () => {
      this.#cancel = null;
      void this.#ask();
    });
  }

  #next(): Wanted | null {
    let next: Wanted | null = null;
    for (const wanted of this.#wanted.values()) if (next === null || wanted.dueAt < next.dueAt) next = wanted;
    return next;
  }

  async #ask(): Promise<void> {
    const next = this.#next();
    if (next === null) return;
    const { clock, log, ask } = this.#options;
    this.#isAsking = true;
    const at = clock.now();
    try {
      next.chain = restChain(at, await ask(next.underlying, next.expiry));
      next.dueAt = clock.now() + REFRESH_EVERY_MS;
    } catch (error) {
      next.dueAt = clock.now() + RETRY_EVERY_MS;
      if (!this.#isStopped) log.warn({ err: error, expiry: next.expiry }, "REST gives no option chain");
    } finally {
      this.#isAsking = false;
      this.#mayAskAt = clock.now() + CALL_GAP_MS;
      this.#schedule();
    }
  }
}

function restChain(at: number, { strikes }: AnsweredChain): RestChain {
  const column = (read: (place: number) => number | null | undefined) =>
    Float64Array.from(strikes, (_, place) => read(place) ?? Number.NaN);
  const sideOf = (side: "call" | "put"): RestSide => ({
    volume: column((place) => strikes[place]![side]?.volume),
    oi: column((place) => strikes[place]![side]?.oi),
    previousOi: column((place) => strikes[place]![side]?.previousOi),
  });
  return { at, strikes: column((place) => strikes[place]!.strike), call: sideOf("call"), put: sideOf("put") };
}
