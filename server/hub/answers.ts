import type { InstrumentKey } from "../../shared/instrument-key.ts";
import type { RejectReason } from "../../shared/reject-reason.ts";
import { servedInterval } from "../../shared/served-interval.ts";
import type { ErrorCode, SubscribedInstrument } from "../../shared/stream-down.ts";
import { CloseCode } from "../../shared/stream-limits.ts";
import type { ResumeMessage, UpMessage } from "../../shared/stream-up.ts";
import type { Mode } from "../../shared/tick-mode.ts";
import type { Clock } from "../clock.ts";
import type { Logger } from "../logger.ts";
import type { ChainChannels } from "./chain-channels.ts";
import type { CutSessions } from "./cut-sessions.ts";
import type { Holdings } from "./holdings.ts";
import type { HubLimits } from "./hub-limits.ts";
import { type Inbound, readInbound } from "./inbound.ts";
import { INSTRUMENTS_PER_TURN, Inbox } from "./inbox.ts";
import { instrumentsNamed, messageParts } from "./message-parts.ts";
import type { Session } from "./session.ts";

/** Reading a message is work too: so many bytes take as long as dealing with an instrument. */
const BYTES_READ_LIKE_ONE_INSTRUMENT = 160;

/** What an answer may hang on and change. */
export interface AnswerParts {
  clock: Clock;
  log: Logger;
  limits: HubLimits;
  /** Names this run of the server. */
  epoch: string;
  keyOf(slot: number): InstrumentKey;
  holdings: Holdings;
  chains: ChainChannels;
  cut: CutSessions;
  /** One that is connected. */
  sessionOf(id: string): Session | undefined;
}

/** Answers what sessions say, as far as their limits let them. */
export class Answers {
  readonly #parts: AnswerParts;
  readonly #inbox = new Inbox();

  constructor(parts: AnswerParts) {
    this.#parts = parts;
  }

  receive(session: Session, data: string | Uint8Array): void {
    const { messageBytes, messagesPerSecond } = this.#parts.limits;
    if (Buffer.byteLength(data) > messageBytes) {
      session.close(CloseCode.messageTooLarge, `a message may have ${messageBytes} bytes`);
      return;
    }
    // At once, before what waits is answered: who floods is let go before it is.
    if (session.messageRate.allows(this.#parts.clock.now())) this.#inbox.put(session, this.#answer(session, data));
    else if (this.#isDue(session))
      this.#error(session, "too-many-messages", `at most ${messagesPerSecond} messages a second`);
  }

  /** The session has gone: what it has asked is not answered any more. */
  forget(session: Session): void {
    this.#inbox.forget(session);
  }

  /** Reads and answers one message, in as many steps as it takes. Whatever goes wrong ends this session, and no other. */
  *#answer(session: Session, data: string | Uint8Array): Generator<number> {
    try {
      yield* this.#steps(session, data);
    } catch (error) {
      this.#parts.log.error({ err: error, session: session.id }, "a message could not be answered");
      session.close(CloseCode.failed, "the server failed: come back");
    }
  }

  *#steps(session: Session, data: string | Uint8Array): Generator<number> {
    const inbound = this.#read(session, data);
    const readLike = Math.floor(data.length / BYTES_READ_LIKE_ONE_INSTRUMENT);
    if (!inbound.ok) {
      if (this.#isDue(session)) this.#error(session, inbound.code, inbound.reason);
      yield readLike;
      return;
    }
    // What is no work is answered with the reading of it: the time that a pong tells is of now.
    if (instrumentsNamed(inbound.message) > 0 || inbound.message.op === "resume") yield readLike;
    for (const part of messageParts(inbound.message, INSTRUMENTS_PER_TURN)) {
      if (!this.#isDue(session)) return;
      this.#handle(session, part, this.#parts.clock.now());
      yield part.op === "resume" ? session.instruments : instrumentsNamed(part);
    }
  }

  #read(session: Session, data: string | Uint8Array): Inbound {
    const { instrumentsAtOnce, instrumentsPerSecond } = this.#parts.limits;
    const inbound = readInbound(data);
    if (!inbound.ok) return inbound;
    // A message may name many instruments, and each is work and an answer.
    if (session.instrumentRate.take(this.#parts.clock.now(), instrumentsNamed(inbound.message))) return inbound;
    const reason = `at most ${instrumentsAtOnce} instruments at once, ${instrumentsPerSecond} a second`;
    return { ok: false, code: "too-many-messages", reason };
  }

  /** Sends a session what comes before any answer, and says whether it is still to have one. */
  #isDue(session: Session): boolean {
    const now = this.#parts.clock.now();
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
        const gone = message.instruments.filter((key) => this.#parts.holdings.releaseKey(session, key));
        session.say({ type: "unsubscribed", instruments: gone });
        break;
      }
      case "resume":
        this.#resume(session, message, now);
        break;
      case "subscribe-chain": {
        const { op: _op, everyMs, ...spec } = message;
        this.#parts.chains.subscribe(session, spec, everyMs, now);
        break;
      }
      case "unsubscribe-chain":
        this.#parts.chains.unsubscribe(session, message.chain);
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
      const outcome = this.#parts.holdings.hold(session, key, mode, everyMs);
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
    const before = this.#parts.cut.get(id) ?? this.#parts.sessionOf(id);
    const isKnown = epoch === this.#parts.epoch && before !== undefined && before.userId === session.userId;
    if (!isKnown || before === session || session.instruments > 0) {
      session.say({ type: "resumed", recovered: false, reason: "unknown-session", restored: [], missed: [] });
      return;
    }
    // To the server it may seem to live; its client has given it up.
    before.cut();
    const missed = before.missedTicks(seq).map((slot) => this.#parts.keyOf(slot));
    const restored = this.#parts.holdings.move(before, session);
    if (this.#parts.cut.take(id) === undefined)
      before.close(CloseCode.resumedElsewhere, "another connection goes on with this session");
    const recovered = missed.length === 0;
    session.say({ type: "resumed", recovered, ...(recovered ? {} : { reason: "missed-ticks" }), restored, missed });
    session.snapshot(
      restored.map(({ handle }) => handle),
      now,
    );
  }

  #error(session: Session, code: ErrorCode, message: string): void {
    const { errorsPerSession } = this.#parts.limits;
    session.errors++;
    if (session.errors > errorsPerSession) {
      session.close(CloseCode.tooManyErrors, `more than ${errorsPerSession} messages were refused`);
      return;
    }
    session.say({ type: "error", code, message });
  }
}
