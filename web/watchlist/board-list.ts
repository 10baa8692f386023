import type { InstrumentKey } from "../../client-sdk/index.ts";
import { parseInstrumentKey } from "../../shared/instrument-key.ts";

/** Instruments on the board, at most. */
export const BOARD_SIZE = 200;
const STORAGE_KEY = "strikewire.board";

interface Removed {
  key: InstrumentKey;
  /** What it was called, for the offer to bring it back. */
  name: string;
  /** Its place before. */
  index: number;
}

/** Never changed in place, so that React can compare. */
export interface BoardState {
  readonly keys: readonly InstrumentKey[];
  /** What can still be brought back, last removed last. */
  readonly removed: readonly Removed[];
}

export type AddResult = { ok: true } | { ok: false; reason: string };

/** The user's instruments in their order, remembered by the browser. */
export class BoardList {
  #state: BoardState;
  readonly #storage: Pick<Storage, "getItem" | "setItem">;
  readonly #listeners = new Set<() => void>();

  constructor(storage: Pick<Storage, "getItem" | "setItem">) {
    this.#storage = storage;
    this.#state = { keys: readKeys(storage), removed: [] };
  }

  get state(): BoardState {
    return this.#state;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  };

  /** Adds what somebody typed, at the end. */
  add(text: string): AddResult {
    const key = text.trim().toUpperCase();
    const { keys, removed } = this.#state;
    if (key === "") return { ok: false, reason: "Type an instrument key, for example NSE_EQ:2885" };
    if (parseInstrumentKey(key) === null) {
      return { ok: false, reason: `${key} is no instrument key: it is SEGMENT:SECURITY_ID, for example NSE_EQ:2885` };
    }
    if (keys.includes(key)) return { ok: false, reason: `${key} is on the board already` };
    if (keys.length >= BOARD_SIZE)
      return { ok: false, reason: `The board holds ${BOARD_SIZE} instruments: remove one first` };
    this.#become({ keys: [...keys, key], removed: removed.filter((other) => other.key !== key) });
    return { ok: true };
  }

  remove(key: InstrumentKey, name: string): void {
    const { keys, removed } = this.#state;
    const index = keys.indexOf(key);
    if (index === -1) return;
    this.#become({ keys: keys.toSpliced(index, 1), removed: [...removed, { key, name, index }] });
  }

  /** Brings the last removed one back to its place. */
  undo(): void {
    const { keys, removed } = this.#state;
    const last = removed.at(-1);
    if (last === undefined) return;
    this.#become({ keys: keys.toSpliced(last.index, 0, last.key), removed: removed.slice(0, -1) });
  }

  /** What was removed can no longer be brought back. */
  forgetRemoved(): void {
    if (this.#state.removed.length > 0) this.#become({ keys: this.#state.keys, removed: [] });
  }

  #become(state: BoardState): void {
    this.#state = state;
    try {
      this.#storage.setItem(STORAGE_KEY, JSON.stringify(state.keys));
    } catch {
      // A browser that stores nothing still shows the board until the page is left.
    }
    for (const listener of this.#listeners) listener();
  }
}

/** What is stored may be of another version, or edited by hand: only what is right is taken. */
function readKeys(storage: Pick<Storage, "getItem">): InstrumentKey[] {
  try {
    const stored: unknown = JSON.parse(storage.getItem(STORAGE_KEY) ?? "[]");
    if (!Array.isArray(stored)) return [];
    const keys = stored.filter((key) => typeof key === "string" && parseInstrumentKey(key) !== null);
    return [...new Set<InstrumentKey>(keys)].slice(0, BOARD_SIZE);
  } catch {
    return [];
  }
}
