import type { ChainRefusalReason } from "../../shared/chain-refusal.ts";
import type { FeedState } from "../../shared/feed-state.ts";
import type { InstrumentKey } from "../../shared/instrument-key.ts";
import { parseInstrumentKey } from "../../shared/instrument-key.ts";
import type { RejectReason, UnaskedReason } from "../../shared/reject-reason.ts";
import type { DownMessage, ErrorCode, SubscribedInstrument } from "../../shared/stream-down.ts";
import { CloseCode, StreamLimits } from "../../shared/stream-limits.ts";
import type { UpMessage } from "../../shared/stream-up.ts";
import { STREAM_VERSION } from "../../shared/stream-version.ts";
import { MODES, type Mode } from "../../shared/tick-mode.ts";
import type { PublicEvent, UserEvent } from "../../shared/user-event.ts";
import type { Clock } from "../clock.ts";
import type { Logger } from "../logger.ts";
import type { TickReader } from "../ticks/tick-reader.ts";
import { Bucket } from "./bucket.ts";
import { ChainChannels, type ChainSource } from "./chain-channels.ts";
import { Cohorts, servedInterval } from "./cohorts.ts";
import { FrameWriter } from "./frame-writer.ts";
import type { HubLimits } from "./hub-limits.ts";
import { readInbound } from "./inbound.ts";
import { MessageRate } from "./message-rate.ts";
import { type Encoding, Session, type SessionParts, type SessionSocket } from "./session.ts";

export interface HubOptions {
  clock: Clock;
  log: Logger;
  reader: TickReader;
  /** Names this run of the server. */
  epoch: string;
  keyOf(slot: number): InstrumentKey;
  /** -1 for an instrument without a slot. */
  slotOf(key: InstrumentKey): number;
  /** The instrument's name for people; null for one that the master does not list. */
  nameOf(key: InstrumentKey): string | null;
  /** Demands an instrument in a mode and returns its slot, or -1 when the feed has no room for another. */
  hold(key: InstrumentKey, mode: Mode): number;
  /** Takes one such demand back. */
  release(key: InstrumentKey, mode: Mode): void;
  /** Says whether somebody must see every tick of a slot. */
  watchEveryTick(slot: number, isWatched: boolean): void;
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
  readonly #sessions = new Map<number, Session>();
  readonly #rates = new WeakMap<Session, { messages: MessageRate; instruments: Bucket }>();
  readonly #cohorts: Cohorts;
  readonly #chains: ChainChannels;
  /** Sessions that see every tick of a slot. */
  readonly #everyTick = new Map<number, Set<Session>>();
  /** Sessions with ticks of this turn to send. */
  readonly #thisTurn: Session[] = [];
  #nextId = 1;
  #state: FeedState | null = null;
  #isShutDown = false;

  constructor(options: HubOptions) {
    const { log, reader, keyOf } = options;
    this.#options = options;
    this.#cohorts = new Cohorts(options.clock);
    this.#chains = new ChainChannels(options.chains);
    this.#limits = { ...StreamLimits, ...options.limits };
    this.#parts = { limits: this.#limits, log, reader, writer: new FrameWriter(reader), keyOf };
  }

  get sessionCount(): number {
    return this.#sessions.size;
  }

  get hasRoom(): boolean {
    return !this.#isShutDown && this.#sessions.size < this.#limits.sessions;
  }

