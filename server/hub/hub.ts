import type { ChainRefusalReason } from "../../shared/chain-refusal.ts";
import type { FeedState } from "../../shared/feed-state.ts";
import type { InstrumentKey } from "../../shared/instrument-key.ts";
import type { MarketSessions } from "../../shared/market-sessions.ts";
import type { UnaskedReason } from "../../shared/reject-reason.ts";
import type { DownMessage } from "../../shared/stream-down.ts";
import { CloseCode, StreamLimits } from "../../shared/stream-limits.ts";
import { STREAM_VERSION } from "../../shared/stream-version.ts";
import type { PublicEvent, UserEvent } from "../../shared/user-event.ts";
import type { Clock } from "../clock.ts";
import type { Logger } from "../logger.ts";
import { Answers } from "./answers.ts";
import { ChainChannels, type ChainSource } from "./chain-channels.ts";
import { Cohorts } from "./cohorts.ts";
import { CutSessions } from "./cut-sessions.ts";
import { framesByEncoding } from "./frame.ts";
import { Holdings, type InstrumentSource } from "./holdings.ts";
import type { HubLimits } from "./hub-limits.ts";
import type { SessionSocket } from "./outlet.ts";
import { Records } from "./records.ts";
import { Session, type SessionParts } from "./session.ts";
import type { Encoding } from "./shape.ts";

export interface HubOptions extends InstrumentSource {
  clock: Clock;
  log: Logger;
  /** Names this run of the server. */
  epoch: string;
  chains: ChainSource;
  /** Smaller ones than the documented, in tests. */
  limits?: Partial<HubLimits>;
}

/**
 * Fans ticks out to browsers. It is told of single ticks only where a session asked for every one; all else is read
 * from the tick store when an interval is over, so that the newest value goes out and the last of a burst always
 * arrives.
 */
export class Hub {
  readonly #options: HubOptions;
  readonly #limits: HubLimits;
  readonly #parts: SessionParts;
  readonly #sessions = new Map<string, Session>();
  readonly #cut: CutSessions;
  readonly #cohorts: Cohorts;
  readonly #holdings: Holdings;
  readonly #chains: ChainChannels;
  readonly #answers: Answers;
  #state: FeedState | null = null;
  #market: MarketSessions | null = null;
  #isShutDown = false;

