import { expect, test } from "bun:test";
import { readdirSync } from "node:fs";
import fc from "fast-check";
import type { SessionSocket } from "../../server/hub/outlet.ts";
import type { InstrumentKey } from "../../shared/instrument-key.ts";
import type { DownMessage, SubscribedInstrument } from "../../shared/stream-down.ts";
import { StreamLimits } from "../../shared/stream-limits.ts";
import { TickFrameDecoder } from "../../shared/tick-frame-decoder.ts";
import { FRAME_HEADER_BYTES, FrameOffset } from "../../shared/tick-frame-layout.ts";
import { MODES, type Mode } from "../../shared/tick-mode.ts";
import { anyPacket, HUB_KEYS } from "../fakes/hub-arbitraries.ts";
import { HubRig, RIG_USER } from "../fakes/hub-rig.ts";
import { isFrame, type Reading, type Received, readInPython, readVectorInPython } from "../python/python-decoder.ts";

const FIXTURES = new URL("../fixtures/frames/", import.meta.url).pathname;

test.each(readdirSync(FIXTURES).filter((name) => name.endsWith(".hex")))(
  "P30 to P35: the decoder in Python reads of the vector %s what is written beside it",
  async (name) => {
    const { frames } = await Bun.file(FIXTURES + name.replace(/hex$/, "json")).json();
    expect(readVectorInPython(FIXTURES + name)).toEqual(frames);
  },
);

/** Keeps what a session is sent as lines: JSON as it is, frames in hexadecimal. */
class RecordingSocket implements SessionSocket {
  readonly messages: string[] = [];
  claimedBytes = 0;

  send(data: string | Uint8Array): number {
    this.messages.push(typeof data === "string" ? data : data.toHex());
    return -1;
  }

  getBufferedAmount(): number {
    return this.claimedBytes;
  }

  close(): void {}
}

type Step =
  | { do: "tick"; packets: Uint8Array[] }
  | { do: "stale"; keys: InstrumentKey[] }
  | { do: "subscribe"; instruments: InstrumentKey[]; mode: Mode; everyMs: number }
  | { do: "unsubscribe"; instruments: InstrumentKey[] }
  | { do: "resume" }
  | { do: "lag"; claimedBytes: number }
  | { do: "advance"; ms: number };

const keys = fc.subarray([...HUB_KEYS], { minLength: 1 });
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({ do: fc.constant("tick"), packets: fc.array(anyPacket(), { minLength: 1, maxLength: 6 }) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("stale"), keys }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant("subscribe"),
      instruments: keys,
      mode: fc.constantFrom(...MODES),
      everyMs: fc.constantFrom(0, 20, 100),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("unsubscribe"), instruments: keys }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("resume") }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant("lag"), claimedBytes: fc.constantFrom(0, StreamLimits.laggingBytes + 1) }),
  },
  { weight: 6, arbitrary: fc.record({ do: fc.constant("advance"), ms: fc.constantFrom(0, 20, 100, 5_000) }) },
);
const steps = fc.array(step, { minLength: 1, maxLength: 60, size: "max" });

/** What the server's own hub sends when these things happen, connection by connection. */
async function connectionsOf(steps: readonly Step[]): Promise<Received[]> {
  // A feed with room for fewer: some are evicted, and come back under other handles.
  const rig = new HubRig({ feedCapacity: 6, isEvicting: true, limits: { messagesPerSecond: 1_000 } });
  const open = () => {
    const socket = new RecordingSocket();
    return { socket, session: rig.hub.open(socket, "binary", RIG_USER) };
  };
  const connections = [open()];
  const say = (message: object) => rig.hub.receive(connections.at(-1)!.session, JSON.stringify(message));
  say({ op: "subscribe", instruments: HUB_KEYS.slice(0, 4), mode: "full", everyMs: 20 });
  for (const step of steps) {
    switch (step.do) {
      case "tick":
        rig.receive(...step.packets);
        break;
      case "stale":
        rig.store.markStale(step.keys);
        break;
      case "subscribe":
        say({ op: "subscribe", instruments: step.instruments, mode: step.mode, everyMs: step.everyMs });
        break;
      case "unsubscribe":
        say({ op: "unsubscribe", instruments: step.instruments });
        break;
      case "resume": {
        const { session, socket } = connections.at(-1)!;
        rig.cut(session);
        connections.push(open());
        const { epoch, session: id } = JSON.parse(socket.messages[0]!);
        say({ op: "resume", epoch, session: id, seq: 0 });
        break;
      }
      case "lag":
        connections.at(-1)!.socket.claimedBytes = step.claimedBytes;
        break;
      case "advance":
        await rig.endTurn();
        rig.clock.advance(step.ms);
        await rig.endTurn();
    }
  }
  rig.hub.shutDown();
  return connections.map(({ socket }) => socket.messages);
}

