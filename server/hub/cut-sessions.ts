import type { Cancel, Clock } from "../clock.ts";
import type { Session } from "./session.ts";

interface CutSession {
  session: Session;
  cancel: Cancel;
}

/** Sessions whose connection broke, each kept for a while with all it holds: their clients may come back and go on. */
export class CutSessions {
  readonly #clock: Clock;
  readonly #limits: { cutSessions: number; cutMs: number };
  readonly #onGone: (session: Session) => void;
  /** The longest cut first. */
  readonly #sessions = new Map<string, CutSession>();

  /** @param onGone gets each that nobody took up in time, or that had to make room for others. */
  constructor(clock: Clock, limits: { cutSessions: number; cutMs: number }, onGone: (session: Session) => void) {
    this.#clock = clock;
    this.#limits = limits;
    this.#onGone = onGone;
  }

  keep(session: Session): void {
    if (this.#sessions.size === this.#limits.cutSessions) this.#letGo(this.#sessions.keys().next().value!);
    const cancel = this.#clock.after(this.#limits.cutMs, () => this.#letGo(session.id));
    this.#sessions.set(session.id, { session, cancel });
  }

  /** The session, kept no longer; undefined when there is none. */
  take(id: string): Session | undefined {
    const cut = this.#sessions.get(id);
    cut?.cancel();
    this.#sessions.delete(id);
    return cut?.session;
  }

  get(id: string): Session | undefined {
    return this.#sessions.get(id)?.session;
  }

  *all(): IterableIterator<Session> {
    for (const { session } of this.#sessions.values()) yield session;
  }

  letAllGo(): void {
    for (const id of [...this.#sessions.keys()]) this.#letGo(id);
  }

  #letGo(id: string): void {
    const session = this.take(id);
    if (session !== undefined) this.#onGone(session);
  }
}
