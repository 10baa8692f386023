import { PacketTape } from "./packet-tape.ts";
import { KEYS } from "./workload.ts";

/**
 * Packets come in bunches of 5 ms, as they do from a socket that is read once a turn of the event loop; each has a turn of
 * its own also where the process is late, so that a busy machine does not make the work less.
 */
const PULSE_MS = 5;
/** What is made up for; all beyond is missed, and counted. */
const MOST_PULSES_LATE = 20;

/** Gives a server packets of DhanHQ's binary feed at a rate, as long as it takes them. */
export class Feeder {
  ticks = 0;
  missedTicks = 0;
  readonly #tape = new PacketTape(KEYS);
  readonly #receive: (frame: Uint8Array, receivedTime: number) => void;
  readonly #isReady: () => boolean;
  #ticksPerPulse = 0;
  /** Of a pulse's ticks, the part that is no whole one. */
  #rest = 0;
  #pulses = 0;
  #startedAt = 0;
  #isCatchingUp = false;
  #timer: ReturnType<typeof setInterval> | null = null;

  /** @param isReady false while what it was given has not gone on yet: then ticks are missed. */
  constructor(receive: (frame: Uint8Array, receivedTime: number) => void, isReady: () => boolean = () => true) {
    this.#receive = receive;
    this.#isReady = isReady;
  }

  /** 0 stops it. */
  setRate(ticksPerSecond: number): void {
    this.#ticksPerPulse = (ticksPerSecond * PULSE_MS) / 1000;
    this.#rest = 0;
    this.#pulses = 0;
    this.#startedAt = performance.now();
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = ticksPerSecond === 0 ? null : setInterval(() => this.#catchUp(), PULSE_MS);
  }

  #catchUp(): void {
    if (this.#isCatchingUp || this.#timer === null) return;
    const due = Math.floor((performance.now() - this.#startedAt) / PULSE_MS);
    const missed = Math.max(0, due - this.#pulses - MOST_PULSES_LATE);
    this.#pulses += missed;
    this.missedTicks += missed * this.#ticksPerPulse;
    if (due === this.#pulses) return;
    this.#pulse();
    this.#isCatchingUp = true;
    setImmediate(() => {
      this.#isCatchingUp = false;
      this.#catchUp();
    });
  }

  #pulse(): void {
    this.#pulses++;
    this.#rest += this.#ticksPerPulse;
    const ticks = Math.floor(this.#rest);
    this.#rest -= ticks;
    if (!this.#isReady()) {
      this.missedTicks += ticks;
      return;
    }
    const now = Date.now();
    for (let left = ticks; left > 0; ) {
      const { frame, packets } = this.#tape.frame(left, now);
      this.#receive(frame, now);
      left -= packets;
    }
    this.ticks += ticks;
  }
}
