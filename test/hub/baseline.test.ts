import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { Baseline, HOLDS_NOTHING } from "../../server/hub/baseline.ts";
import { BinaryFrame, JsonFrame, MAX_RECORDS_PER_FRAME } from "../../server/hub/frame.ts";
import { shapeOf } from "../../server/hub/shape.ts";
import type { Tick } from "../../shared/tick.ts";
import { TickFrameDecoder } from "../../shared/tick-frame-decoder.ts";
import { FRAME_HEADER_BYTES, LARGEST_HANDLE } from "../../shared/tick-frame-layout.ts";
import { MODES, type Mode } from "../../shared/tick-mode.ts";
import { anyPacket, HUB_KEYS } from "../fakes/hub-arbitraries.ts";
import { fullPacket, quotePacket, tickerPacket } from "../fakes/hub-packets.ts";
import { HubRig, RIG_NOW } from "../fakes/hub-rig.ts";
import { expectedTick } from "../fakes/known-tick.ts";

const OPTION = "NSE_FNO:55796";

/** A store that holds an instrument of each segment, and what a cohort knows of it. */
function filled(...packets: Uint8Array[]) {
  const rig = new HubRig();
  const slots = HUB_KEYS.map((key) => rig.store.open(key));
  for (const packet of packets) {
    rig.receive(packet);
    rig.clock.advance(1);
  }
  const facts = { reader: rig.reader, keyOf: (slot: number) => rig.store.keyOf(slot) };
  const slotOf = (key: string) => slots[HUB_KEYS.indexOf(key)]!;
  return { rig, slots, slotOf, baseline: new Baseline(facts) };
}

/** A client that is sent what it lacks of one slot, beat by beat, and what it then has. */
class Reader {
  readonly #rig: HubRig;
  readonly #baseline: Baseline;
  readonly #decoder = new TickFrameDecoder();
  readonly #frame = new BinaryFrame();
  readonly row: number;
  readonly #mode: number;
  #held = HOLDS_NOTHING;
  #seq = 0;

  constructor({ rig, baseline }: ReturnType<typeof filled>, slot: number, mode: Mode) {
    this.#rig = rig;
    this.#baseline = baseline;
    this.#mode = MODES.indexOf(mode);
    this.row = baseline.retain(slot, shapeOf(this.#mode, "binary"));
  }

  /** Bytes of the record. */
  bytes = 0;

  read(): Tick {
    this.#frame.add(this.#baseline.records, this.#baseline.recordFor(this.row, this.#mode, this.#held));
    this.#held = this.#baseline.versions[this.row]!;
    const frame = this.#frame.finish(++this.#seq, false, this.#baseline.now);
    this.bytes = frame.byteLength - FRAME_HEADER_BYTES;
    const { ticks } = this.#decoder.decode(frame.slice().buffer, (handle) => ({
      key: this.#rig.store.keyOf(handle),
      decimals: this.#rig.reader.decimals(handle),
    }));
    return ticks[0]!;
  }

  leave(): void {
    this.#baseline.release(this.row, this.#mode);
  }
}

test("P30 to P34: what is written is read back, whatever the store holds and however it changes, in any segment and mode", () => {
  const beat = fc.record({ packets: fc.array(anyPacket(), { maxLength: 8 }), stale: fc.subarray([...HUB_KEYS]) });
  const property = fc.property(fc.array(beat, { minLength: 1, maxLength: 8 }), (beats) => {
    const all = filled();
    const { rig, slots, baseline } = all;
    const readers = slots.flatMap((slot) => MODES.map((mode) => ({ slot, mode, reader: new Reader(all, slot, mode) })));
    for (const { packets, stale } of beats) {
      rig.receive(...packets);
      rig.store.markStale(stale);
      rig.clock.advance(7);
      baseline.begin(rig.clock.now());
      baseline.takeAll();
      for (const { slot, mode, reader } of readers)
        expect(reader.read()).toEqual(expectedTick(rig.reader, slot, rig.store.keyOf(slot), mode));
    }
  });
  fc.assert(property, { numRuns: 100 });
});

