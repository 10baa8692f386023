import { connect, type Socket } from "node:net";
import { StreamLimits } from "../../../shared/stream-limits.ts";
import { textFrame, upgradeRequest } from "./raw-socket.ts";
import { randomFrom } from "./workload.ts";

export const HOSTILITIES = ["never-reads", "drips", "floods", "garbage", "half-opens", "vanishes"] as const;
export type Hostility = (typeof HOSTILITIES)[number];

/** How often it does what it does. */
const BEAT_MS = 20;
/** When it was thrown out, or has left, it comes back after this many. */
const AWAY_BEATS = 25;
/** A byte a second. */
const DRIP_BEATS = 50;
/** Messages of a thousand instruments with which it begins; and that it sends at each beat when it floods. */
const SUBSCRIBES = 2;
const FLOOD = 10;
const STAY_BEATS = 10;
const GARBAGE_BYTES = 2_000;
const HEAD_END = "\r\n\r\n";

/** A client that means no good, or is broken. TCP by hand: a WebSocket always reads, and sends nothing that is wrong. */
export class HostileClient {
  readonly hostility: Hostility;
  /** Times it came. */
  visits = 0;
  readonly #port: number;
  readonly #keys: readonly string[];
  readonly #random: () => number;
  readonly #timer: ReturnType<typeof setInterval>;
  #socket: Socket | null = null;
  #head = "";
  #isOpen = false;
  #beats = 0;

  /** @param seed what it does is the same for the same seed. */
  constructor(hostility: Hostility, port: number, keys: readonly string[], seed: number) {
    this.hostility = hostility;
    this.#port = port;
    this.#keys = keys;
    this.#random = randomFrom(seed);
    this.#come();
    this.#timer = setInterval(() => this.#beat(), BEAT_MS);
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#socket?.destroy();
  }

  #come(): void {
    this.visits++;
    this.#head = "";
    this.#isOpen = false;
    this.#beats = 0;
    const buffer = new Uint8Array(this.hostility === "drips" ? 1 : 65_536);
    const socket = connect({
      host: "127.0.0.1",
      port: this.#port,
      onread: { buffer, callback: (bytes) => this.#read(buffer.subarray(0, bytes)) },
    });
    this.#socket = socket;
    socket.on("error", () => {});
    socket.on("close", () => {
      if (this.#socket !== socket) return;
      this.#socket = null;
      this.#beats = 0;
    });
    const request = upgradeRequest("/ticks");
    socket.write(this.hostility === "half-opens" ? request.slice(0, request.length / 2) : request);
  }

  /** Says whether it wants to read on. */
  #read(bytes: Uint8Array): boolean {
    if (this.#isOpen) return this.hostility !== "drips" && this.hostility !== "never-reads";
    this.#head += Buffer.from(bytes).toString("latin1");
    if (!this.#head.includes(HEAD_END)) return true;
    this.#isOpen = true;
    if (this.hostility !== "garbage") for (let i = 0; i < SUBSCRIBES; i++) this.#subscribe(i);
    return this.#read(bytes);
  }

  /** As many as a message may name, every tick, all fields. */
  #subscribe(i: number): void {
    const from = (i % SUBSCRIBES) * StreamLimits.instrumentsPerMessage;
    const instruments = this.#keys.slice(from, from + StreamLimits.instrumentsPerMessage);
    if (instruments.length === 0) return;
    this.#say(JSON.stringify({ op: "subscribe", instruments, mode: "full", everyMs: 0 }));
  }

  #say(text: string): void {
    this.#socket?.write(textFrame(text));
  }

  #beat(): void {
    this.#beats++;
    if (this.#socket === null) {
      if (this.#beats >= AWAY_BEATS) this.#come();
      return;
    }
    if (!this.#isOpen) return;
    switch (this.hostility) {
      case "drips":
        if (this.#beats % DRIP_BEATS === 0) this.#socket?.resume();
        break;
      case "floods":
        for (let i = 0; i < FLOOD; i++) this.#subscribe(i);
        break;
      case "garbage":
        this.#talkNonsense();
        break;
      case "vanishes":
        if (this.#beats % STAY_BEATS === 0) this.#socket?.resetAndDestroy();
    }
  }

  /** Bytes that are no frame, text that is no JSON, JSON that is no message, and a message of the wrong kind. */
  #talkNonsense(): void {
    const kind = Math.floor(this.#random() * 4);
    if (kind === 0) this.#socket?.write(Uint8Array.from({ length: GARBAGE_BYTES }, () => this.#random() * 256));
    else if (kind === 1) this.#say("x".repeat(GARBAGE_BYTES));
    else if (kind === 2) this.#say(JSON.stringify({ op: "subscribe", instruments: [null], mode: {}, everyMs: -1 }));
    else this.#say(JSON.stringify({ op: "subscribe", instruments: ["../../etc:1", "IDX_I:0"] }));
  }
}