  open(socket: SessionSocket, encoding: Encoding, userId: string): Session {
    const session = new Session(this.#nextId++, userId, encoding, socket, this.#parts);
    this.#sessions.set(session.id, session);
    const { messagesPerSecond, instrumentsAtOnce, instrumentsPerSecond } = this.#limits;
    this.#rates.set(session, {
      messages: new MessageRate(messagesPerSecond),
      instruments: new Bucket(instrumentsAtOnce, instrumentsPerSecond),
    });
    session.say({ type: "hello", version: STREAM_VERSION, epoch: this.#options.epoch });
    if (this.#state !== null) session.say({ type: "state", ...this.#state });
    return session;
  }

  /** Lets go of everything the session held. */
  close(session: Session): void {
    if (!this.#sessions.delete(session.id)) return;
    for (const slot of [...session.slots]) this.#unsubscribe(session, slot);
    this.#chains.leaveAll(session);
  }

  receive(session: Session, data: string | Uint8Array): void {
    const now = this.#options.clock.now();
    const { messageBytes, messagesPerSecond, instrumentsAtOnce, instrumentsPerSecond } = this.#limits;
    // What waits from this turn belongs to the subscriptions as they were.
    session.flushEveryTick(now);
    // Answers to a client that does not read pile up too.
    session.keepsUp(now);
    if (session.isClosed) return;
    if (Buffer.byteLength(data) > messageBytes) {
      session.close(CloseCode.messageTooLarge, `a message may have ${messageBytes} bytes`);
      return;
    }
    if (!this.#rates.get(session)!.messages.allows(now)) {
      this.#error(session, "too-many-messages", `at most ${messagesPerSecond} messages a second`);
      return;
    }
    const inbound = readInbound(data);
    if (!inbound.ok) {
      this.#error(session, inbound.code, inbound.reason);
      return;
    }
    // A message may name many instruments, and each is work and an answer.
    const named = instrumentsNamed(inbound.message);
    if (this.#rates.get(session)!.instruments.take(now, named)) this.#handle(session, inbound.message, now);
    else
      this.#error(
        session,
        "too-many-messages",
        `at most ${instrumentsAtOnce} instruments at once, ${instrumentsPerSecond} a second`,
      );
  }

  /** A tick of a slot that somebody sees every tick of. */
  onTick(slot: number): void {
    const sessions = this.#everyTick.get(slot);
    if (sessions === undefined) return;
    const now = this.#options.clock.now();
    for (const session of sessions) {
      if (!session.takeTick(slot, now)) continue;
      if (this.#thisTurn.length === 0) setImmediate(() => this.#endTurn());
      this.#thisTurn.push(session);
    }
  }

  /** The demand for this instrument had to make room on the feed: whoever watched it is told, and watches no longer. */
  evicted(key: InstrumentKey): void {
    this.#end([key], "evicted", (session, slot) => this.#drop(session, slot));
  }

  /**
   * These are listed no longer, or their keys name something else: whoever watched them is told, and lets them go.
   * Returns how many of them anybody watched.
   */
  delisted(keys: Iterable<InstrumentKey>, reason: "delisted" | "reassigned"): number {
    return this.#end(keys, reason, (session, slot) => this.#unsubscribe(session, slot));
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
    const message = JSON.stringify({ type: "event", event } satisfies DownMessage);
    for (const session of this.#sessions.values()) session.sayEncoded(message);
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
    this.#cohorts.stop();
    for (const session of this.#sessions.values()) session.close(CloseCode.shuttingDown, "the server is shutting down");
  }

  #handle(session: Session, message: UpMessage, now: number): void {
    switch (message.op) {
      case "subscribe":
        this.#subscribe(session, message.instruments, message.mode, servedInterval(message.everyMs), now);
        break;
      case "unsubscribe": {
        const gone = message.instruments.filter((key) => this.#unsubscribeKey(session, key));
        session.say({ type: "unsubscribed", instruments: gone });
        break;
      }
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
    for (const key of new Set(keys)) {
      const outcome = this.#subscribeOne(session, key, mode, everyMs);
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

  #subscribeOne(
    session: Session,
    key: InstrumentKey,
    mode: Mode,
    everyMs: number,
  ): SubscribedInstrument | RejectReason {
    const { hold, nameOf, reader, slotOf, watchEveryTick } = this.#options;
    if (parseInstrumentKey(key) === null) return "bad-key";
    const name = nameOf(key);
    if (name === null) return "unknown-instrument";
    const isChange = session.laneOf(slotOf(key)) !== undefined;
    if (!isChange && session.instruments === this.#limits.instrumentsPerSession) return "session-full";
    // Held before the old subscription is let go, so that a change of mode never drops the instrument in between.
    const slot = hold(key, mode);
    if (slot === -1) return "feed-full";
    if (isChange) this.#unsubscribe(session, slot);
    session.add(slot, MODES.indexOf(mode), everyMs);
    if (everyMs === 0) {
      const watchers = this.#everyTick.get(slot) ?? new Set();
      this.#everyTick.set(slot, watchers.add(session));
      watchEveryTick(slot, true);
    }
    this.#cohorts.join(session, everyMs);
    return { key, handle: slot, decimals: reader.decimals(slot), name };
  }

  #unsubscribeKey(session: Session, key: InstrumentKey): boolean {
    const slot = this.#options.slotOf(key);
    if (session.laneOf(slot) === undefined) return false;
    this.#unsubscribe(session, slot);
    return true;
  }

  #unsubscribe(session: Session, slot: number): void {
    const mode = MODES[session.laneOf(slot)!.modeOf(slot)]!;
    this.#drop(session, slot);
    this.#options.release(this.#options.keyOf(slot), mode);
  }

  /** Ends a session's subscription without letting its demand go. */
  #drop(session: Session, slot: number): void {
    const lane = session.laneOf(slot)!;
    session.remove(slot);
    if (lane.size === 0) this.#cohorts.leave(session, lane.everyMs);
    const watchers = this.#everyTick.get(slot);
    if (watchers?.delete(session) && watchers.size === 0) {
      this.#everyTick.delete(slot);
      this.#options.watchEveryTick(slot, false);
    }
  }

  /** Ends subscriptions that nobody asked to end: one message a session, whatever it loses. */
  #end(keys: Iterable<InstrumentKey>, reason: UnaskedReason, end: (session: Session, slot: number) => void): number {
    const slots = new Map<number, InstrumentKey>();
    for (const key of keys) slots.set(this.#options.slotOf(key), key);
    slots.delete(-1);
    const ended = new Set<number>();
    const now = this.#options.clock.now();
    for (const session of this.#sessions.values()) {
      // A session may hold thousands, and thousands may be gone: the fewer are looked through.
      const gone =
        session.instruments < slots.size
          ? [...session.slots].filter((slot) => slots.has(slot))
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

  #endTurn(): void {
    const now = this.#options.clock.now();
    for (const session of this.#thisTurn) session.flushEveryTick(now);
    this.#thisTurn.length = 0;
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

/** What a message costs, in instruments; a chain stands for all its legs. */
function instrumentsNamed(message: UpMessage): number {
  switch (message.op) {
    case "subscribe":
    case "unsubscribe":
      return message.instruments.length;
    case "subscribe-chain":
      return (2 * message.strikesEachSide + 1) * 2;
    default:
      return 0;
  }
}
