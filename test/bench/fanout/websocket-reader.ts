/** What becomes of the frames of one WebSocket. */
export interface FrameSink {
  /** A frame begins. */
  begin(opcode: number, payloadBytes: number): void;
  /** Some of its payload. */
  payload(bytes: Uint8Array, from: number, to: number): void;
  end(): void;
}

const LONGEST_HEADER_BYTES = 10;

/** Takes a server's WebSocket frames apart without copying them: reading has to cost next to nothing here. */
export class WebSocketReader {
  readonly #sink: FrameSink;
  /** A header of which only some bytes have come. */
  readonly #header = new Uint8Array(LONGEST_HEADER_BYTES);
  #headerBytes = 0;
  /** Of the present frame's payload, still to come. */
  #left = 0;

  constructor(sink: FrameSink) {
    this.#sink = sink;
  }

  take(bytes: Uint8Array, from = 0): void {
    const end = bytes.length;
    for (let at = from; at < end; ) {
      if (this.#left > 0) {
        const to = Math.min(end, at + this.#left);
        this.#left -= to - at;
        this.#sink.payload(bytes, at, to);
        at = to;
        if (this.#left === 0) this.#sink.end();
        continue;
      }
      if (this.#headerBytes === 0 && end - at >= LONGEST_HEADER_BYTES) {
        const length = headerBytes(bytes[at + 1]!);
        this.#begin(bytes, at, length);
        at += length;
        continue;
      }
      this.#header[this.#headerBytes++] = bytes[at++]!;
      if (this.#headerBytes < 2 || this.#headerBytes < headerBytes(this.#header[1]!)) continue;
      const length = this.#headerBytes;
      this.#headerBytes = 0;
      this.#begin(this.#header, 0, length);
    }
  }

  #begin(bytes: Uint8Array, at: number, length: number): void {
    let payloadBytes = bytes[at + 1]! & 0x7f;
    if (length > 2) payloadBytes = 0;
    for (let i = 2; i < length; i++) payloadBytes = payloadBytes * 256 + bytes[at + i]!;
    this.#left = payloadBytes;
    this.#sink.begin(bytes[at]! & 0xf, payloadBytes);
    if (payloadBytes === 0) this.#sink.end();
  }
}

/** Bytes of a frame's header before so many of payload. */
export function headerBytesBefore(payloadBytes: number): number {
  return payloadBytes < 126 ? 2 : payloadBytes < 65_536 ? 4 : LONGEST_HEADER_BYTES;
}

/** A server does not mask. */
function headerBytes(second: number): number {
  const length = second & 0x7f;
  return length < 126 ? 2 : length === 126 ? 4 : LONGEST_HEADER_BYTES;
}
