import type { ChainRefusalReason } from "../../shared/chain-refusal.ts";
import type { FeedState } from "../../shared/feed-state.ts";
import type { InstrumentKey } from "../../shared/instrument-key.ts";
import type { MarketSessions } from "../../shared/market-sessions.ts";
import type { RejectReason, UnaskedReason } from "../../shared/reject-reason.ts";
import { servedInterval } from "../../shared/served-interval.ts";
import type { DownMessage, ErrorCode, SubscribedInstrument } from "../../shared/stream-down.ts";
import { CloseCode, StreamLimits } from "../../shared/stream-limits.ts";
import type { ResumeMessage, UpMessage } from "../../shared/stream-up.ts";
import { STREAM_VERSION } from "../../shared/stream-version.ts";
import type { Mode } from "../../shared/tick-mode.ts";
import type { PublicEvent, UserEvent } from "../../shared/user-event.ts";
import type { Clock } from "../clock.ts";
import type { Logger } from "../logger.ts";
import { ChainChannels, type ChainSource } from "./chain-channels.ts";
import { Cohorts } from "./cohorts.ts";
import { CutSessions } from "./cut-sessions.ts";
import { framesByEncoding } from "./frame.ts";
import { Holdings, type InstrumentSource } from "./holdings.ts";
import type { HubLimits } from "./hub-limits.ts";
import { type Inbound, readInbound } from "./inbound.ts";
import { INSTRUMENTS_PER_TURN, Inbox } from "./inbox.ts";
import { instrumentsNamed, messageParts } from "./message-parts.ts";
import type { SessionSocket } from "./outlet.ts";
import { Records } from "./records.ts";
import { Session, type SessionParts } from "./session.ts";
import type { Encoding } from "./shape.ts";

