import { describe, expect, test } from "bun:test";
import { readdirSync } from "node:fs";
import fc from "fast-check";
import { decodeTickFrame, type HandleInfo, type TickFrame } from "../../shared/tick-frame.ts";
import { FRAME_HEADER_BYTES } from "../../shared/tick-frame-layout.ts";

interface Vector {
  handles: Record<string, HandleInfo>;
  frame: TickFrame;
}

const FIXTURES = new URL("../fixtures/frames/", import.meta.url).pathname;
const NAMES = readdirSync(FIXTURES)
  .filter((name) => name.endsWith(".hex"))
  .map((name) => name.slice(0, -".hex".length));

/** Bytes of a .hex file: two digits each, `#` and what follows it on a line is for people. */
async function bytesOf(name: string): Promise<ArrayBuffer> {
  const text = await Bun.file(`${FIXTURES}${name}.hex`).text();
  const digits = text.replaceAll(/#.*/g, "").replaceAll(/\s/g, "");
  return Uint8Array.fromHex(digits).buffer;
}

async function vectorOf(name: string): Promise<Vector> {
  return Bun.file(`${FIXTURES}${name}.json`).json();
}

const ANY_HANDLE = (): HandleInfo => ({ key: "IDX_I:13", decimals: 2 });
const UNKNOWN_HANDLE = () => undefined;

/** True for a frame, false for a RangeError; anything else thrown fails the test. */
function isFrame(bytes: ArrayBuffer, handleInfo: (handle: number) => HandleInfo | undefined): boolean {
  try {
    decodeTickFrame(bytes, handleInfo);
    return true;
  } catch (error) {
    expect(error).toBeInstanceOf(RangeError);
    return false;
  }
}

test("there are vectors of every mode", () => {
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
    const { handles, frame } = await vectorOf(name);
    expect(decodeTickFrame(await bytesOf(name), (handle) => handles[handle])).toEqual(frame);
  });

  test("P30: cut at any length it is no frame, whether its handles are known or not", async () => {
    const bytes = await bytesOf(name);
    for (let length = 0; length < bytes.byteLength; length++) {
      expect(isFrame(bytes.slice(0, length), ANY_HANDLE)).toBe(false);
      expect(isFrame(bytes.slice(0, length), UNKNOWN_HANDLE)).toBe(false);
    }
  });

  test("P30: with bytes to spare it is no frame", async () => {
    const longer = new Uint8Array((await bytesOf(name)).byteLength + 1);
    longer.set(new Uint8Array(await bytesOf(name)));
    expect(isFrame(longer.buffer, ANY_HANDLE)).toBe(false);
  });

  test("P35: without known handles it has no ticks, and is still a frame", async () => {
    const { frame } = await vectorOf(name);
    expect(decodeTickFrame(await bytesOf(name), UNKNOWN_HANDLE)).toEqual({ ...frame, ticks: [] });
  });
});

test("P30: a frame may be empty", () => {
  const header = new DataView(new ArrayBuffer(FRAME_HEADER_BYTES));
  header.setUint8(0, 1);
  expect(decodeTickFrame(header.buffer, ANY_HANDLE)).toEqual({ seq: 0, snapshot: false, sentTime: 0, ticks: [] });
});

test("P5: a frame of another kind is refused", async () => {
  const bytes = await bytesOf("ltp-snapshot");
  for (let kind = 0; kind < 256; kind++) {
    new DataView(bytes).setUint8(0, kind);
    expect(isFrame(bytes, ANY_HANDLE)).toBe(kind === 1);
  }
});

test("P32: a record of mode 3, which there is not, is refused", async () => {
  const bytes = await bytesOf("ltp-snapshot");
  new DataView(bytes).setUint32(FRAME_HEADER_BYTES, 7 | (3 << 20), true);
  expect(isFrame(bytes, ANY_HANDLE)).toBe(false);
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
      isFrame(bytes.slice().buffer, isKnown ? ANY_HANDLE : UNKNOWN_HANDLE);
    }),
    { numRuns: 2_000 },
  );
});