describe("a record", () => {
  test("P32: is whole for a client that holds nothing, or not the values before; for the others it tells what has changed", () => {
    const all = filled(quotePacket(OPTION, { ltp: 112.05, volume: 65_000, open: 100, high: 120, low: 95 }));
    const { rig, baseline, slotOf } = all;
    const slot = slotOf(OPTION);
    const [steady, late] = [new Reader(all, slot, "quote"), new Reader(all, slot, "quote")];
    const beat = (ltp: number) => {
      rig.receive(tickerPacket(OPTION, { ltp }));
      baseline.begin(rig.clock.now());
      baseline.takeAll();
    };
    beat(112.1);
    steady.read();
    const wholeBytes = steady.bytes;
    late.read();
    beat(112.15);
    steady.read();
    expect(steady.bytes).toBe(4);
    // The other one is not asked at this beat.
    beat(112.2);
    expect(steady.read()).toMatchObject({ ltp: 112.2, volume: 65_000 });
    expect(late.read()).toMatchObject({ ltp: 112.2, volume: 65_000, open: 100 });
    expect(late.bytes).toBe(wholeBytes);
    beat(112.25);
    expect([steady.read(), late.read()].map(({ ltp }) => ltp)).toEqual([112.25, 112.25]);
    expect([steady.bytes, late.bytes]).toEqual([4, 4]);
  });

  test("P32: is encoded once a mode, whoever gets it", () => {
    const all = filled(quotePacket(OPTION, { ltp: 112.05 }));
    const { rig, baseline, slotOf } = all;
    const readers = [...MODES, ...MODES, ...MODES].map((mode) => new Reader(all, slotOf(OPTION), mode));
    for (const ltp of [1, 2]) {
      rig.receive(tickerPacket(OPTION, { ltp }));
      baseline.begin(rig.clock.now());
      baseline.takeAll();
      for (const reader of readers) reader.read();
    }
    expect(baseline.records.count).toBe(MODES.length);
  });

  test("P32: of a mode that was not wanted for a while builds on what is true now", () => {
    const level = { bidPrice: 112, bidQuantity: 650, bidOrders: 3, askPrice: 112.1, askQuantity: 65, askOrders: 1 };
    const depthOf = (bidQuantity: number) => Array.from({ length: 5 }, () => ({ ...level, bidQuantity }));
    const full = (ltp: number) => fullPacket(OPTION, { ltp, depth: depthOf(ltp), oi: 7 });
    const all = filled(full(100));
    const { rig, baseline, slotOf } = all;
    const slot = slotOf(OPTION);
    const poor = new Reader(all, slot, "ltp");
    const beat = (...packets: Uint8Array[]) => {
      rig.receive(...packets);
      baseline.begin(rig.clock.now());
      baseline.takeAll();
      poor.read();
    };
    new Reader(all, slot, "full").leave();
    beat(full(101));
    beat(full(102));
    const [rich, later] = [new Reader(all, slot, "full"), new Reader(all, slot, "full")];
    const expected = () => expectedTick(rig.reader, slot, OPTION, "full");
    // Without a change since: the values of the beat are those of the store.
    expect(rich.read()).toEqual(expected());
    beat(full(103));
    expect(rich.read()).toEqual(expected());
    expect(later.read()).toEqual(expected());
    beat(full(104));
    expect([rich.read(), later.read()]).toEqual([expected(), expected()]);
  });

  test("P15: may be of the greatest handle there is", () => {
    const { baseline, rig, slotOf } = filled(fullPacket(OPTION, { ltp: 112.05 }));
    const words = new Uint32Array(100).fill(0xffffffff);
    const number = baseline.records.addWhole(LARGEST_HANDLE, 2, 1, words, 0);
    const frame = new BinaryFrame();
    frame.add(baseline.records, number);
    const bytes = frame.finish(1, false, RIG_NOW).slice().buffer;
    const seen: number[] = [];
    new TickFrameDecoder().decode(bytes, (handle) => {
      seen.push(handle);
      return { key: rig.store.keyOf(slotOf(OPTION)), decimals: 2 };
    });
    expect(seen).toEqual([LARGEST_HANDLE]);
  });

  test("is as long as room is made for, at most", () => {
    const { baseline } = filled();
    // From nothing to the farthest from it: each value takes five bytes.
    const words = new Uint32Array(100).fill(0x80000000);
    const number = baseline.records.addWhole(LARGEST_HANDLE, 2, 0xffffffff, words, 0);
    const { starts } = baseline.records;
    expect(starts[number + 1]! - starts[number]!).toBe(3 + 1 + 5 + 3 + 16 * 5 + 5 + 30 * 5);
    const frame = new BinaryFrame();
    for (let i = 0; i < MAX_RECORDS_PER_FRAME; i++) frame.add(baseline.records, number);
    const bytes = frame.finish(1, false, RIG_NOW).slice().buffer;
    expect(new TickFrameDecoder().decode(bytes, () => ({ key: OPTION, decimals: 2 })).ticks).toHaveLength(1_000);
  });
});

