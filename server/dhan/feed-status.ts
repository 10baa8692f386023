import type { ConnectionStatus } from "../../shared/feed-state.ts";
import type { InstrumentKey } from "../../shared/instrument-key.ts";
import type { Connection } from "./connection.ts";
import type { FeedCuts } from "./feed-cuts.ts";

/** An instrument as the feed carries it. */
export interface Carried {
  /** 1 to 5. */
  connection: number;
  key: InstrumentKey;
  /** It has sent a packet since it was last asked for: the wire's answer, there is no other. */
  isConfirmed: boolean;
}

export interface BadPackets {
  unknownCodes: number;
  shortPackets: number;
  brokenFrames: number;
}

/** How the connections stand, read from the connections themselves whenever it is asked. */
export class FeedStatus {
  readonly #connections: readonly Connection[];
  readonly #cuts: Pick<FeedCuts, "isDisconnected">;
  readonly #receivedTime: (key: InstrumentKey) => number;
  readonly #packetsBefore: number[];
  readonly #packetsPerSecond: number[];

  constructor(
    connections: readonly Connection[],
    cuts: Pick<FeedCuts, "isDisconnected">,
    receivedTime: (key: InstrumentKey) => number,
  ) {
    this.#connections = connections;
    this.#cuts = cuts;
    this.#receivedTime = receivedTime;
    this.#packetsBefore = connections.map(() => 0);
    this.#packetsPerSecond = connections.map(() => 0);
  }

  /**
   * @param notBefore when the account may try again: no connection does earlier, whatever its own back-off says. Null
   *   while nobody knows.
   */
  connections(notBefore: number | null): ConnectionStatus[] {
    return this.#connections.map((connection, i) => ({
      connection: connection.number,
      state: connection.state,
      since: connection.since,
      reason: connection.reason,
      retryAt: connection.retryAt === null || notBefore === null ? null : Math.max(connection.retryAt, notBefore),
      isDisconnected: this.#cuts.isDisconnected(connection.number),
      lastError: connection.lastError,
      instruments: connection.subscriptions.desired.size,
      confirmed: this.#confirmed(connection),
      packetsPerSecond: this.#packetsPerSecond[i]!,
      lastPacketTime: connection.lastPacketTime,
      reconnects: connection.reconnects,
    }));
  }

  *carried(): Generator<Carried> {
    for (const connection of this.#connections) {
      for (const key of connection.subscriptions.desired.keys()) {
        yield { connection: connection.number, key, isConfirmed: this.#isConfirmed(connection, key) };
      }
    }
  }

  badPackets(): BadPackets {
    const sum = { unknownCodes: 0, shortPackets: 0, brokenFrames: 0 };
    for (const { decoder } of this.#connections) {
      sum.unknownCodes += decoder.counts.unknownCodes;
      sum.shortPackets += decoder.counts.shortPackets;
      sum.brokenFrames += decoder.counts.brokenFrames;
    }
    return sum;
  }

  /** To be called once a second. */
  sample(): void {
    this.#connections.forEach(({ decoder }, i) => {
      this.#packetsPerSecond[i] = decoder.counts.packets - this.#packetsBefore[i]!;
      this.#packetsBefore[i] = decoder.counts.packets;
    });
  }

  #confirmed(connection: Connection): number {
    let confirmed = 0;
    for (const key of connection.subscriptions.desired.keys()) if (this.#isConfirmed(connection, key)) confirmed++;
    return confirmed;
  }

  #isConfirmed(connection: Connection, key: InstrumentKey): boolean {
    if (connection.state !== "up") return false;
    const sentAt = connection.subscriptions.sentAt(key);
    return sentAt !== undefined && this.#receivedTime(key) >= sentAt;
  }
}
