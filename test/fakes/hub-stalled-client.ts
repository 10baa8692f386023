import { connect, type Socket } from "node:net";

/** A client of `/ticks` that asks and never reads: TCP by hand, since a WebSocket always reads. */
export class StalledClient {
  readonly #socket: Socket;

  private constructor(socket: Socket) {
    this.#socket = socket;
  }

  static async connect(port: number, encoding: "binary" | "json"): Promise<StalledClient> {
    const socket = connect(port, "127.0.0.1");
    // What the server does to it in the end may be a reset.
    socket.on("error", () => {});
    socket.write(
      [
        `GET /ticks?encoding=${encoding} HTTP/1.1`,
        "Host: 127.0.0.1",
        "Upgrade: websocket",
        "Connection: Upgrade",
        "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
        "\r\n",
      ].join("\r\n"),
    );
    await new Promise((resolve) => socket.once("data", resolve));
    socket.pause();
    return new StalledClient(socket);
  }

  /** Sends a message in one masked text frame. The mask is all zeros: the payload stays as it is. */
  say(message: unknown): void {
    const payload = Buffer.from(JSON.stringify(message));
    const isShort = payload.length < 126;
    const header = Buffer.alloc(isShort ? 6 : 8);
    header[0] = 0x81;
    header[1] = 0x80 | (isShort ? payload.length : 126);
    if (!isShort) header.writeUInt16BE(payload.length, 2);
    this.#socket.write(Buffer.concat([header, payload]));
  }

  /** Reads everything from now on and returns it once the server has closed. */
  async readToEnd(): Promise<Buffer> {
    const chunks: Buffer[] = [];
    this.#socket.on("data", (chunk: Buffer) => chunks.push(chunk));
    const end = new Promise((resolve) => this.#socket.once("close", resolve));
    this.#socket.resume();
    await end;
    return Buffer.concat(chunks);
  }

  destroy(): void {
    this.#socket.destroy();
  }
}