describe("rows", () => {
  test("are there as long as anybody wants their slot, and are used again for others", () => {
    const all = filled();
    const { baseline, slots } = all;
    const [one, other] = [new Reader(all, slots[0]!, "ltp"), new Reader(all, slots[0]!, "full")];
    one.leave();
    expect(baseline.rowOf(slots[0]!)).toBe(other.row);
    other.leave();
    expect([baseline.rowOf(slots[0]!), baseline.size]).toEqual([-1, 0]);
    const next = new Reader(all, slots[1]!, "quote");
    expect(next.row).toBe(other.row);
    expect(baseline.slotOf(next.row)).toBe(slots[1]!);
  });

  test("P32: a slot that stands for another instrument begins anew", () => {
    const all = filled();
    const { rig, baseline, slotOf } = all;
    const slot = slotOf(OPTION);
    const first = new Reader(all, slot, "quote");
    rig.receive(quotePacket(OPTION, { ltp: 112.05, volume: 7 }));
    baseline.begin(rig.clock.now());
    baseline.takeAll();
    first.read();
    first.leave();
    rig.store.close(OPTION);
    expect(rig.store.open("NSE_EQ:2885")).toBe(slot);
    rig.receive(quotePacket("NSE_EQ:2885", { ltp: 1_412.6, volume: 9 }));
    const second = new Reader(all, slot, "quote");
    baseline.begin(rig.clock.now());
    baseline.takeAll();
    expect(second.read()).toMatchObject({ instrument: "NSE_EQ:2885", ltp: 1_412.6, volume: 9 });
  });
});

describe("a frame", () => {
  test("P20: is full at 1,000 records, in both encodings, and empty once it is finished", () => {
    const all = filled(fullPacket(OPTION, { ltp: 112.05 }));
    const { baseline, slotOf } = all;
    baseline.begin(RIG_NOW);
    for (const [frame, encoding] of [
      [new BinaryFrame(), "binary"],
      [new JsonFrame(), "json"],
    ] as const) {
      const row = baseline.retain(slotOf(OPTION), shapeOf(2, encoding));
      for (let i = 0; i < MAX_RECORDS_PER_FRAME; i++) {
        expect(frame.isFull).toBe(false);
        frame.add(baseline.records, baseline.recordFor(row, shapeOf(2, encoding), HOLDS_NOTHING));
      }
      expect([frame.isFull, frame.records]).toEqual([true, 1_000]);
      frame.finish(1, false, RIG_NOW);
      expect([frame.isFull, frame.records]).toEqual([false, 0]);
    }
  });
});

describe("received times", () => {
  const receivedAt = (now: number) => {
    const all = filled(tickerPacket(OPTION, { ltp: 112 }));
    const reader = new Reader(all, all.slotOf(OPTION), "ltp");
    all.baseline.begin(now);
    return reader.read().receivedTime;
  };

  test("P23: a clock that steps back makes a tick that is just received, never one of 49 days ago", () => {
    expect(receivedAt(RIG_NOW - 60_000)).toBe(RIG_NOW - 60_000);
  });

  test("P23: what was received longer ago than a record can tell is told as that old, and not as never received", () => {
    const now = RIG_NOW + 60 * 86_400_000;
    expect(receivedAt(now)).toBe(now - 0xfffffffe);
  });
});
