import { type FrameSink, WebSocketReader } from "./websocket-reader.ts";

/** Where a load's sessions go: ports of one address run out, so they are spread over several of the loopback. */
const SESSIONS_PER_ADDRESS = 4_000;
const HEAD_END = "\r\n\r\n";
const PONG = Uint8Array.of(0x8a, 0x80, 0, 0, 0, 0);

/** A WebSocket by hand over Bun's TCP, which costs a fraction of Bun's own to read. */
export class RawSocket {
  readonly reader: WebSocketReader;
  readonly #tcp: Bun.Socket<RawSocket>;
  #head: string | null = "";
  readonly #opened = Promise.withResolvers<void>();
  readonly #onEnd: () => void;

  private constructor(tcp: Bun.Socket<RawSocket>, sink: FrameSink, onEnd: () => void) {
    this.#tcp = tcp;
    this.reader = new WebSocketReader(sink);
    this.#onEnd = onEnd;
  }

  /** @param place its number among all sessions of the load. */
  static async open(options: {
    port: number;
    place: number;
    makeSink(socket: () => RawSocket): FrameSink;
    onEnd(): void;
  }): Promise<RawSocket> {
    const { port, place, makeSink, onEnd } = options;
    const tcp = await Bun.connect<RawSocket>({
      hostname: loopbackOf(place),
      port,
      socket: {
        data: (tcp, bytes) => tcp.data.#take(bytes),
        close: (tcp) => tcp.data.#ended(),
      },
    });
    const socket: RawSocket = new RawSocket(
      tcp,
      makeSink(() => socket),
      onEnd,
    );
    tcp.data = socket;
    tcp.write(upgradeRequest("/ticks"));
    await socket.#opened.promise;
    return socket;
  }

  /** One masked text frame. The mask is all zeros: the payload stays as it is. */
  say(text: string): void {
    this.#tcp.write(textFrame(text));
  }

  pong(): void {
    this.#tcp.write(PONG);
  }

  /** Reads no more; the network goes on until its buffers are full. */
  pause(): void {
    this.#tcp.pause();
  }

  /** Without a word. */
  vanish(): void {
    this.#tcp.terminate();
  }

  #take(bytes: Uint8Array): void {
    if (this.#head === null) {
      this.reader.take(bytes);
      return;
    }
    const before = this.#head.length;
    this.#head += Buffer.from(bytes).toString("latin1");
    const end = this.#head.indexOf(HEAD_END);
    if (end === -1) return;
    const head = this.#head;
    this.#head = null;
    if (head.startsWith("HTTP/1.1 101")) this.#opened.resolve();
    else this.#opened.reject(new Error(head.slice(0, end)));
    this.reader.take(bytes, end + HEAD_END.length - before);
  }

  #ended(): void {
    this.#opened.reject(new Error("closed before it was open"));
    this.#onEnd();
  }
}

export function loopbackOf(place: number): string {
  return `127.0.0.${1 + Math.floor(place / SESSIONS_PER_ADDRESS)}`;
}

export function upgradeRequest(path: string): string {
  return [
    `GET ${path} HTTP/1.1`,
    "Host: 127.0.0.1",
    "Upgrade: websocket",
    "Connection: Upgrade",
    "Sec-WebSocket-Version: 13",
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
    "\r\n",
  ].join("\r\n");
}

export function textFrame(text: string): Buffer {
  const payload = Buffer.from(text);
  const isShort = payload.length < 126;
  const header = Buffer.alloc(isShort ? 6 : 8);
  header[0] = 0x81;
  header[1] = 0x80 | (isShort ? payload.length : 126);
  if (!isShort) header.writeUInt16BE(payload.length, 2);
  return Buffer.concat([header, payload]);
}
