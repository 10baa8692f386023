import type { RestPrice, StreamPrice } from "../../server/chains/underlying-price.ts";
import type { Clock } from "../../server/clock.ts";
import { formatInstrumentKey, type InstrumentKey, type InstrumentRef } from "../../shared/instrument-key.ts";

const UNKNOWN: StreamPrice = { ltp: null, previousClose: null, exchangeTime: null, receivedTime: null };

/** A feed and a REST side of which a test says what they know. */
export class PriceDesk {
  readonly #clock: Clock;
  readonly #stream = new Map<InstrumentKey, StreamPrice>();
  readonly #rest = new Map<InstrumentKey, RestPrice>();
  /** The instruments of each REST call. */
  readonly calls: InstrumentKey[][] = [];
  /** Set to have REST fail. */
  failure: Error | null = null;
  #held: PromiseWithResolvers<void> | null = null;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The feed holds the instrument from now on, and knows nothing of it yet. */
  hold(key: InstrumentKey): void {
    this.#stream.set(key, UNKNOWN);
  }

  /** A packet comes, of a trade just now unless it says otherwise. */
  packet(key: InstrumentKey, fields: Partial<StreamPrice>): void {
    const now = this.#clock.now();
    const before = this.#stream.get(key) ?? UNKNOWN;
    this.#stream.set(key, { ...before, receivedTime: now, exchangeTime: now, ...fields });
  }

  tick(key: InstrumentKey, ltp: number): void {
    this.packet(key, { ltp });
  }

  onRest(key: InstrumentKey, price: Partial<RestPrice>): void {
    this.#rest.set(key, { ltp: null, previousClose: null, ...price });
  }

  /** REST does not answer before the returned function is called. */
  holdRest(): () => void {
    const held = Promise.withResolvers<void>();
    this.#held = held;
    return () => held.resolve();
  }

  readonly stream = (key: InstrumentKey): StreamPrice | null => this.#stream.get(key) ?? null;

  readonly askRest = async (instruments: readonly InstrumentRef[]): Promise<ReadonlyMap<InstrumentKey, RestPrice>> => {
    const keys = instruments.map(({ segment, securityId }) => formatInstrumentKey(segment, securityId));
    this.calls.push(keys);
    await this.#held?.promise;
    if (this.failure !== null) throw this.failure;
    return new Map(keys.flatMap((key) => (this.#rest.has(key) ? [[key, this.#rest.get(key)!] as const] : [])));
  };
}

/** Lets everything that was only waiting for its turn be done. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
