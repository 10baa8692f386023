import type { DownMessage } from "../../shared/stream-down.ts";
import type { UpMessageInput } from "../../shared/stream-up.ts";

/** Bun's takes headers, which the browser's in lib.dom.d.ts does not. */
const Socket = WebSocket as unknown as new (url: string, options: object) => WebSocket;

/** A client of `/ticks?encoding=json` as somebody writes it in an afternoon: no SDK, every message kept. */
export class JsonClient {
  readonly messages: DownMessage[] = [];
  closeCode: number | null = null;
  readonly #socket: WebSocket;
  readonly #waiting: (() => void)[] = [];

  /** @param options headers, or subprotocols where a client cannot set headers */
  constructor(serverUrl: string, options: { headers?: Record<string, string>; protocols?: string[] } = {}) {
    this.#socket = new Socket(`${serverUrl.replace("http", "ws")}/ticks?encoding=json`, options);
    this.#socket.addEventListener("message", (event) => {
      this.messages.push(JSON.parse(event.data));
      this.#wake();
    });
    this.#socket.addEventListener("close", (event) => {
      this.closeCode = event.code;
      this.#wake();
    });
  }

  /** What was agreed on of the subprotocols. */
  get protocol(): string {
    return this.#socket.protocol;
  }

  send(message: UpMessageInput): void {
    this.#socket.send(JSON.stringify(message));
  }

  close(): void {
    this.#socket.close();
  }

  /** The first message of a type, from `from` on, that fits. */
  async next<Type extends DownMessage["type"]>(
    type: Type,
    fits: (message: Extract<DownMessage, { type: Type }>) => boolean = () => true,
    from = 0,
  ): Promise<Extract<DownMessage, { type: Type }>> {
    for (let at = from; ; at++) {
      while (at >= this.messages.length) {
        if (this.closeCode !== null) throw new Error(`closed with ${this.closeCode} while waiting for ${type}`);
        await new Promise<void>((resolve) => this.#waiting.push(resolve));
      }
      const message = this.messages[at]! as Extract<DownMessage, { type: Type }>;
      if (message.type === type && fits(message)) return message;
    }
  }

  async closed(): Promise<number> {
    while (this.closeCode === null) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    return this.closeCode;
  }

  #wake(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}
