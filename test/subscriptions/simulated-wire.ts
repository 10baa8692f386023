import type { FeedChange } from "../../server/dhan/feed.ts";
import type { FeedMode } from "../../server/dhan/feed-mode.ts";
import type { InstrumentKey } from "../../shared/instrument-key.ts";

/** What the connections would carry if they did as they are told, and whether they could have been told so. */
export class SimulatedWire {
  /** By connection, from the first. */
  readonly connections: ReadonlyMap<InstrumentKey, FeedMode>[];
  /** Slots opened and not yet closed for their instruments. */
  readonly open = new Set<InstrumentKey>();
  /** Every batch of changes as it came. */
  readonly batches: (readonly FeedChange[])[] = [];
  readonly #instrumentsPerConnection: number;

  constructor(connections: number, instrumentsPerConnection: number) {
    this.connections = Array.from({ length: connections }, () => new Map());
    this.#instrumentsPerConnection = instrumentsPerConnection;
  }

  apply(changes: readonly FeedChange[]): void {
    this.batches.push(changes);
    for (const { connection, key, mode } of changes) {
      const carried = this.connections[connection - 1] as Map<InstrumentKey, FeedMode> | undefined;
      if (carried === undefined) throw new Error(`no connection ${connection}`);
      if (mode === null) {
        if (!carried.delete(key)) throw new Error(`${key} is not on connection ${connection}: nothing to let go of`);
        continue;
      }
      if (!this.open.has(key)) throw new Error(`${key} has no slot for its ticks`);
      carried.set(key, mode);
      if (this.connections.filter((other) => other.has(key)).length > 1) throw new Error(`${key} is carried twice`);
      if (carried.size > this.#instrumentsPerConnection) throw new Error(`connection ${connection} carries too many`);
    }
  }

  held(key: InstrumentKey): void {
    if (this.open.has(key)) throw new Error(`${key} has its slot already`);
    this.open.add(key);
    if (this.open.size > this.#instrumentsPerConnection * this.connections.length) throw new Error("slots ran out");
  }

  /** A slot may be let go of that was never opened here: the hub opens those of its sessions itself. */
  released(key: InstrumentKey): void {
    this.open.delete(key);
  }

  /** Connection and mode of everything carried. */
  carried(): Map<InstrumentKey, { connection: number; mode: FeedMode }> {
    return new Map(
      this.connections.flatMap((carried, i) =>
        [...carried].map(([key, mode]) => [key, { connection: i + 1, mode }] as const),
      ),
    );
  }
}
