import { connect, type Socket } from "node:net";

/** A client that asks by HTTP and reads only when a test says so: by hand, since fetch reads ahead. */
export class StalledReader {
  readonly #socket: Socket;
  #text = "";

  private constructor(socket: Socket) {
    this.#socket = socket;
  }

  /** Asks, reads how the answer begins, and no further. */
  static async ask(url: string): Promise<StalledReader> {
    const { port, pathname, search } = new URL(url);
    const socket = connect(Number(port), "127.0.0.1");
    socket.on("error", () => {});
    socket.write(`GET ${pathname}${search} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`);
    await new Promise((resolve) => socket.once("data", resolve));
    socket.pause();
    return new StalledReader(socket);
  }

  /** Reads on until this has come. */
  async readUntil(text: string): Promise<void> {
    const come = new Promise<void>((resolve) => {
      this.#socket.on("data", (chunk: Buffer) => {
        this.#text = this.#text.slice(-text.length) + chunk.toString("latin1");
        if (this.#text.includes(text)) resolve();
      });
    });
    this.#socket.resume();
    await come;
  }

  destroy(): void {
    this.#socket.destroy();
  }
}
