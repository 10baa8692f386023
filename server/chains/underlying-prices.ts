import type { UnderlyingPriceSource } from "../../shared/atm.ts";
import {
  type InstrumentKey,
  type InstrumentRef,
  parseInstrumentKey,
  type Segment,
} from "../../shared/instrument-key.ts";
import { istDate } from "../../shared/ist.ts";
import type { Clock } from "../clock.ts";
import type { OptionSeriesIndex } from "../instruments/option-series-index.ts";
import type { Logger } from "../logger.ts";
import {
  hasOldPrice,
  isAbsurd,
  type KnownPrices,
  livePrice,
  previousClose,
  type RestPrice,
  restPrice,
  type StreamPrice,
  type TimedRestPrice,
  type UnderlyingPrice,
} from "./underlying-price.ts";
import { type UnderlyingRef, underlyingId } from "./underlying-ref.ts";

/** What the feed holds gets this long for its first tick before a lesser source is taken. */
export const STREAM_GRACE_MS = 1_000;
/** REST is asked again for the same underlying this long after the last time, while the feed has no price of it. */
export const ASK_EVERY_MS = 5_000;
/** From one call to the next: Dhan takes one a second. */
export const ASK_LEAST_MS = 1_100;
/** REST that does not answer for so long has no price: yesterday's close is taken then. */
export const WAIT_MOST_MS = 10_000;

export interface UnderlyingPricesOptions {
  clock: Clock;
  log: Logger;
  /** The present master's; null while there is none. */
  index(): OptionSeriesIndex | null;
  /** Null while the feed does not hold the instrument. */
  stream(key: InstrumentKey): StreamPrice | null;
  /** Prices of all instruments given, in one call where the limits allow; what is unknown may be left out. */
  askRest(instruments: readonly InstrumentRef[]): Promise<ReadonlyMap<InstrumentKey, RestPrice>>;
  /** When the segment's present session, or the last one there was, began; UTC milliseconds. */
  sessionStart(segment: Segment, utcMs: number): number;
}

/** Instruments that give an underlying its price. */
interface PricedBy {
  index: OptionSeriesIndex | null;
  date: string;
  /** What the options follow: index, share, or the near future. */
  followed: InstrumentKey | null;
  /** The near future, where it is not that itself. */
  future: InstrumentKey | null;
}

interface Wanted {
  ref: UnderlyingRef;
  since: number;
  pricedBy: PricedBy;
  rest: TimedRestPrice | null;
  askedAt: number;
  /** REST has answered once, or failed to. */
  isAnswered: boolean;
}

/** Prices of underlyings, from the best source there is. Those wanted are asked for over REST while the feed has none. */
export class UnderlyingPrices {
  readonly #options: UnderlyingPricesOptions;
  readonly #wanted = new Map<string, Wanted>();
  #isAsking = false;
  #askedAt = Number.NEGATIVE_INFINITY;
  #isFailing = false;

  constructor(options: UnderlyingPricesOptions) {
    this.#options = options;
  }

