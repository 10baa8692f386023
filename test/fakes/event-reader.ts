export interface ReadEvent {
  event: string;
  /** Parsed; null for none. */
  data: unknown;
}

/** A stream of events read line by line, as it comes over HTTP. */
export class EventReader {
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  readonly #decoder = new TextDecoder();
  #text = "";

  constructor(response: Response) {
    this.#reader = response.body!.getReader();
  }

  /** The next event, or the next of a name; null once the stream is over. Pings are passed over. */
  async read(name?: string): Promise<ReadEvent | null> {
    for (;;) {
      const end = this.#text.indexOf("\n\n");
      if (end === -1) {
        const { done, value } = await this.#reader.read();
        if (done) return null;
        this.#text += this.#decoder.decode(value, { stream: true });
        continue;
      }
      const event = parsed(this.#text.slice(0, end));
      this.#text = this.#text.slice(end + 2);
      if (event !== null && event.event !== "ping" && (name === undefined || event.event === name)) return event;
    }
  }

  /** The same where it must not be over. */
  async next(name?: string): Promise<ReadEvent> {
    const event = await this.read(name);
    if (event === null) throw new Error(`the stream ended before ${name ?? "another event"}`);
    return event;
  }

  /** The next item of a subscription. */
  async item<Item>(): Promise<Item> {
    const { event, data } = await this.next();
    if (event === "connected") return this.item();
    if (event !== "message") throw new Error(`${event}: ${JSON.stringify(data)}`);
    return data as Item;
  }

  /** Leaves as a browser does that closes its page. */
  async leave(): Promise<void> {
    await this.#reader.cancel().catch(() => {});
  }
}

/** Null for what is no event: `retry`, and empty lines. */
function parsed(block: string): ReadEvent | null {
  const fields = new Map(
    block.split("\n").map((line) => [line.slice(0, line.indexOf(":")), line.slice(line.indexOf(":") + 1).trim()]),
  );
  const data = fields.get("data");
  if (data === undefined) return null;
  return { event: fields.get("event") ?? "message", data: data === "" ? null : JSON.parse(data) };
}
