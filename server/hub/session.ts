import type { DownMessage } from "../../shared/stream-down.ts";
import { CloseCode } from "../../shared/stream-limits.ts";
import { decodeTickFrame, type HandleInfo } from "../../shared/tick-frame.ts";
import type { Logger } from "../logger.ts";
import type { TickReader } from "../ticks/tick-reader.ts";
import { FrameWriter, type ModeNumber } from "./frame-writer.ts";
import type { HubLimits } from "./hub-limits.ts";
import { Lane } from "./lane.ts";

export type Encoding = "binary" | "json";

/** What the hub needs of a browser's socket. */
export interface SessionSocket {
  send(data: string | Uint8Array): unknown;
  close(code: number, reason: string): void;
  /** Bytes handed over and not yet taken by the network. */
  getBufferedAmount(): number;
}

/** What all sessions share. */
export interface SessionParts {
  limits: HubLimits;
  log: Logger;
  reader: TickReader;
  /** Whatever is written is sent before anybody else writes. */
  writer: FrameWriter;
  keyOf(slot: number): string;
}

/**
 * One browser: which instruments it wants and how often, and the frames it gets. A browser that does not keep up is
 * first told and given only the newest values, and let go when that does not help; it costs the others nothing.
 */
export class Session {
  readonly id: number;
  readonly userId: string;
  readonly encoding: Encoding;
  readonly lanes = new Map<number, Lane>();
  errors = 0;
  readonly #socket: SessionSocket;
  readonly #parts: SessionParts;
  readonly #reader: TickReader;
  /** Ticks of the lane of every tick that wait for the end of this turn; made when first needed. */
  #everyTickWriter: FrameWriter | null = null;
  readonly #laneOf = new Map<number, Lane>();
  #seq = 0;
  #laggingSince: number | null = null;
  #isClosed = false;

  constructor(id: number, userId: string, encoding: Encoding, socket: SessionSocket, parts: SessionParts) {
    this.id = id;
    this.userId = userId;
    this.encoding = encoding;
    this.#socket = socket;
    this.#parts = parts;
    this.#reader = parts.reader;
  }

  get instruments(): number {
    return this.#laneOf.size;
  }

  get slots(): IterableIterator<number> {
    return this.#laneOf.keys();
  }

  get unsentBytes(): number {
    return this.#socket.getBufferedAmount();
  }

  get isLagging(): boolean {
    return this.#laggingSince !== null;
  }

  /** True once the server has let go of it: messages that were on their way mean nothing any more. */
  get isClosed(): boolean {
    return this.#isClosed;
  }

  laneOf(slot: number): Lane | undefined {
    return this.#laneOf.get(slot);
  }

  say(message: DownMessage): void {
    this.sayEncoded(JSON.stringify(message));
  }

  /** For what many sessions are told: encoded once. */
  sayEncoded(message: string): void {
    this.#socket.send(message);
  }

  close(code: number, reason: string): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#parts.log.debug({ session: this.id, code, reason }, "session closed");
    this.#socket.close(code, reason);
  }

  /** Takes up a slot, or changes its mode and interval; its values go out with the next snapshot or flush. */
  add(slot: number, mode: ModeNumber, everyMs: number): void {
    this.remove(slot);
    let lane = this.lanes.get(everyMs);
    if (lane === undefined) {
      lane = new Lane(everyMs);
      this.lanes.set(everyMs, lane);
    }
    lane.add(slot, mode, this.#reader.version(slot) - 1);
    this.#laneOf.set(slot, lane);
  }

  remove(slot: number): void {
    const lane = this.#laneOf.get(slot);
    if (lane === undefined) return;
    lane.remove(slot);
    this.#laneOf.delete(slot);
    if (lane.size === 0) this.lanes.delete(lane.everyMs);
  }

  /**
   * Sends the present values of these slots, whatever was sent before. A session that lags gets them with a later
   * flush: snapshots piled on what it has not read yet would close it.
   */
  snapshot(slots: readonly number[], now: number): void {
    if (!this.keepsUp(now)) return;
    const { writer } = this.#parts;
    for (const slot of slots) {
      const lane = this.#laneOf.get(slot)!;
      lane.markSent(slot, this.#reader.version(slot));
      writer.add(slot, lane.modeOf(slot), now);
      if (writer.isFull) this.#send(writer, true);
    }
    this.#send(writer, true);
  }

  /** Sends what has changed in a lane and was not sent; what does not fit any more goes with a later flush. */
  flush(lane: Lane, now: number): void {
    this.flushEveryTick(now);
    if (!this.keepsUp(now)) return;
    const { writer } = this.#parts;
    lane.takeChanged(this.#versionOf, (slot, mode) => {
      writer.add(slot, mode, now);
      if (!writer.isFull) return true;
      this.#send(writer, false);
      return this.keepsUp(now);
    });
    this.#send(writer, false);
  }

  /** Takes one tick of a slot in the lane of every tick. True when it is the first since that lane was last flushed. */
  takeTick(slot: number, now: number): boolean {
    const lane = this.#laneOf.get(slot);
    // A session that lags gets the newest values once it keeps up again.
    if (lane === undefined || lane.everyMs !== 0 || this.isLagging) return false;
    this.#everyTickWriter ??= new FrameWriter(this.#reader);
    const isFirst = this.#everyTickWriter.records === 0;
    lane.markSent(slot, this.#reader.version(slot));
    this.#everyTickWriter.add(slot, lane.modeOf(slot), now);
    if (this.#everyTickWriter.isFull) this.flushEveryTick(now);
    return isFirst;
  }

  /** Sends the ticks that this turn of the event loop brought so far. Whatever else is sent must come after them. */
  flushEveryTick(now: number): void {
    if (this.#everyTickWriter === null || this.#everyTickWriter.records === 0) return;
    this.#send(this.#everyTickWriter, false);
    this.keepsUp(now);
  }

  readonly #versionOf = (slot: number) => this.#reader.version(slot);

  #send(writer: FrameWriter, isSnapshot: boolean): void {
    if (writer.records === 0) return;
    const frame = writer.finish(++this.#seq, isSnapshot);
    this.#socket.send(this.encoding === "binary" ? frame : this.#asJson(frame));
  }

  /** The JSON encoding is the binary frame read back: the two can't differ. */
  #asJson(frame: Uint8Array<ArrayBuffer>): string {
    const { seq, snapshot, ticks } = decodeTickFrame(frame.slice().buffer, this.#handleInfo);
    return JSON.stringify({ type: "ticks", seq, snapshot, ticks });
  }

  readonly #handleInfo = (slot: number): HandleInfo => ({
    key: this.#parts.keyOf(slot),
    decimals: this.#reader.decimals(slot),
  });

  /** Whether the network takes what this session is sent. Tells the browser when that changes, and lets go of one that is hopeless. */
  keepsUp(now: number): boolean {
    const { limits } = this.#parts;
    const bufferedBytes = this.#socket.getBufferedAmount();
    if (bufferedBytes <= limits.laggingBytes) {
      if (this.#laggingSince !== null) {
        this.#laggingSince = null;
        this.say({ type: "lagging", lagging: false, bufferedBytes });
      }
      return true;
    }
    if (bufferedBytes > limits.bufferedBytes || (this.#laggingSince ?? now) < now - limits.laggingMs) {
      this.close(CloseCode.tooSlow, "too slow: come back and subscribe to less, or less often");
      return false;
    }
    if (this.#laggingSince === null) {
      this.#laggingSince = now;
      this.say({ type: "lagging", lagging: true, bufferedBytes });
    }
    return false;
  }
}