  want(ref: UnderlyingRef): void {
    const id = underlyingId(ref);
    if (this.#wanted.has(id)) return;
    const pricedBy = this.#pricedBy(ref);
    const since = this.#options.clock.now();
    this.#wanted.set(id, { ref, since, pricedBy, rest: null, askedAt: Number.NEGATIVE_INFINITY, isAnswered: false });
  }

  /** Not wanted any more; what REST said of it is forgotten. */
  leave(ref: UnderlyingRef): void {
    this.#wanted.delete(underlyingId(ref));
  }

  /** The price as far as it is known now. Of what is not wanted REST knows nothing, and it is not waited for. */
  now(ref: UnderlyingRef): UnderlyingPrice {
    const wanted = this.#wanted.get(underlyingId(ref)) ?? null;
    const { followed, future } = this.#pricedByNow(wanted, ref);
    if (followed === null) return { price: null, reason: "unlisted" };
    const known = this.#known(followed, wanted?.rest ?? null);
    const age = wanted === null ? Number.POSITIVE_INFINITY : this.#options.clock.now() - wanted.since;

    const close = previousClose(known);
    const priced = (price: number, source: UnderlyingPriceSource, instrument = followed): UnderlyingPrice =>
      isAbsurd(price, close) ? { price: null, reason: "absurd" } : { price, source, instrument };

    const live = livePrice(known);
    if (live !== null) return priced(live, "stream");
    if (known.stream !== null && age < STREAM_GRACE_MS) return { price: null, reason: "waiting" };
    const basisOff = future === null ? null : livePrice(this.#known(future, null));
    if (basisOff !== null) return priced(basisOff, "future", future!);
    const asked = restPrice(known);
    if (asked !== null) return priced(asked, "rest");
    if (wanted?.isAnswered === false && age < WAIT_MOST_MS) return { price: null, reason: "waiting" };
    if (close !== null) return { price: close, source: "previous-close", instrument: followed };
    return { price: null, reason: hasOldPrice(known) ? "stale" : "none" };
  }

  /** Asks REST, in one call, for all that are wanted and not priced by the feed; to be called at each beat. */
  ask(): void {
    const now = this.#options.clock.now();
    if (this.#isAsking || now - this.#askedAt < ASK_LEAST_MS) return;
    const due = [...this.#wanted.values()].filter((wanted) => this.#isDue(wanted, now));
    if (due.length === 0) return;
    this.#isAsking = true;
    this.#askedAt = now;
    for (const wanted of due) wanted.askedAt = now;
    void this.#ask(due, now);
  }

  #isDue(wanted: Wanted, now: number): boolean {
    if (now - wanted.askedAt < ASK_EVERY_MS) return false;
    const { followed, future } = this.#pricedByNow(wanted, wanted.ref);
    if (followed === null) return false;
    const known = this.#known(followed, null);
    if (known.stream !== null && now - wanted.since < STREAM_GRACE_MS) return false;
    return livePrice(known) === null && (future === null || livePrice(this.#known(future, null)) === null);
  }

  async #ask(due: readonly Wanted[], at: number): Promise<void> {
    const { askRest, log } = this.#options;
    try {
      const keys = due.map(({ pricedBy }) => pricedBy.followed!);
      const answer = await askRest([...new Set(keys)].map((key) => parseInstrumentKey(key)!));
      due.forEach((wanted, place) => {
        const key = keys[place]!;
        const price = answer.get(key);
        // The near future may have become another one in the meantime.
        if (price === undefined || wanted.pricedBy.followed !== key) return;
        wanted.rest = { ltp: price.ltp, previousClose: price.previousClose, at };
      });
      if (this.#isFailing) log.info("prices of underlyings come over REST again");
      this.#isFailing = false;
    } catch (error) {
      // Said once: it is asked again every few seconds.
      if (!this.#isFailing) log.warn({ err: error, underlyings: due.length }, "REST gives no prices of underlyings");
      this.#isFailing = true;
    } finally {
      for (const wanted of due) wanted.isAnswered = true;
      this.#isAsking = false;
    }
  }

  #known(instrument: InstrumentKey, rest: TimedRestPrice | null): KnownPrices {
    const { clock, stream, sessionStart } = this.#options;
    const start = sessionStart(parseInstrumentKey(instrument)!.segment, clock.now());
    return { instrument, stream: stream(instrument), rest, sessionStart: start };
  }

  /** Looked up anew only with another master and on another day: the near future changes. */
  #pricedByNow(wanted: Wanted | null, ref: UnderlyingRef): PricedBy {
    if (wanted === null) return this.#pricedBy(ref);
    const { index, date, followed } = wanted.pricedBy;
    if (index !== this.#options.index() || date !== this.#today()) {
      wanted.pricedBy = this.#pricedBy(ref);
      if (wanted.pricedBy.followed !== followed) wanted.rest = null;
    }
    return wanted.pricedBy;
  }

  #pricedBy({ underlying, exchange }: UnderlyingRef): PricedBy {
    const index = this.#options.index();
    const date = this.#today();
    const spot = index?.spotKey(underlying, exchange) ?? null;
    const future = index?.futures(underlying, exchange).find(({ expiry }) => expiry >= date)?.key ?? null;
    return { index, date, followed: spot ?? future, future: spot === null ? null : future };
  }

  #today(): string {
    return istDate(this.#options.clock.now());
  }
}
