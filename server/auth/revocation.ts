import type { IdentityCache } from "./identity-cache.ts";
import type { OpenStreams } from "./open-streams.ts";

/** Word that somebody may no longer do what they could: forgets what is cached of it and ends what is open. */
export class Revocation {
  readonly #cache: IdentityCache;
  readonly #streams: OpenStreams;

  constructor(cache: IdentityCache, streams: OpenStreams) {
    this.#cache = cache;
    this.#streams = streams;
  }

  /** Sessions or keys, by their ids. */
  credentialsEnded(ids: readonly string[]): void {
    if (ids.length === 0) return;
    this.#cache.clear();
    this.#streams.credentialsEnded(ids);
  }

  userEnded(userId: string): void {
    this.#cache.clear();
    this.#streams.userEnded(userId);
  }

  rightsChanged(userId: string): void {
    this.#cache.clear();
    this.#streams.rightsChanged(userId);
  }
}