/** What the TypeScript decoder reads of a connection, with a client's knowledge of handles around it. */
function readInTypeScript(messages: Received): Reading[] {
  const decoder = new TickFrameDecoder();
  const known = new Map<number, SubscribedInstrument>();
  const forget = (keys: readonly string[]) => {
    for (const { handle } of [...known.values()].filter(({ key }) => keys.includes(key))) {
      known.delete(handle);
      decoder.forget(handle);
    }
  };
  const readings: Reading[] = [];
  for (const text of messages) {
    if (isFrame(text)) {
      readings.push(decodedOrNull(decoder, text, known));
      continue;
    }
    const message: DownMessage = JSON.parse(text);
    if (message.type === "unsubscribed") forget(message.instruments);
    const told = message.type === "subscribed" ? message.details : message.type === "resumed" ? message.restored : [];
    forget(told.map(({ key }) => key));
    for (const instrument of told) known.set(instrument.handle, instrument);
  }
  return readings;
}

function decodedOrNull(decoder: TickFrameDecoder, hex: string, known: Map<number, SubscribedInstrument>): Reading {
  try {
    return decoder.decode(Uint8Array.fromHex(hex).buffer, (handle) => known.get(handle));
  } catch (error) {
    expect(error).toBeInstanceOf(RangeError);
    return null;
  }
}

/** Both read the same of each connection; where not, the first that differs is shown. Returns what they read. */
function compare(connections: readonly Received[]): Reading[][] {
  const expected = connections.map(readInTypeScript);
  for (const [i, readings] of readInPython(connections).entries())
    expect({ received: connections[i], readings }).toEqual({ received: connections[i]!, readings: expected[i]! });
  return expected;
}

test("P30 to P35: whatever the server sends, the decoder in Python reads what the one in TypeScript reads", async () => {
  const connections = (await Promise.all(fc.sample(steps, 100).map(connectionsOf))).flat();
  const frames = compare(connections).flat();
  expect(frames).not.toContain(null);
  const ticks = frames.flatMap((frame) => frame!.ticks);
  expect(frames.length).toBeGreaterThan(300);
  expect(ticks.some((tick) => "depth" in tick && tick.depth !== null)).toBe(true);
  expect(ticks.some(({ instrument, ltp }) => instrument === "NSE_CURRENCY:1150" && ltp !== null)).toBe(true);
});

interface Damage {
  do: "set" | "insert" | "remove" | "flags" | "records";
  at: number;
  byte: number;
}

const DAMAGES = { minLength: 10, maxLength: 30, size: "max" } as const;
/** Changes of a frame's bytes behind `kind`; `seq` and `sentTime` stay. */
const damage: fc.Arbitrary<Damage> = fc.oneof(
  fc.record({ do: fc.constant("set"), at: fc.nat(), byte: fc.nat(255) }),
  fc.record({ do: fc.constant("insert"), at: fc.nat(), byte: fc.nat(255) }),
  fc.record({ do: fc.constant("remove"), at: fc.nat(), byte: fc.constant(0) }),
  fc.record({ do: fc.constant("flags"), at: fc.constant(0), byte: fc.nat(255) }),
  fc.record({ do: fc.constant("records"), at: fc.constant(0), byte: fc.nat(3) }),
);

function damaged(hex: string, change: Damage): string {
  const bytes = [...Uint8Array.fromHex(hex)];
  const at = FRAME_HEADER_BYTES + (change.at % (bytes.length - FRAME_HEADER_BYTES));
  if (change.do === "set") bytes[at] = change.byte;
  if (change.do === "insert") bytes.splice(at, 0, change.byte);
  if (change.do === "remove") bytes.splice(at, 1);
  if (change.do === "flags") bytes[FrameOffset.flags] = change.byte;
  if (change.do === "records") bytes[FrameOffset.records] = change.byte;
  return Uint8Array.from(bytes).toHex();
}

