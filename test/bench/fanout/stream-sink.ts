import { FrameFlag, FrameOffset } from "../../../shared/tick-frame-layout.ts";
import { countMessage, type LoadCounts } from "./load-counts.ts";
import { type FrameSink, headerBytesBefore } from "./websocket-reader.ts";

const TEXT = 1;
const BINARY = 2;
const CLOSE = 8;
const PING = 9;
/** Enough of a frame to count it by: a binary one's header up to its sequence number, a text's type. */
const START_BYTES = 24;
const SEQ_END = FrameOffset.seq + 4;

/** Counts what strikewire sends, by frame headers alone; and, as one text a tick, what the JSON peers send. */
export class StreamSink implements FrameSink {
  readonly #counts: LoadCounts;
  readonly #onSubscribed: () => void;
  readonly #onPing: () => void;
  readonly #start = new Uint8Array(START_BYTES);
  readonly #startView = new DataView(this.#start.buffer);
  #startBytes = 0;
  #opcode = 0;
  #payloadBytes = 0;
  #lastSeq = 0;

  constructor(counts: LoadCounts, onSubscribed: () => void, onPing: () => void) {
    this.#counts = counts;
    this.#onSubscribed = onSubscribed;
    this.#onPing = onPing;
  }

  begin(opcode: number, payloadBytes: number): void {
    this.#opcode = opcode;
    this.#payloadBytes = payloadBytes;
    this.#startBytes = 0;
  }

  payload(bytes: Uint8Array, from: number, to: number): void {
    for (let at = from; at < to && this.#startBytes < START_BYTES; at++) this.#start[this.#startBytes++] = bytes[at]!;
  }

  end(): void {
    if (this.#opcode === BINARY) this.#endTicks();
    else if (this.#opcode === TEXT) this.#endText();
    else if (this.#opcode === PING) this.#onPing();
    else if (this.#opcode === CLOSE) this.#counts.closed++;
  }

  #endTicks(): void {
    const counts = this.#counts;
    if (this.#startBytes < SEQ_END) {
      counts.errors++;
      return;
    }
    const seq = this.#startView.getUint32(FrameOffset.seq, true);
    if (seq !== this.#lastSeq + 1) counts.holes++;
    this.#lastSeq = seq;
    if ((this.#start[FrameOffset.flags]! & FrameFlag.snapshot) !== 0) return;
    this.#count(this.#startView.getUint16(FrameOffset.records, true));
  }

  #endText(): void {
    const counts = this.#counts;
    // {"instrument":…, a peer's tick, is by far the most frequent, and the only one whose third letter is an i.
    if (this.#start[2] === 0x69) {
      this.#count(1);
      return;
    }
    const text = String.fromCharCode(...this.#start.subarray(0, this.#startBytes));
    if (text.startsWith('{"type":"subscribed"')) this.#onSubscribed();
    else if (text.startsWith('{"type":"lagging"')) counts.lagging++;
    else if (text.startsWith('{"type":"error"')) counts.errors++;
  }

  #count(updates: number): void {
    countMessage(this.#counts, updates, this.#payloadBytes, headerBytesBefore(this.#payloadBytes));
  }
}
