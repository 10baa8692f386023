import { connect, type Socket } from "node:net";
import { StreamLimits } from "../../../shared/stream-limits.ts";
import { textFrame, upgradeRequest } from "./raw-socket.ts";
import { randomFrom } from "./workload.ts";

export const HOSTILITIES = ["never-reads", "drips", "floods", "garbage", "half-opens", "vanishes"] as const;
export type Hostility = (typeof HOSTILITIES)[number];

/** How often it does what it does. */
const BEAT_MS = 20;
/** When it was thrown out, or has left, it comes back after this many: as soon as the worst of retrying clients do. */
const AWAY_BEATS: Readonly<Record<Hostility, number>> = {
  "never-reads": 50,
  drips: 50,
  floods: 150,
  garbage: 50,
  "half-opens": 50,
  vanishes: 50,
};
/** A byte a second. */
const DRIP_BEATS = 50;
/** What one that does not read asks for, so that the network's buffers are full soon; what others begin with; and a flood, each beat. */
const GREEDY_SUBSCRIBES = 2;
const MODEST_INSTRUMENTS = 100;
const FLOOD_SUBSCRIBES = 10;
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
    if (this.hostility === "never-reads" || this.hostility === "drips") {
      for (let i = 0; i < GREEDY_SUBSCRIBES; i++) this.#subscribe(i, StreamLimits.instrumentsPerMessage);
    } else if (this.hostility !== "garbage") this.#subscribe(0, MODEST_INSTRUMENTS);
    return this.#read(bytes);
  }

  /** Every tick, all fields. */
  #subscribe(i: number, count: number): void {
    const instruments = this.#keys.slice(i * count, (i + 1) * count);
    if (instruments.length === 0) return;
    this.#say(JSON.stringify({ op: "subscribe", instruments, mode: "full", everyMs: 0 }));
  }

  #say(text: string): void {
    this.#socket?.write(textFrame(text));
  }

  #beat(): void {
    this.#beats++;
    if (this.#socket === null) {
      if (this.#beats >= AWAY_BEATS[this.hostility]) this.#come();
      return;
    }
    if (!this.#isOpen) return;
    switch (this.hostility) {
      case "drips":
        if (this.#beats % DRIP_BEATS === 0) this.#socket?.resume();
        break;
      case "floods":
        for (let i = 0; i < FLOOD_SUBSCRIBES; i++) this.#subscribe(0, StreamLimits.instrumentsPerMessage);
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
