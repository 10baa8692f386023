import type { DownMessage } from "../../shared/stream-down.ts";
import type { UpMessageInput } from "../../shared/stream-up.ts";
import { HubView, type SeenOf } from "./hub-view.ts";

/** A client of `/ticks` on a real socket, written from PROTOCOL.md: no reconnecting, every message kept. */
export class HubClient {
  readonly view = new HubView();
  readonly #socket: WebSocket;
  #closeCode: number | null = null;
  #pings = 0;
  #error: unknown = null;
  readonly #waiting: (() => void)[] = [];

  constructor(url: string) {
    this.#socket = new WebSocket(url);
    this.#socket.binaryType = "arraybuffer";
    this.#socket.addEventListener("message", ({ data }) => {
      try {
        this.view.receive(typeof data === "string" ? data : new Uint8Array(data));
      } catch (error) {
        this.#error ??= error;
      }
      this.#wake();
    });
    this.#socket.addEventListener("close", ({ code }) => {
      this.#closeCode = code;
      this.#wake();
    });
  }

  say(message: UpMessageInput): void {
    this.#socket.send(JSON.stringify(message));
  }

  sendRaw(data: string | Uint8Array<ArrayBuffer>): void {
    this.#socket.send(data);
  }

  /** Subscribes and waits for the answer. */
  async subscribe(
    instruments: string[],
    options: { mode?: "ltp" | "quote" | "full"; everyMs?: number } = {},
  ): Promise<SeenOf<"subscribed">> {
    const from = this.view.messages.length;
    this.say({ op: "subscribe", instruments, ...options });
    return this.next("subscribed", () => true, from);
  }

  /** Everything sent before the call has been handled, and everything the server sent until then has been read. */
  async roundTrip(): Promise<void> {
    const id = ++this.#pings;
    this.say({ op: "ping", id });
    await this.next("pong", (pong) => pong.id === id);
  }

  /** The first message of a type, from `from` on, that fits. */
  async next<Type extends DownMessage["type"]>(
    type: Type,
    fits: (message: SeenOf<Type>) => boolean = () => true,
    from = 0,
  ): Promise<SeenOf<Type>> {
    for (let at = from; ; at++) {
      while (at >= this.view.messages.length) {
        if (this.#closeCode !== null) throw new Error(`closed with ${this.#closeCode} while waiting for ${type}`);
        await this.#news();
      }
      const message = this.view.messages[at] as SeenOf<Type>;
      if (message.type === type && fits(message)) return message;
    }
  }

  /** The server's close code. */
  async closed(): Promise<number> {
    while (this.#closeCode === null) await this.#news();
    return this.#closeCode;
  }

  close(): void {
    this.#socket.close();
  }

  /** Breaks the connection without a word. */
  terminate(): void {
    (this.#socket as WebSocket & { terminate(): void }).terminate();
  }

  async #news(): Promise<void> {
    await new Promise<void>((resolve) => this.#waiting.push(resolve));
    if (this.#error !== null) throw this.#error;
  }

  #wake(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}
