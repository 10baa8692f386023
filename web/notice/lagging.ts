import type { TickStream } from "../../client-sdk/index.ts";

/** Whether the server says that this page reads too slowly; a new connection starts without arrears. */
export class LaggingState {
  #isLagging = false;
  readonly #listeners = new Set<() => void>();

  constructor(stream: Pick<TickStream, "onLagging" | "onStatus">) {
    stream.onLagging(({ lagging }) => this.#set(lagging));
    stream.onStatus(() => this.#set(false));
  }

  get isLagging(): boolean {
    return this.#isLagging;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  };

  #set(isLagging: boolean): void {
    if (isLagging === this.#isLagging) return;
    this.#isLagging = isLagging;
    for (const listener of this.#listeners) listener();
  }
}
