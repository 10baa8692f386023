import type { FeedCut } from "../../shared/feed-switch.ts";
import type { Connection } from "./connection.ts";
import type { Dialler } from "./dialler.ts";

const DISCONNECTED = "an admin has disconnected it";
const CONNECTING = "connecting: an admin asked for it";

export interface FeedCutsOptions {
  connections: readonly Connection[];
  dialler: Pick<Dialler, "isRunning" | "advance">;
  /** Its socket is about to be closed on purpose. */
  closing(connection: Connection): void;
}

/**
 * What people have cut: single connections, or the whole feed. The two are apart, so that switching the feed on again
 * does not connect what was disconnected by itself. What connections carry stays with them and is asked for again.
 */
export class FeedCuts {
  readonly #options: FeedCutsOptions;
  readonly #single = new Set<number>();
  #whole: FeedCut | null = null;

  constructor(options: FeedCutsOptions) {
    this.#options = options;
  }

  get whole(): FeedCut | null {
    return this.#whole;
  }

  isDisconnected(connection: number): boolean {
    return this.#single.has(connection);
  }

  /** Why a connection (1 to 5) is not to connect; null when it may. */
  reasonOf(connection: number): string | null {
    if (this.#whole !== null) return `the feed is switched off: ${this.#whole.reason}`;
    return this.#single.has(connection) ? DISCONNECTED : null;
  }

  /** Until it is connected again, or the process ends. Resolves when its socket has closed. */
  async disconnect(number: number): Promise<void> {
    const connection = this.#connection(number);
    this.#single.add(number);
    await this.#cut(connection);
    this.#options.dialler.advance();
  }

  /** Lets it connect, at once where the account may; one that waits after a failure waits no longer. */
  connect(number: number): void {
    const connection = this.#connection(number);
    this.#single.delete(number);
    this.#restore(connection);
  }

  /** Resolves when all sockets have closed. */
  async cutAll(cut: FeedCut): Promise<void> {
    this.#whole = cut;
    await Promise.all(this.#options.connections.map((connection) => this.#cut(connection)));
  }

  /** Lets all connect but those that are disconnected by themselves. */
  restoreAll(): void {
    if (this.#whole === null) return;
    this.#whole = null;
    for (const connection of this.#options.connections) {
      if (this.#single.has(connection.number)) void this.#cut(connection);
      else this.#restore(connection);
    }
  }

  async #cut(connection: Connection): Promise<void> {
    if (!this.#options.dialler.isRunning) return;
    if (connection.state === "up") this.#options.closing(connection);
    await connection.stop(this.reasonOf(connection.number));
  }

  #restore(connection: Connection): void {
    const { dialler } = this.#options;
    if (!dialler.isRunning || this.reasonOf(connection.number) !== null) return;
    if (connection.state === "up" || connection.state === "connecting") return;
    void connection.reopen(CONNECTING).then(() => dialler.advance());
  }

  #connection(number: number): Connection {
    const connection = this.#options.connections[number - 1];
    if (connection === undefined) throw new Error(`no connection ${number}`);
    return connection;
  }
}
