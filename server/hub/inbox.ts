import type { Inbound } from "./inbound.ts";
import type { Session } from "./session.ts";

/** Instruments that the messages answered in one turn of the event loop name; one message may name more than these. */
export const INSTRUMENTS_PER_TURN = 200;
/** Messages that wait for a later turn; where there are more, the first are answered at once. */
export const WAITING_MESSAGES_MOST = 1_000;

interface Waiting {
  readonly session: Session;
  readonly inbound: Inbound;
  readonly instruments: number;
}

/**
 * Messages of all sessions, on their way to being answered: at once, as long as that is little work, otherwise in turns of
 * their own, so that ticks go out in between. Those of one session are answered in the order they came.
 */
export class Inbox {
  readonly #answer: (session: Session, inbound: Inbound) => void;
  #waiting: Waiting[] = [];
  /** How many of a session's messages wait. */
  readonly #waitingOf = new Map<Session, number>();
  #leftThisTurn = INSTRUMENTS_PER_TURN;
  #isTurnCounted = false;

  constructor(answer: (session: Session, inbound: Inbound) => void) {
    this.#answer = answer;
  }

  /** @param instruments how many the message names. */
  put(session: Session, inbound: Inbound, instruments: number): void {
    const message = { session, inbound, instruments };
    if (!this.#waitingOf.has(session) && this.#hasTimeFor(message)) {
      this.#take(message);
      return;
    }
    this.#waiting.push(message);
    this.#waitingOf.set(session, (this.#waitingOf.get(session) ?? 0) + 1);
    this.#countTurn();
    if (this.#waiting.length > WAITING_MESSAGES_MOST) this.#takeFirst();
  }

  /** What a session has asked is not answered any more. */
  forget(session: Session): void {
    if (this.#waitingOf.delete(session)) this.#waiting = this.#waiting.filter((message) => message.session !== session);
  }

  /** The first of a turn may be as large as any. */
  #hasTimeFor({ instruments }: Waiting): boolean {
    return instruments <= this.#leftThisTurn || this.#leftThisTurn === INSTRUMENTS_PER_TURN;
  }

  #take({ session, inbound, instruments }: Waiting): void {
    if (instruments > 0) {
      this.#leftThisTurn = Math.max(0, this.#leftThisTurn - instruments);
      this.#countTurn();
    }
    this.#answer(session, inbound);
  }

  #takeFirst(): void {
    const first = this.#waiting.shift()!;
    const left = this.#waitingOf.get(first.session)! - 1;
    if (left === 0) this.#waitingOf.delete(first.session);
    else this.#waitingOf.set(first.session, left);
    this.#take(first);
  }

  #countTurn(): void {
    if (this.#isTurnCounted) return;
    this.#isTurnCounted = true;
    setImmediate(() => {
      this.#isTurnCounted = false;
      this.#leftThisTurn = INSTRUMENTS_PER_TURN;
      while (this.#waiting.length > 0 && this.#hasTimeFor(this.#waiting[0]!)) this.#takeFirst();
      if (this.#waiting.length > 0) this.#countTurn();
    });
  }
}