/** Reading a message is work too: so many bytes take as long as dealing with an instrument. */
const BYTES_READ_LIKE_ONE_INSTRUMENT = 160;

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
  readonly #inbox = new Inbox();
  #state: FeedState | null = null;
  #market: MarketSessions | null = null;
  #isShutDown = false;

  constructor(options: HubOptions) {
    const { clock, log, reader, keyOf } = options;
    const facts = { reader, keyOf };
    this.#options = options;
    this.#cohorts = new Cohorts(clock, facts);
    this.#chains = new ChainChannels(options.chains);
    this.#limits = { ...StreamLimits, ...options.limits };
    this.#holdings = new Holdings(options, this.#cohorts, this.#limits.instrumentsPerSession);
    this.#cut = new CutSessions(clock, this.#limits, (session) => this.#holdings.releaseAll(session));
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
    this.#inbox.forget(session);
    this.#chains.leaveAll(session);
    if (!isBroken || session.isClosed || this.#isShutDown || session.instruments === 0) {
      this.#holdings.releaseAll(session);
      return;
    }
    session.cut();
    this.#cut.keep(session);
  }

  receive(session: Session, data: string | Uint8Array): void {
    const { messageBytes, messagesPerSecond } = this.#limits;
    if (Buffer.byteLength(data) > messageBytes) {
      session.close(CloseCode.messageTooLarge, `a message may have ${messageBytes} bytes`);
      return;
    }
    // At once, before what waits is answered: who floods is let go before it is.
    if (session.messageRate.allows(this.#options.clock.now())) this.#inbox.put(session, this.#answer(session, data));
    else if (this.#isThere(session))
      this.#error(session, "too-many-messages", `at most ${messagesPerSecond} messages a second`);
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

  /** Reads and answers one message, in as many steps as it takes. */
  *#answer(session: Session, data: string | Uint8Array): Generator<number> {
    const inbound = this.#read(session, data);
    yield Math.floor(data.length / BYTES_READ_LIKE_ONE_INSTRUMENT);
    if (!inbound.ok) {
      if (this.#isThere(session)) this.#error(session, inbound.code, inbound.reason);
      return;
    }
    for (const part of messageParts(inbound.message, INSTRUMENTS_PER_TURN)) {
      if (!this.#isThere(session)) return;
      this.#handle(session, part, this.#options.clock.now());
      yield part.op === "resume" ? session.instruments : instrumentsNamed(part);
    }
  }

  #read(session: Session, data: string | Uint8Array): Inbound {
    const { instrumentsAtOnce, instrumentsPerSecond } = this.#limits;
    const inbound = readInbound(data);
    if (!inbound.ok) return inbound;
    // A message may name many instruments, and each is work and an answer.
    if (session.instrumentRate.take(this.#options.clock.now(), instrumentsNamed(inbound.message))) return inbound;
    const reason = `at most ${instrumentsAtOnce} instruments at once, ${instrumentsPerSecond} a second`;
    return { ok: false, code: "too-many-messages", reason };
  }

  /** Whether a session is still to be answered. */
  #isThere(session: Session): boolean {
    const now = this.#options.clock.now();
    // What waits from this turn belongs to the subscriptions as they were.
    session.flushEveryTick(now);
    // Answers to a client that does not read pile up too.
    session.keepsUp(now);
    return !session.isClosed;
  }

  #handle(session: Session, message: UpMessage, now: number): void {
    switch (message.op) {
      case "subscribe":
        this.#subscribe(session, message.instruments, message.mode, servedInterval(message.everyMs), now);
        break;
      case "unsubscribe": {
        const gone = message.instruments.filter((key) => this.#holdings.releaseKey(session, key));
        session.say({ type: "unsubscribed", instruments: gone });
        break;
      }
      case "resume":
        this.#resume(session, message, now);
        break;
      case "subscribe-chain": {
        const { op: _op, everyMs, ...spec } = message;
        this.#chains.subscribe(session, spec, everyMs, now);
        break;
      }
      case "unsubscribe-chain":
        this.#chains.unsubscribe(session, message.chain);
        break;
      case "ping":
        session.say({ type: "pong", serverTime: now, ...(message.id === undefined ? {} : { id: message.id }) });
        break;
    }
  }

  #subscribe(session: Session, keys: readonly InstrumentKey[], mode: Mode, everyMs: number, now: number): void {
    const taken: SubscribedInstrument[] = [];
    const rejected: { instrument: string; reason: RejectReason }[] = [];
    for (const key of keys) {
      const outcome = this.#holdings.hold(session, key, mode, everyMs);
      if (typeof outcome === "string") rejected.push({ instrument: key, reason: outcome });
      else taken.push(outcome);
    }
    // On a full feed the later instruments of a message may have evicted the earlier.
    const details = taken.filter(({ handle }) => session.laneOf(handle) !== undefined);
    for (const { key, handle } of taken) {
      if (session.laneOf(handle) === undefined) rejected.push({ instrument: key, reason: "feed-full" });
    }
    session.say({ type: "subscribed", instruments: details.map(({ key }) => key), details, rejected });
    session.snapshot(
      details.map(({ handle }) => handle),
      now,
    );
  }

  /** Hands what a session held whose connection broke over to the one on which its client has come back. */
  #resume(session: Session, { epoch, session: id, seq }: ResumeMessage, now: number): void {
    const before = this.#cut.get(id) ?? this.#sessions.get(id);
    const isKnown = epoch === this.#options.epoch && before !== undefined && before.userId === session.userId;
    if (!isKnown || before === session || session.instruments > 0) {
      session.say({ type: "resumed", recovered: false, reason: "unknown-session", restored: [], missed: [] });
      return;
    }
    // To the server it may seem to live; its client has given it up.
    before.cut();
    const missed = before.missedTicks(seq).map((slot) => this.#options.keyOf(slot));
    const restored = this.#holdings.move(before, session);
    if (this.#cut.take(id) === undefined)
      before.close(CloseCode.resumedElsewhere, "another connection goes on with this session");
    const recovered = missed.length === 0;
    session.say({ type: "resumed", recovered, ...(recovered ? {} : { reason: "missed-ticks" }), restored, missed });
    session.snapshot(
      restored.map(({ handle }) => handle),
      now,
    );
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

  #error(session: Session, code: ErrorCode, message: string): void {
    const { errorsPerSession } = this.#limits;
    session.errors++;
    if (session.errors > errorsPerSession) {
      session.close(CloseCode.tooManyErrors, `more than ${errorsPerSession} messages were refused`);
      return;
    }
    session.say({ type: "error", code, message });
  }
}
