import type { Cancel, Clock } from "../clock.ts";
import { MasterError, type MasterErrorCode } from "./master-error.ts";

/** Limits of one transfer of the master. */
export interface MasterLimits {
  bytes: number;
  /** Until the answer begins. */
  answerMs: number;
  /** Between two pieces of the body. */
  silenceMs: number;
  /** For all of it. */
  totalMs: number;
}

/** The real file is 40 to 50 MB; it comes in some seconds on any line that can carry the feed. */
export const MASTER_LIMITS: MasterLimits = {
  bytes: 268_435_456,
  answerMs: 20_000,
  silenceMs: 30_000,
  totalMs: 300_000,
};

/** The clocks a transfer runs against. When one runs out, the request is aborted and the signal holds the failure. */
export class MasterDeadlines {
  readonly #clock: Clock;
  readonly #limits: MasterLimits;
  readonly #controller = new AbortController();
  readonly #outside: AbortSignal | undefined;
  readonly #onAbort: () => void;
  readonly #cancelTotal: Cancel;
  #cancelSilence: Cancel;

  /** @param signal ends the transfer from outside. */
  constructor(clock: Clock, limits: MasterLimits, signal?: AbortSignal) {
    this.#clock = clock;
    this.#limits = limits;
    this.#outside = signal;
    this.#onAbort = () => this.#controller.abort(new MasterError("stopped", "the transfer was ended", false));
    if (signal?.aborted) this.#onAbort();
    signal?.addEventListener("abort", this.#onAbort);
    this.#cancelTotal = this.#abortAfter(limits.totalMs, "too-slow", "the transfer took too long");
    this.#cancelSilence = this.#abortAfter(limits.answerMs, "silent", "the server does not answer");
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** A piece came: the time until the next one begins. */
  heard(): void {
    this.#cancelSilence();
    this.#cancelSilence = this.#abortAfter(this.#limits.silenceMs, "silent", "the server stopped sending");
  }

  end(): void {
    this.#outside?.removeEventListener("abort", this.#onAbort);
    this.#cancelTotal();
    this.#cancelSilence();
  }

  /** Ends, and lets go of a body nobody will read. */
  abandon(): void {
    this.end();
    this.#controller.abort();
  }

  #abortAfter(ms: number, code: MasterErrorCode, message: string): Cancel {
    return this.#clock.after(ms, () => this.#controller.abort(new MasterError(code, message)));
  }
}
