import { countMessage, type LoadCounts } from "./load-counts.ts";
import type { FrameSink } from "./websocket-reader.ts";

const LINE_FEED = 10;
const SPACE = 32;
const ZERO = 48;
const M = 77;

/** Counts NATS's messages: `MSG subject sid bytes`, a line end, the payload, a line end. A frame holds several, or a part of one. */
export class NatsSink implements FrameSink {
  readonly #counts: LoadCounts;
  readonly #onPong: () => void;
  #line = "";
  /** Of a message's payload and its line end, still to come. */
  #left = 0;

  constructor(counts: LoadCounts, onPong: () => void) {
    this.#counts = counts;
    this.#onPong = onPong;
  }

  begin(): void {}
  end(): void {}

  payload(bytes: Uint8Array, from: number, to: number): void {
    for (let at = from; at < to; ) {
      if (this.#left > 0) {
        const taken = Math.min(this.#left, to - at);
        this.#left -= taken;
        at += taken;
        continue;
      }
      const lineEnd = bytes.indexOf(LINE_FEED, at);
      if (lineEnd === -1 || lineEnd >= to) {
        this.#line += latin1(bytes, at, to);
        return;
      }
      if (this.#line === "" && bytes[at] === M) this.#message(trailingNumber(bytes, lineEnd - 2), lineEnd + 1 - at);
      else this.#whole(this.#line + latin1(bytes, at, lineEnd - 1));
      this.#line = "";
      at = lineEnd + 1;
    }
  }

  #whole(line: string): void {
    const text = line.trimEnd();
    if (text.startsWith("MSG")) this.#message(Number(text.slice(text.lastIndexOf(" "))), line.length);
    else if (text === "PONG") this.#onPong();
    else if (text.startsWith("-ERR")) this.#counts.errors++;
  }

  /** Its line and the line end behind its payload frame it; what WebSocket adds is shared by many. */
  #message(payloadBytes: number, lineBytes: number): void {
    this.#left = payloadBytes + 2;
    countMessage(this.#counts, 1, payloadBytes, lineBytes + 2);
  }
}

function latin1(bytes: Uint8Array, from: number, to: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + from, Math.max(0, to - from)).toString("latin1");
}

/** The decimal number whose last digit is at `at`. */
function trailingNumber(bytes: Uint8Array, at: number): number {
  let value = 0;
  for (let unit = 1, place = at; bytes[place] !== SPACE; unit *= 10, place--) value += (bytes[place]! - ZERO) * unit;
  return value;
}