test("P30: of a frame that was damaged both read the same, or both refuse it", async () => {
  const connections: Received[] = [];
  for (const [sampled, damages] of fc.sample(fc.tuple(steps, fc.array(fc.tuple(fc.nat(), damage), DAMAGES)), 50)) {
    const [messages] = await connectionsOf(sampled);
    const frames = [...messages!.keys()].filter((i) => isFrame(messages![i]!));
    for (const [pick, change] of damages) {
      const at = frames[pick % frames.length]!;
      connections.push([...messages!.slice(0, at), damaged(messages![at]!, change)]);
    }
  }
  const last = compare(connections).map((readings) => readings.at(-1)!);
  expect(last.filter((reading) => reading === null).length).toBeGreaterThan(50);
  expect(last.filter((reading) => reading !== null).length).toBeGreaterThan(50);
});

test("P30: of a frame that is refused neither takes anything", async () => {
  const connections = (await Promise.all(fc.sample(steps, 20).map(connectionsOf))).flat();
  const withCuts = connections.map((messages) =>
    messages.flatMap((message) => (isFrame(message) ? [message.slice(0, -2), message] : [message])),
  );
  const expected = compare(connections).map((readings) => readings.flatMap((reading) => [null, reading]));
  expect(compare(withCuts)).toEqual(expected);
});

const HELLO = `{"type":"hello"}`;
const SUBSCRIBED = `{"type":"subscribed","details":[{"key":"NSE_FNO:55796","handle":7,"decimals":2}]}`;
const UNSUBSCRIBED = `{"type":"unsubscribed","instruments":["NSE_FNO:55796"]}`;
/** A frame of one record. */
const frame = (seq: number, record: string) => `010001000${seq}00000000206c22fcea7942${record.replaceAll(" ", "")}`;
const [WHOLE_LTP, LTP_CHANGES] = ["0f 00 0d 01 02", "0e 01 01 02"];

test.each([
  ["in changes, a bit that the mode has not", [frame(1, WHOLE_LTP), frame(2, "0e 01 04 02")], [1, 1]],
  ["in changes, a bit that no mode has", [frame(1, WHOLE_LTP), frame(2, "0e 01 808008 02")], [1, null]],
  ["in a whole record, a bit that its mode has not", [frame(1, "0f 00 0d 04 02")], [null]],
  ["in the mask of depth, the last bit that there is", [frame(1, "0f 02 0d 8001 8080808002 02")], [1]],
  ["in the mask of depth, the bit behind it", [frame(1, "0f 02 0d 8001 8080808004 02")], [null]],
  ["in `state`, a bit without a meaning", [frame(1, "0f 00 0d 8010 22")], [1]],
  ["a varint that is longer than need be", [frame(1, "0f 00 8d00 01 02")], [1]],
  ["a varint of 33 bits", [frame(1, "0f 00 ffffffff1f 00")], [null]],
  ["a handle that is not known", [frame(1, "11 00 0d 01 02"), frame(2, "10 01 01 02")], [0, 0]],
  ["a handle that can't be", [frame(1, "81808001 00 0d 01 02")], [null]],
  ["no record", [frame(1, "").replace(/^01000100/, "01000000")], [0]],
  ["changes after the key was unsubscribed", [frame(1, WHOLE_LTP), UNSUBSCRIBED, frame(2, LTP_CHANGES)], [1, 0]],
  ["changes after it was subscribed again", [frame(1, WHOLE_LTP), SUBSCRIBED, frame(2, LTP_CHANGES)], [1, null]],
])("P30 to P35: both say the same: %s", (_, messages, ticks) => {
  const [readings] = compare([[HELLO, SUBSCRIBED, ...messages]]);
  expect(readings!.map((reading) => reading?.ticks.length ?? null)).toEqual(ticks);
});

test("P19: the decoder in Python refuses all that follows a hole in `seq`", async () => {
  const packets = fc.sample(anyPacket(["IDX_I:13"]), 1);
  const turn: Step[] = [
    { do: "tick", packets },
    { do: "advance", ms: 20 },
  ];
  const [messages] = await connectionsOf([...turn, ...turn, ...turn]);
  const frames = messages!.filter(isFrame);
  expect(frames.length).toBe(4);
  const [readings] = readInPython([messages!.filter((message) => message !== frames[1])]);
  expect(readings!.map((reading) => reading?.seq)).toEqual([1, undefined, undefined]);
});