  constructor(options: HubOptions) {
    const { clock, log, epoch, reader, keyOf } = options;
    const facts = { reader, keyOf };
    this.#options = options;
    this.#cohorts = new Cohorts(clock, facts);
    this.#chains = new ChainChannels(options.chains);
    this.#limits = { ...StreamLimits, ...options.limits };
    this.#holdings = new Holdings(options, this.#cohorts, this.#limits.instrumentsPerSession);
    this.#cut = new CutSessions(clock, this.#limits, (session) => this.#holdings.releaseAll(session));
    this.#answers = new Answers({
      clock,
      log,
      epoch,
      keyOf,
      limits: this.#limits,
      holdings: this.#holdings,
      chains: this.#chains,
      cut: this.#cut,
      sessionOf: (id) => this.#sessions.get(id),
    });
    this.#parts = { limits: this.#limits, log, facts, frames: framesByEncoding(), records: new Records() };
  }

  get sessionCount(): number {
    return this.#sessions.size;
  }

  get hasRoom(): boolean {
    return !this.#isShutDown && this.#sessions.size < this.#limits.sessions;
  }

  open(socket: SessionSocket, encoding: Encoding, userId: string): Session {
    const session = new Session(crypto.randomUUID(), userId, encoding, socket, this.#parts);
    this.#sessions.set(session.id, session);
    session.say({ type: "hello", version: STREAM_VERSION, epoch: this.#options.epoch, session: session.id });
    if (this.#market !== null) session.say({ type: "market", ...this.#market });
    if (this.#state !== null) session.say({ type: "state", ...this.#state });
    return session;
  }

  /**
   * The session's connection is gone: lets go of everything it held. Where it broke, without a word from either side, what
   * it holds is kept for a while, and its client may go on with it.
   */
  close(session: Session, isBroken = false): void {
    if (!this.#sessions.delete(session.id)) return;
    this.#answers.forget(session);
    this.#chains.leaveAll(session);
    if (!isBroken || session.isClosed || this.#isShutDown || session.instruments === 0) {
      this.#holdings.releaseAll(session);
      return;
    }
    session.cut();
    this.#cut.keep(session);
  }

  receive(session: Session, data: string | Uint8Array): void {
    this.#answers.receive(session, data);
  }

  /** A tick of a slot that somebody sees every tick of. */
  onTick(slot: number): void {
    this.#cohorts.everyTick.onTick(slot);
  }

  /** The demand for this instrument had to make room on the feed: whoever watched it is told, and watches no longer. */
  evicted(key: InstrumentKey): void {
    this.#end([key], "evicted", (session, slot) => this.#holdings.drop(session, slot));
  }

  /**
   * These are listed no longer, or their keys name something else: whoever watched them is told, and lets them go.
   * Returns how many of them anybody watched.
   */
  delisted(keys: Iterable<InstrumentKey>, reason: "delisted" | "reassigned"): number {
    return this.#end(keys, reason, (session, slot) => this.#holdings.release(session, slot));
  }

  /** Chains have been computed; `beat` counts how often. */
  chainsComputed(beat: number): void {
    this.#chains.send(beat, this.#options.clock.now());
  }

  /** A user's chain is not had any more. */
  chainLost(id: string, userId: string, reason: ChainRefusalReason): void {
    this.#chains.lost(id, userId, reason);
  }

  /** Tells a user something, wherever they are connected. */
  tell(userId: string, event: UserEvent): void {
    const message = JSON.stringify({ type: "event", event } satisfies DownMessage);
    for (const session of this.#sessions.values()) if (session.userId === userId) session.sayEncoded(message);
  }

  /** Tells everybody something. */
  tellAll(event: PublicEvent): void {
    this.#tellAll({ type: "event", event });
  }

  /** Tells everybody where trading goes on. */
  publishMarket(market: MarketSessions): void {
    this.#market = market;
    this.#tellAll({ type: "market", ...market });
  }

  /** Tells every session how the feed is. */
  publishState(state: FeedState): void {
    this.#state = state;
    const now = this.#options.clock.now();
    const message = JSON.stringify({ type: "state", ...state } satisfies DownMessage);
    for (const session of this.#sessions.values()) {
      if (session.keepsUp(now)) session.sayEncoded(message);
    }
    this.#shedUnsent();
  }

  /** Tells every browser to come back later. */
  shutDown(): void {
    this.#isShutDown = true;
    this.#cut.letAllGo();
    this.#cohorts.stop();
    for (const session of this.#sessions.values()) session.close(CloseCode.shuttingDown, "the server is shutting down");
  }

  #tellAll(message: DownMessage): void {
    const encoded = JSON.stringify(message);
    for (const session of this.#sessions.values()) session.sayEncoded(encoded);
  }

  /** Ends subscriptions that nobody asked to end: one message a session, whatever it loses. */
  #end(keys: Iterable<InstrumentKey>, reason: UnaskedReason, end: (session: Session, slot: number) => void): number {
    const slots = new Map<number, InstrumentKey>();
    for (const key of keys) slots.set(this.#options.slotOf(key), key);
    slots.delete(-1);
    const ended = new Set<number>();
    const now = this.#options.clock.now();
    for (const session of [...this.#sessions.values(), ...this.#cut.all()]) {
      // A session may hold thousands, and thousands may be gone: the fewer are looked through.
      const gone =
        session.instruments < slots.size
          ? session.slots().filter((slot) => slots.has(slot))
          : [...slots.keys()].filter((slot) => session.laneOf(slot) !== undefined);
      if (gone.length === 0) continue;
      // Its last ticks may wait for the end of this turn; none may come after it is gone.
      session.flushEveryTick(now);
      if (session.isClosed) continue;
      for (const slot of gone) {
        end(session, slot);
        ended.add(slot);
      }
      session.say({ type: "unsubscribed", instruments: gone.map((slot) => slots.get(slot)!), reason });
    }
    return ended.size;
  }

  /** Each session may hold some bytes that its browser does not read; all of them together may not hold too many. */
  #shedUnsent(): void {
    const sessions = [...this.#sessions.values()];
    let bytes = sessions.reduce((sum, session) => sum + session.unsentBytes, 0);
    if (bytes <= this.#limits.bufferedBytesInAll) return;
    for (const session of sessions.sort((a, b) => b.unsentBytes - a.unsentBytes)) {
      bytes -= session.unsentBytes;
      session.close(CloseCode.tooSlow, "too slow while the server has too much unsent: come back");
      if (bytes <= this.#limits.bufferedBytesInAll) return;
    }
  }
}
