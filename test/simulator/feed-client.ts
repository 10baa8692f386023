import type { Simulator } from "../../server/simulator/simulator.ts";

/** A packet as it came, read without the project's decoder. */
export interface Packet {
  code: number;
  length: number;
  segment: number;
  securityId: number;
  view: DataView;
}

export interface Instrument {
  ExchangeSegment: string;
  SecurityId: string;
}

/** A plain client of the feed, for tests that look at packets and closes. */
export class FeedClient {
  readonly socket: WebSocket;
  readonly packets: Packet[] = [];
  readonly frames: Uint8Array[] = [];
  pings = 0;
  pongs = 0;
  closeCode: number | null = null;
  error: string | null = null;
  readonly #waiters = new Set<() => void>();

  constructor(url: string) {
    this.socket = new WebSocket(url);
    this.socket.binaryType = "arraybuffer";
    this.socket.addEventListener("open", () => this.#changed());
    this.socket.addEventListener("message", ({ data }) => this.#received(new Uint8Array(data as ArrayBuffer)));
    this.socket.addEventListener("error", (event) => {
      this.error = (event as ErrorEvent).message;
    });
    this.socket.addEventListener("close", ({ code }) => {
      this.closeCode = code;
      this.#changed();
    });
    for (const [name, count] of [
      ["ping", () => this.pings++],
      ["pong", () => this.pongs++],
    ] as const) {
      // Bun's own events, which the DOM's types do not know.
      this.socket.addEventListener(name as "message", () => {
        count();
        this.#changed();
      });
    }
  }

  /** Waits until a condition holds; it is looked at whenever something arrives. */
  until(condition: () => boolean): Promise<void> {
    if (condition()) return Promise.resolve();
    return new Promise((resolve) => {
      const look = () => {
        if (!condition()) return;
        this.#waiters.delete(look);
        resolve();
      };
      this.#waiters.add(look);
    });
  }

  /** Open, and past the market status that the feed sends first. */
  opened(): Promise<void> {
    return this.until(() => this.packets.length > 0);
  }

  closed(): Promise<void> {
    return this.until(() => this.closeCode !== null);
  }

  of(code: number, securityId?: number): Packet[] {
    return this.packets.filter(
      (packet) => packet.code === code && (securityId === undefined || packet.securityId === securityId),
    );
  }

  send(code: number, instruments: readonly Instrument[] = [], count = instruments.length): void {
    this.socket.send(JSON.stringify({ RequestCode: code, InstrumentCount: count, InstrumentList: instruments }));
  }

  ping(): void {
    // Bun's own method, as above.
    (this.socket as unknown as { ping(): void }).ping();
  }

  /** Everything sent before this has been dealt with once it returns: a pong comes after what came before it. */
  async settled(): Promise<void> {
    const pongs = this.pongs;
    this.ping();
    await this.until(() => this.pongs > pongs);
  }

  /** Reason of the disconnect packet, if one came. */
  get reason(): number | null {
    return this.of(50)[0]?.view.getUint16(8, true) ?? null;
  }

  #received(frame: Uint8Array): void {
    this.frames.push(frame);
    let at = 0;
    while (frame.length - at >= 8) {
      const view = new DataView(frame.buffer, frame.byteOffset + at, frame.length - at);
      const length = view.getUint16(1, true);
      this.packets.push({
        code: view.getUint8(0),
        length,
        segment: view.getUint8(3),
        securityId: view.getUint32(4, true),
        view,
      });
      if (length < 8) break;
      at += length;
    }
    this.#changed();
  }

  #changed(): void {
    for (const look of [...this.#waiters]) look();
  }
}

export interface FeedQuery {
  version?: string;
  token?: string;
  clientId?: string;
  authType?: string;
}

export function feedUrl({ feedUrl, credentials }: Simulator, query: FeedQuery = {}): string {
  const all = { version: "2", token: credentials.accessToken, clientId: credentials.clientId, authType: "2", ...query };
  return `${feedUrl}/?${new URLSearchParams(all)}`;
}

/** A client that is open. */
export async function connect(simulator: Simulator): Promise<FeedClient> {
  const client = new FeedClient(feedUrl(simulator));
  await client.opened();
  return client;
}

export const instrument = (segment: string, id: number): Instrument => ({
  ExchangeSegment: segment,
  SecurityId: String(id),
});
