import type { Identity } from "./identity.ts";

/** signed-out: whoever opened it may not come back before signing in. rights-changed: they may, with other rights. */
export type StreamEnd = "signed-out" | "rights-changed";

interface OpenStream {
  identity: Identity;
  end(why: StreamEnd): void;
}

/** What was opened by an identity and stays open: the tick stream's sockets, and streams of events. It ends with it. */
export class OpenStreams {
  readonly #streams = new Set<OpenStream>();

  get size(): number {
    return this.#streams.size;
  }

  /** Returns what takes it off again. */
  add(identity: Identity, end: (why: StreamEnd) => void): () => void {
    const stream = { identity, end };
    this.#streams.add(stream);
    return () => void this.#streams.delete(stream);
  }

  /** Those of sessions or keys that have ended. */
  credentialsEnded(ids: readonly string[]): void {
    if (ids.length === 0) return;
    const ended = new Set(ids);
    this.#end(({ credentialId }) => credentialId !== null && ended.has(credentialId), "signed-out");
  }

  /** All of a user's. */
  userEnded(userId: string): void {
    this.#end((identity) => identity.userId === userId, "signed-out");
  }

  rightsChanged(userId: string): void {
    this.#end((identity) => identity.userId === userId, "rights-changed");
  }

  #end(isMeant: (identity: Identity) => boolean, why: StreamEnd): void {
    for (const stream of [...this.#streams]) if (isMeant(stream.identity)) stream.end(why);
  }
}
