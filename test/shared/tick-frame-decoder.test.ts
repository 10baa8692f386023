import { describe, expect, test } from "bun:test";
import { readdirSync } from "node:fs";
import fc from "fast-check";
import type { FullTick } from "../../shared/tick.ts";
import { type TickFrame, TickFrameDecoder } from "../../shared/tick-frame-decoder.ts";
import { FRAME_HEADER_BYTES } from "../../shared/tick-frame-layout.ts";
import { MODES } from "../../shared/tick-mode.ts";
import type { HandleInfo } from "../../shared/tick-of-words.ts";
import { type FrameRecord, tickFrameBytes } from "../fakes/tick-frame-bytes.ts";
import { blankTick, tickInMode } from "../fakes/ticks.ts";

interface Vector {
  handles: Record<string, HandleInfo>;
  frames: TickFrame[];
}

const FIXTURES = new URL("../fixtures/frames/", import.meta.url).pathname;
const NAMES = readdirSync(FIXTURES)
  .filter((name) => name.endsWith(".hex"))
  .map((name) => name.slice(0, -".hex".length));

/** Frames of a .hex file: two digits a byte, `--` between frames, `#` and what follows it on a line is for people. */
async function framesOf(name: string): Promise<ArrayBuffer[]> {
  const text = await Bun.file(`${FIXTURES}${name}.hex`).text();
  const digits = text.replaceAll(/#.*/g, "").split(/^--$/m);
  return digits.map((frame) => Uint8Array.fromHex(frame.replaceAll(/\s/g, "")).buffer);
}

async function vectorOf(name: string): Promise<Vector> {
  return Bun.file(`${FIXTURES}${name}.json`).json();
}

const KEY = "IDX_I:13";
const ANY_HANDLE = (): HandleInfo => ({ key: KEY, decimals: 2 });
const UNKNOWN_HANDLE = () => undefined;

/** What a decoder says, or null for a RangeError; anything else thrown fails the test. */
function read(
  bytes: ArrayBuffer,
  handleInfo: (handle: number) => HandleInfo | undefined,
  decoder = new TickFrameDecoder(),
): TickFrame | null {
  try {
    return decoder.decode(bytes, handleInfo);
  } catch (error) {
    expect(error).toBeInstanceOf(RangeError);
    return null;
  }
}

test("there are vectors of every mode, and of all that can happen to a handle", () => {
  expect(NAMES.sort()).toEqual([
    "full-depth",
    "ltp-snapshot",
    "mixed-modes-unknown-handle",
    "quote-currency-stale",
    "quote-nothing-known",
  ]);
});

describe.each(NAMES)("vector %s", (name) => {
  test("P30 to P35: decodes to the values written beside it", async () => {
    const { handles, frames } = await vectorOf(name);
    const decoder = new TickFrameDecoder();
    const read = (await framesOf(name)).map((bytes) => decoder.decode(bytes, (handle) => handles[handle]));
    expect(read).toEqual(frames);
  });

  test("P30: cut at any length it is no frame, whether its handles are known or not", async () => {
    for (const bytes of await framesOf(name)) {
      for (let length = 0; length < bytes.byteLength; length++) {
        expect(read(bytes.slice(0, length), ANY_HANDLE)).toBeNull();
        expect(read(bytes.slice(0, length), UNKNOWN_HANDLE)).toBeNull();
      }
    }
  });

  test("P30: with bytes to spare it is no frame", async () => {
    for (const bytes of await framesOf(name)) {
      const longer = new Uint8Array(bytes.byteLength + 1);
      longer.set(new Uint8Array(bytes));
      expect(read(longer.buffer, ANY_HANDLE)).toBeNull();
    }
  });

  test("P30: a frame that is refused changes nothing of what is held", async () => {
    const { handles, frames } = await vectorOf(name);
    const decoder = new TickFrameDecoder();
    for (const [i, bytes] of (await framesOf(name)).entries()) {
      for (let length = 0; length < bytes.byteLength; length++)
        expect(read(bytes.slice(0, length), (handle) => handles[handle], decoder)).toBeNull();
      expect(decoder.decode(bytes, (handle) => handles[handle])).toEqual(frames[i]!);
    }
  });

  test("P35: without known handles it has no ticks, and is still a frame", async () => {
    const { frames } = await vectorOf(name);
    const read = (await framesOf(name)).map((bytes) => new TickFrameDecoder().decode(bytes, UNKNOWN_HANDLE));
    expect(read).toEqual(frames.map((frame) => ({ ...frame, ticks: [] })));
  });

  test("P35: changes of what no frame before has told whole are refused, also after another connection's frames", async () => {
    const [first, second] = await framesOf(name);
    expect(read(second!, ANY_HANDLE)).toBeNull();
    const decoder = new TickFrameDecoder();
    decoder.decode(first!, ANY_HANDLE);
    decoder.reset();
    expect(read(second!, ANY_HANDLE, decoder)).toBeNull();
  });
});

test("P30: a frame may be empty", () => {
  const header = new DataView(new ArrayBuffer(FRAME_HEADER_BYTES));
  header.setUint8(0, 1);
  expect(read(header.buffer, ANY_HANDLE)).toEqual({ seq: 0, snapshot: false, sentTime: 0, ticks: [] });
});

test("P5: a frame of another kind is refused", async () => {
  const [bytes] = await framesOf("ltp-snapshot");
  for (let kind = 0; kind < 256; kind++) {
    new DataView(bytes!).setUint8(0, kind);
    expect(read(bytes!, ANY_HANDLE) !== null).toBe(kind === 1);
  }
});

/** A frame of one record, its bytes given. */
function frameOf(...record: number[]): ArrayBuffer {
  const bytes = new Uint8Array(FRAME_HEADER_BYTES + record.length);
  bytes.set([1, 0, 1, 0]);
  bytes.set(record, FRAME_HEADER_BYTES);
  return bytes.buffer;
}

const WHOLE = 7 * 2 + 1;

test("P31: a record has a mode that there is, a handle that there may be, and numbers of 32 bits", () => {
  expect(read(frameOf(WHOLE, 0, 1, 0), ANY_HANDLE)?.ticks).toHaveLength(1);
  expect(read(frameOf(WHOLE, 3, 1, 0), ANY_HANDLE)).toBeNull();
  expect(read(frameOf(0xff, 0xff, 0x7f, 0, 1, 0), ANY_HANDLE)?.ticks).toHaveLength(1);
  expect(read(frameOf(0x81, 0x80, 0x80, 0x01, 0, 1, 0), ANY_HANDLE)).toBeNull();
  expect(read(frameOf(WHOLE, 0, 0xff, 0xff, 0xff, 0xff, 0x0f, 0), ANY_HANDLE)?.ticks).toHaveLength(1);
  expect(read(frameOf(WHOLE, 0, 0xff, 0xff, 0xff, 0xff, 0x1f, 0), ANY_HANDLE)).toBeNull();
  expect(read(frameOf(WHOLE, 0, 0xff, 0xff, 0xff, 0xff, 0x8f, 0, 0), ANY_HANDLE)).toBeNull();
});

test("P32: a whole record has its mode's fields only, and a mask no bits beyond the table", () => {
  for (const [mode, bits] of [
    [0, [0, 1, 11]],
    [1, [0, 1, 2, 3, 4, 5, 6, 8, 9, 10, 11, 12, 13]],
    [2, [...Array(17).keys()].filter((bit) => bit !== 7)],
  ] as const) {
    const taken = [...Array(20).keys()].filter((bit) => {
      const mask = [(1 << bit) & 127, ((2 ** bit) >> 7) & 127, (2 ** bit) >> 14].map(
        (part, i) => part | (i < 2 ? 128 : 0),
      );
      return bit !== 7 && read(frameOf(WHOLE, mode, 1, ...mask, 2), ANY_HANDLE) !== null;
    });
    expect(taken).toEqual([...bits]);
  }
});

test("P34: depth has thirty words and no more", () => {
  const depth = (...mask: number[]) => frameOf(WHOLE, 2, 1, 0x80, 0x01, ...mask, 2);
  expect(read(depth(0x80, 0x80, 0x80, 0x80, 0x02), ANY_HANDLE)?.ticks).toHaveLength(1);
  expect(read(depth(0x80, 0x80, 0x80, 0x80, 0x04), ANY_HANDLE)).toBeNull();
});

test("P30: rubbish of any length and any bytes gives a frame or a RangeError, and nothing else", () => {
  const rubbish = fc.uint8Array({ maxLength: 600 });
  const almostFrame = fc
    .tuple(fc.integer({ min: 0, max: 4 }), fc.uint8Array({ minLength: 16, maxLength: 600 }))
    .map(([records, bytes]) => {
      const view = new DataView(bytes.buffer);
      view.setUint8(0, 1);
      view.setUint16(2, records, true);
      return bytes;
    });
  fc.assert(
    fc.property(fc.oneof(rubbish, almostFrame), fc.boolean(), (bytes, isKnown) => {
      read(bytes.slice().buffer, isKnown ? ANY_HANDLE : UNKNOWN_HANDLE);
    }),
    { numRuns: 2_000 },
  );
});

const NOW = 1_781_065_197_250;
const price = fc.option(fc.integer({ min: 1, max: 0x7ffffffe }).map((units) => units / 100));
const count = fc.option(fc.integer({ min: 0, max: 0xfffffffe }));
const side = fc.option(
  fc.record({ price: price.filter((value) => value !== null), quantity: fc.nat(), orders: fc.nat(0xffff) }),
);
const level = fc.tuple(side, side).map(([bid, ask]) => ({
  bidPrice: bid?.price ?? null,
  bidQuantity: bid?.quantity ?? null,
  bidOrders: bid?.orders ?? null,
  askPrice: ask?.price ?? null,
  askQuantity: ask?.quantity ?? null,
  askOrders: ask?.orders ?? null,
}));
const anyTick: fc.Arbitrary<FullTick> = fc.record({
  instrument: fc.constant(KEY),
  ltp: price,
  exchangeTime: fc.option(fc.integer({ min: 1, max: 4_000_000_000 }).map((seconds) => seconds * 1_000)),
  receivedTime: fc.option(fc.integer({ min: NOW - 0xfffffffe, max: NOW })),
  source: fc.constantFrom(null, "stream", "rest", "previous-close"),
  stale: fc.boolean(),
  previousClose: price,
  open: price,
  high: price,
  low: price,
  averagePrice: price,
  lastQuantity: count,
  volume: count,
  totalBuyQuantity: count,
  totalSellQuantity: count,
  oi: count,
  previousOi: count,
  oiDayHigh: count,
  oiDayLow: count,
  depth: fc
    .array(level, { minLength: 5, maxLength: 5 })
    .map((levels) => (levels.some((l) => l.bidPrice !== null || l.askPrice !== null) ? levels : null)),
});

test("P32 to P34: from any values to any others, in any mode, the decoder holds what was written", () => {
  const property = fc.property(
    fc.array(fc.record({ tick: anyTick, handle: fc.nat(2), isWhole: fc.boolean() }), { minLength: 1, maxLength: 12 }),
    fc.constantFrom(...MODES),
    (steps, mode) => {
      const decoder = new TickFrameDecoder();
      const held = new Map<number, FullTick>();
      for (const [seq, { tick, handle, isWhole }] of steps.entries()) {
        const before = isWhole ? undefined : (held.get(handle) ?? undefined);
        const record: FrameRecord = { handle, decimals: 2, mode, tick, ...(before === undefined ? {} : { before }) };
        const frame = decoder.decode(tickFrameBytes(seq, false, NOW, [record]), ANY_HANDLE);
        expect(frame).toEqual({ seq, snapshot: false, sentTime: NOW, ticks: [tickInMode(tick, mode)] });
        // What a mode does not have is not written either.
        held.set(handle, { ...blankTick(KEY), ...tickInMode(tick, mode) });
      }
    },
  );
  fc.assert(property, { numRuns: 300 });
});
