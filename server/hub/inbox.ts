import type { Session } from "./session.ts";

/** Instruments that are dealt with in one turn of the event loop on behalf of messages, or as much other work. */
export const INSTRUMENTS_PER_TURN = 100;
/** Messages that wait, or are dealt with in part; where there are more, the first is finished at once. */
export const WAITING_MESSAGES_MOST = 1_000;

/**
 * What a message asks for, done step by step: each step yields how many instruments it dealt with. The first step, which reads
 * the message, is done at once where nothing of its session waits. A step never throws.
 */
export type Work = Iterator<number>;

/**
 * What all sessions ask for, on its way to being done: at once, as long as that is little, otherwise a step at a time,
 * each session in turn, so that ticks go out in between. Messages of one session are dealt with in the order they came.
 */
export class Inbox {
  /** The session whose turn it is first. */
  readonly #waiting = new Map<Session, Work[]>();
  #count = 0;
  #leftThisTurn = INSTRUMENTS_PER_TURN;
  #isTurnCounted = false;

  put(session: Session, work: Work): void {
    const before = this.#waiting.get(session);
    if (before === undefined && (this.#isDone(work) || this.#finishesNow(work))) return;
    if (before === undefined) this.#waiting.set(session, [work]);
    else before.push(work);
    this.#count++;
    this.#countTurn();
    if (this.#count > WAITING_MESSAGES_MOST) this.#finishFirst();
  }

  /** What a session has asked for is not done any more. */
  forget(session: Session): void {
    this.#count -= this.#waiting.get(session)?.length ?? 0;
    this.#waiting.delete(session);
  }

  #finishesNow(work: Work): boolean {
    while (this.#leftThisTurn > 0) if (this.#isDone(work)) return true;
    return false;
  }

  /** Does one step; true when there was none left. */
  #isDone(work: Work): boolean {
    const { done, value } = work.next();
    if (done) return true;
    if (value > 0) {
      this.#leftThisTurn -= value;
      this.#countTurn();
    }
    return false;
  }

  #finishFirst(): void {
    const [session, [work]] = this.#waiting.entries().next().value!;
    while (!this.#isDone(work!));
    this.#letGo(session);
  }

  #turn(): void {
    while (this.#leftThisTurn > 0 && this.#waiting.size > 0) {
      const [session, works] = this.#waiting.entries().next().value!;
      if (this.#isDone(works[0]!)) {
        this.#letGo(session);
      } else if (this.#waiting.delete(session)) {
        this.#waiting.set(session, works);
      }
    }
    if (this.#waiting.size > 0) this.#countTurn();
  }

  /** The first work of a session is done. A step may have closed the session, and all it asked for is gone then. */
  #letGo(session: Session): void {
    const works = this.#waiting.get(session);
    if (works === undefined) return;
    works.shift();
    this.#count--;
    if (works.length === 0) this.#waiting.delete(session);
  }

  #countTurn(): void {
    if (this.#isTurnCounted) return;
    this.#isTurnCounted = true;
    setImmediate(() => {
      this.#isTurnCounted = false;
      this.#leftThisTurn = INSTRUMENTS_PER_TURN;
      this.#turn();
    });
  }
}
