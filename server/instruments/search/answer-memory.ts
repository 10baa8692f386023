import type { Exchange } from "../../../shared/exchange.ts";
import type { SearchAnswer, SearchInput } from "../../../shared/search.ts";

export const AnswerMemoryLimits = {
  /** Of some 3 kB each; the one that was asked for the longest ago goes. */
  answers: 500,
  /** Characters of an input. One with a longer page token is answered anew. */
  inputLength: 1_500,
} as const;

type PriceOf = (underlying: string, exchange: Exchange) => number | null;

interface Kept {
  answer: SearchAnswer;
  /** Every price that the answer hangs on, as it was. */
  prices: readonly (readonly [underlying: string, exchange: Exchange, price: number | null])[];
}

/**
 * Answers of late, for people who type the same few letters all day. A search is a matter of master, day, prices and
 * input alone; so an answer is given again while all of those are what they were, and never a moment longer.
 */
export class AnswerMemory {
  readonly #kept = new Map<string, Kept>();
  #master: object | null = null;
  #today = Number.NaN;

  /** @param search answers with the prices that it is given, asking for each that matters */
  answer(
    { master, today, input, priceOf }: { master: object; today: number; input: SearchInput; priceOf: PriceOf },
    search: (priceOf: PriceOf) => SearchAnswer,
  ): SearchAnswer {
    if (master !== this.#master || today !== this.#today) this.#kept.clear();
    this.#master = master;
    this.#today = today;
    const { query, segments, kinds, limit, page } = input;
    const asked = JSON.stringify([query, segments, kinds, limit, page]);
    if (asked.length > AnswerMemoryLimits.inputLength) return search(priceOf);
    const kept = this.#kept.get(asked);
    const isGood = kept?.prices.every(([underlying, exchange, price]) => priceOf(underlying, exchange) === price);
    this.#kept.delete(asked);
    const fresh = kept !== undefined && isGood === true ? kept : remembered(priceOf, search);
    this.#kept.set(asked, fresh);
    if (this.#kept.size > AnswerMemoryLimits.answers) this.#kept.delete(this.#kept.keys().next().value!);
    return fresh.answer;
  }

  get size(): number {
    return this.#kept.size;
  }
}

function remembered(priceOf: PriceOf, search: (priceOf: PriceOf) => SearchAnswer): Kept {
  const prices: [string, Exchange, number | null][] = [];
  const answer = search((underlying, exchange) => {
    const price = priceOf(underlying, exchange);
    prices.push([underlying, exchange, price]);
    return price;
  });
  return { answer, prices };
}
