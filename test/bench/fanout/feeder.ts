import { PacketTape } from "./packet-tape.ts";
import { KEYS } from "./workload.ts";

/** Packets come in bunches, as they do from a socket that is read once a turn of the event loop. */
const PULSE_MS = 5;
/** What a process that is late makes up for; all beyond is missed, and counted. */
const MOST_CATCH_UP_MS = 50;

/** Gives a server packets of DhanHQ's binary feed at a rate, as long as it takes them. */
export class Feeder {
  ticks = 0;
  missedTicks = 0;
  readonly #tape = new PacketTape(KEYS);
  readonly #receive: (frame: Uint8Array, receivedTime: number) => void;
  readonly #isReady: () => boolean;
  #ticksPerMs = 0;
  #due = 0;
  #pulsedAt = 0;
  #timer: ReturnType<typeof setInterval> | null = null;

  /** @param isReady false while what it was given has not gone on yet: then ticks are missed. */
  constructor(receive: (frame: Uint8Array, receivedTime: number) => void, isReady: () => boolean = () => true) {
    this.#receive = receive;
    this.#isReady = isReady;
  }

  /** 0 stops it. */
  setRate(ticksPerSecond: number): void {
    this.#ticksPerMs = ticksPerSecond / 1000;
    this.#due = 0;
    this.#pulsedAt = performance.now();
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = ticksPerSecond === 0 ? null : setInterval(() => this.#pulse(), PULSE_MS);
  }

  #pulse(): void {
    const elapsedMs = performance.now() - this.#pulsedAt;
    this.#pulsedAt += elapsedMs;
    this.#due += Math.min(elapsedMs, MOST_CATCH_UP_MS) * this.#ticksPerMs;
    this.missedTicks += Math.max(0, elapsedMs - MOST_CATCH_UP_MS) * this.#ticksPerMs;
    const ticks = Math.floor(this.#due);
    this.#due -= ticks;
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
