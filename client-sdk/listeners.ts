/** Functions to call with each value. One that throws is reported as uncaught and keeps none of the others from theirs. */
export class Listeners<T> {
  readonly #listeners = new Set<{ call: (value: T) => void }>();

  /** @returns removes it again. */
  add(call: (value: T) => void): () => void {
    const listener = { call };
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  emit(value: T): void {
    for (const listener of this.#listeners) callSafely(listener.call, value);
  }
}

/** Calls a function of the application; its error surfaces as the application's, never inside the stream. */
export function callSafely<T>(call: (value: T) => void, value: T): void {
  try {
    call(value);
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
  }
}
