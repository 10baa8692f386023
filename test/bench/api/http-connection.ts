const HEAD_END = Buffer.from("\r\n\r\n");

/**
 * One keep-alive connection that asks one thing at a time, as thin as can be: what a general client costs would hide
 * what the server does.
 */
export class HttpConnection {
  readonly #socket: Bun.Socket;
  readonly #headers: string;
  #received: Buffer = Buffer.alloc(0);
  #answered: ((body: Buffer) => void) | null = null;
  #failed: (error: Error) => void = () => {};
  #isOpen = true;

  private constructor(socket: Bun.Socket, headers: string) {
    this.#socket = socket;
    this.#headers = headers;
  }

  static async open(port: number, headers: Record<string, string>): Promise<HttpConnection> {
    const lines = Object.entries({ host: `127.0.0.1:${port}`, ...headers }).map(
      ([name, value]) => `${name}: ${value}\r\n`,
    );
    const opened = Promise.withResolvers<HttpConnection>();
    let connection: HttpConnection;
    await Bun.connect({
      hostname: "127.0.0.1",
      port,
      socket: {
        open(socket) {
          socket.setNoDelay(true);
          connection = new HttpConnection(socket, lines.join(""));
          opened.resolve(connection);
        },
        data: (_, bytes) => connection.#data(bytes),
        close: () => {
          connection.#isOpen = false;
          connection.#failed(new Error("the server closed the connection"));
        },
      },
    });
    return opened.promise;
  }

  /** The body of a 200. @throws for any other answer. */
  get(path: string): Promise<Buffer> {
    if (this.#answered !== null) throw new Error("one thing at a time");
    const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
    this.#answered = resolve;
    this.#failed = reject;
    this.#socket.write(`GET ${path} HTTP/1.1\r\n${this.#headers}\r\n`);
    return promise;
  }

  get isBusy(): boolean {
    return this.#answered !== null;
  }

  /** False once the server has closed it, as it does with one that was idle for long. */
  get isOpen(): boolean {
    return this.#isOpen;
  }

  close(): void {
    this.#failed = () => {};
    this.#socket.end();
  }

  #data(bytes: Buffer): void {
    this.#received = this.#received.length === 0 ? bytes : Buffer.concat([this.#received, bytes]);
    const headEnd = this.#received.indexOf(HEAD_END);
    if (headEnd === -1) return;
    const head = this.#received.toString("latin1", 0, headEnd);
    const length = /content-length: (\d+)/i.exec(head)?.[1];
    if (!head.startsWith("HTTP/1.1 200 ") || length === undefined) {
      this.#failed(new Error(`answered ${head.split("\r\n")[0]}`));
      return;
    }
    const bodyStart = headEnd + HEAD_END.length;
    const end = bodyStart + Number(length);
    if (this.#received.length < end) return;
    const body = Buffer.from(this.#received.subarray(bodyStart, end));
    this.#received = this.#received.subarray(end);
    const answered = this.#answered!;
    this.#answered = null;
    answered(body);
  }
}
