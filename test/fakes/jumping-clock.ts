import type { Clock } from "../../server/clock.ts";
import { systemClock } from "../../server/clock.ts";

/** The machine's clock at another time, which a test moves on by days; timers run in real time. */
export class JumpingClock implements Clock {
  readonly after = systemClock().after;
  readonly every = systemClock().every;
  #offsetMs: number;

  /** @param nowMs UTC milliseconds to start at. */
  constructor(nowMs: number) {
    this.#offsetMs = nowMs - Date.now();
  }

  now(): number {
    return Date.now() + this.#offsetMs;
  }

  jump(ms: number): void {
    this.#offsetMs += ms;
  }
}
