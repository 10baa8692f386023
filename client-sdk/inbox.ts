import type { InstrumentKey } from "../shared/instrument-key.ts";
import { STREAM_VERSION } from "../shared/stream-version.ts";
import { TickFrameDecoder } from "../shared/tick-frame-decoder.ts";
import { type ControlMessage, controlMessage } from "./control-message.ts";
import type { SubscribedInstrument } from "./generated/api.ts";
import type { Tick } from "./tick.ts";

export type Incoming =
  | { kind: "control"; message: ControlMessage }
  | { kind: "ticks"; seq: number; ticks: Tick[] }
  | { kind: "other-version"; version: number }
  | { kind: "bad" };

const BAD: Incoming = { kind: "bad" };

/** Reads what the server sends, in either encoding, and knows the instruments its binary records stand for. */
export class Inbox {
  readonly #instruments = new Map<InstrumentKey, SubscribedInstrument>();
  readonly #byHandle = new Map<number, SubscribedInstrument>();
  readonly #decoder = new TickFrameDecoder();

  instrument(key: InstrumentKey): SubscribedInstrument | undefined {
    return this.#instruments.get(key);
  }

  learn(instrument: SubscribedInstrument): void {
    this.forget(instrument.key);
    this.#instruments.set(instrument.key, instrument);
    this.#byHandle.set(instrument.handle, instrument);
  }

  forget(key: InstrumentKey): void {
    const instrument = this.#instruments.get(key);
    if (instrument === undefined) return;
    this.#instruments.delete(key);
    this.#byHandle.delete(instrument.handle);
    this.#decoder.forget(instrument.handle);
  }

  /** Handles mean nothing on the next connection; the names of what is still wanted stay. */
  reset(isWanted: (key: InstrumentKey) => boolean): void {
    this.#byHandle.clear();
    this.#decoder.reset();
    for (const key of this.#instruments.keys()) if (!isWanted(key)) this.#instruments.delete(key);
  }

  read(data: unknown): Incoming {
    if (typeof data === "string") return readText(data);
    return data instanceof ArrayBuffer ? this.#readFrame(data) : BAD;
  }

  #readFrame(bytes: ArrayBuffer): Incoming {
    try {
      const { seq, ticks } = this.#decoder.decode(bytes, (handle) => this.#byHandle.get(handle));
      return { kind: "ticks", seq, ticks };
    } catch {
      return BAD;
    }
  }
}

function readText(text: string): Incoming {
  const value = parseObject(text);
  if (value === null) return BAD;
  if (value.type === "ticks") return readTicks(value);
  if (value.type === "hello" && typeof value.version === "number" && value.version !== STREAM_VERSION) {
    return { kind: "other-version", version: value.version };
  }
  const message = controlMessage(value);
  return message === null ? BAD : { kind: "control", message };
}

/** Fields looked at before a message is known to be one. */
interface Unchecked {
  type?: unknown;
  version?: unknown;
  seq?: unknown;
  ticks?: unknown;
}

/** Ticks are many and come from our own server: a check of their shape, not of each field. */
function readTicks({ seq, ticks }: Unchecked): Incoming {
  if (!Number.isSafeInteger(seq) || !Array.isArray(ticks) || !ticks.every(isTick)) return BAD;
  return { kind: "ticks", seq: seq as number, ticks };
}

function isTick(value: unknown): value is Tick {
  return typeof value === "object" && value !== null && "instrument" in value && typeof value.instrument === "string";
}

function parseObject(text: string): Unchecked | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" ? value : null;
  } catch {
    return null;
  }
}
