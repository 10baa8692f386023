import { formatInstrumentKey, type InstrumentRef } from "../../shared/instrument-key.ts";
import { DhanRestError } from "./rest-error.ts";

/**
 * The names by which Dhan may know an underlying, best guess first. Its pages show only indices; of shares some report
 * NSE_EQ and some NSE_FNO with the share's id, of commodities the product's id or that of the near future.
 */
export type UnderlyingCandidates = readonly [InstrumentRef, ...InstrumentRef[]];

/** Finds out by which name Dhan knows an underlying, and remembers it. */
export class UnderlyingNames {
  readonly #mostRemembered: number;
  readonly #mostCandidates: number;
  /** By the key of the first candidate; the oldest goes when it is full. */
  readonly #known = new Map<string, InstrumentRef>();

  constructor(mostRemembered: number, mostCandidates: number) {
    this.#mostRemembered = mostRemembered;
    this.#mostCandidates = mostCandidates;
  }

  /**
   * Asks by one candidate after another until one has an answer that is not empty. When none has, an empty answer is
   * given back, or the error of the last refusal thrown. Any error but a refusal ends the search.
   */
  async ask<T>(
    candidates: UnderlyingCandidates,
    call: (underlying: InstrumentRef) => Promise<T>,
    isEmpty: (answer: T) => boolean,
  ): Promise<T> {
    const name = keyOf(candidates[0]);
    let empty: { answer: T } | null = null;
    let refusal: DhanRestError | null = null;
    for (const candidate of this.#inOrder(name, candidates)) {
      try {
        const answer = await call(candidate);
        if (!isEmpty(answer)) {
          this.#remember(name, candidate);
          return answer;
        }
        empty ??= { answer };
      } catch (error) {
        if (!(error instanceof DhanRestError) || error.kind !== "request") throw error;
        refusal = error;
      }
    }
    if (empty !== null) return empty.answer;
    throw refusal!;
  }

  /** What worked last comes first. */
  #inOrder(name: string, candidates: UnderlyingCandidates): InstrumentRef[] {
    if (candidates.length > this.#mostCandidates) {
      throw new RangeError(`${candidates.length} candidates for ${name}; ${this.#mostCandidates} may be tried`);
    }
    const known = this.#known.get(name);
    const isKnown = (candidate: InstrumentRef) => known !== undefined && keyOf(candidate) === keyOf(known);
    return [...candidates.filter(isKnown), ...candidates.filter((candidate) => !isKnown(candidate))];
  }

  #remember(name: string, candidate: InstrumentRef): void {
    this.#known.delete(name);
    this.#known.set(name, candidate);
    if (this.#known.size > this.#mostRemembered) this.#known.delete(this.#known.keys().next().value!);
  }
}

function keyOf({ segment, securityId }: InstrumentRef): string {
  return formatInstrumentKey(segment, securityId);
}
