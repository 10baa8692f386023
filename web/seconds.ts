/** The time, moving once a second while anybody looks. */
export class Seconds {
  #now: number;
  readonly #readNow: () => number;
  readonly #listeners = new Set<() => void>();
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(readNow: () => number) {
    this.#readNow = readNow;
    this.#now = readNow();
  }

  /** UTC milliseconds at the last second's turn. */
  get now(): number {
    return this.#now;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    if (this.#timer === undefined) {
      this.#now = this.#readNow();
      this.#timer = setInterval(() => this.#turn(), 1_000);
    }
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size > 0) return;
      clearInterval(this.#timer);
      this.#timer = undefined;
    };
  };

  #turn(): void {
    this.#now = this.#readNow();
    for (const listener of this.#listeners) listener();
  }
}
