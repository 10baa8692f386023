import type { ChainUpdate } from "../../shared/chain.ts";
import type { InstrumentKey } from "../../shared/instrument-key.ts";
import type { DownMessage, SubscribedInstrument } from "../../shared/stream-down.ts";
import type { Tick } from "../../shared/tick.ts";
import { TickFrameDecoder } from "../../shared/tick-frame-decoder.ts";

/** A message of the stream; binary frames look like the JSON ones, with the time they were sent. */
export type Seen = DownMessage & { sentTime?: number };
export type SeenOf<Type extends DownMessage["type"]> = Extract<Seen, { type: Type }>;

/**
 * What a client that follows PROTOCOL.md to the letter knows after what it was sent, in either encoding. It forgives
 * nothing: a hole in `seq`, or a tick of what is not subscribed, is an error.
 */
export class HubView {
  readonly messages: Seen[] = [];
  readonly ticks = new Map<InstrumentKey, Tick>();
  /** Chains that are watched, each whole: all it holds by what came last of it. */
  readonly chains = new Map<string, ChainUpdate>();
  readonly #instruments = new Map<InstrumentKey, SubscribedInstrument>();
  readonly #decoder = new TickFrameDecoder();
  #lastSeq = 0;

  receive(data: string | Uint8Array): void {
    const message = typeof data === "string" ? (JSON.parse(data) as Seen) : this.#decode(data);
    this.messages.push(message);
    switch (message.type) {
      case "subscribed":
        for (const instrument of message.details) this.#instruments.set(instrument.key, instrument);
        break;
      case "resumed":
        for (const { mode: _mode, everyMs: _everyMs, ...instrument } of message.restored)
          this.#instruments.set(instrument.key, instrument);
        break;
      case "unsubscribed":
        for (const key of message.instruments) this.#forget(key);
        break;
      case "ticks":
        this.#apply(message);
        break;
      case "chain":
        this.#applyChain(message);
        break;
      case "chain-unsubscribed":
        this.chains.delete(message.chain);
    }
  }

  /** What a `resume` of this session says, once its connection is gone. */
  get session(): { epoch: string; session: string; seq: number } {
    const { epoch, session } = this.last("hello");
    return { epoch, session, seq: this.#lastSeq };
  }

  /** Keys subscribed. */
  get held(): InstrumentKey[] {
    return [...this.#instruments.keys()];
  }

  all<Type extends DownMessage["type"]>(type: Type): SeenOf<Type>[] {
    return this.messages.filter((message): message is SeenOf<Type> => message.type === type);
  }

  last<Type extends DownMessage["type"]>(type: Type): SeenOf<Type> {
    const found = this.all(type).at(-1);
    if (found === undefined) throw new Error(`no message ${type} came`);
    return found;
  }

  #decode(frame: Uint8Array): Seen {
    const byHandle = new Map([...this.#instruments.values()].map((instrument) => [instrument.handle, instrument]));
    const decoded = this.#decoder.decode(frame.slice().buffer, (handle) => {
      const instrument = byHandle.get(handle);
      if (instrument === undefined) throw new Error(`a tick of handle ${handle}, which stands for nothing`);
      return instrument;
    });
    return { type: "ticks", ...decoded } as SeenOf<"ticks">;
  }

  #apply({ seq, ticks }: SeenOf<"ticks">): void {
    if (seq !== this.#lastSeq + 1) throw new Error(`frame ${seq} came after frame ${this.#lastSeq}`);
    this.#lastSeq = seq;
    for (const tick of ticks) {
      if (!this.#instruments.has(tick.instrument)) throw new Error(`a tick of ${tick.instrument}, not subscribed`);
      this.ticks.set(tick.instrument, tick);
    }
  }

  #applyChain({ type: _type, ...update }: SeenOf<"chain">): void {
    const before = this.chains.get(update.chain);
    if (update.since === null) {
      this.chains.set(update.chain, update);
      return;
    }
    if (before === undefined) throw new Error(`changes of ${update.chain} came before its snapshot`);
    if (update.since > before.version) throw new Error(`version ${before.version} of ${update.chain} missed some`);
    if (update.version <= before.version) throw new Error(`version ${update.version} of ${update.chain} came again`);
    const legs = new Map([...before.legs, ...update.legs].map((leg) => [leg.key, leg]));
    const shown = new Set(update.strikes);
    const kept = [...legs.values()].filter(({ strike }) => shown.has(strike));
    this.chains.set(update.chain, { ...update, legs: kept.sort(byStrike) });
  }

  #forget(key: InstrumentKey): void {
    this.#instruments.delete(key);
    this.ticks.delete(key);
  }
}

function byStrike(a: ChainUpdate["legs"][number], b: ChainUpdate["legs"][number]): number {
  return a.strike - b.strike || a.optionType.localeCompare(b.optionType);
}
