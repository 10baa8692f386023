import type { Clock } from "../clock.ts";
import type { Identity } from "./identity.ts";

/** What is kept of a credential that was looked up, by its hash. */
interface Kept {
  identity: Identity;
  until: number;
}

export interface IdentityCacheOptions {
  clock: Clock;
  most: number;
  forMs: number;
}

/** Identities that were looked up a moment ago. Bounded, and short, and what ends a credential forgets it here. */
export class IdentityCache {
  readonly #options: IdentityCacheOptions;
  readonly #kept = new Map<string, Kept>();
  #generation = 0;

  constructor(options: IdentityCacheOptions) {
    this.#options = options;
  }

  /** Counts what was forgotten: a look-up that began before must not be kept after. */
  get generation(): number {
    return this.#generation;
  }

  get size(): number {
    return this.#kept.size;
  }

  get(hash: string): Identity | null {
    const kept = this.#kept.get(hash);
    if (kept === undefined) return null;
    if (kept.until > this.#options.clock.now()) return kept.identity;
    this.#kept.delete(hash);
    return null;
  }

  /** @param generation as it was when the look-up began @param endsAt when the credential ends by itself */
  put(hash: string, identity: Identity, generation: number, endsAt: number): void {
    if (generation !== this.#generation) return;
    const { clock, most, forMs } = this.#options;
    if (this.#kept.size >= most) this.#kept.delete(this.#kept.keys().next().value!);
    this.#kept.set(hash, { identity, until: Math.min(clock.now() + forMs, endsAt) });
  }

  /** Whatever changes for one is forgotten for all: it is rare, and looking up again is one query. */
  clear(): void {
    this.#generation++;
    this.#kept.clear();
  }
}
