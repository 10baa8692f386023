import { expect, test } from "bun:test";
import fc from "fast-check";
import { FrameWriter, MAX_RECORDS_PER_FRAME } from "../../server/hub/frame-writer.ts";
import { decodeTickFrame } from "../../shared/tick-frame.ts";
import { FRAME_HEADER_BYTES, RECORD_BYTES } from "../../shared/tick-frame-layout.ts";
import { MODES } from "../../shared/tick-mode.ts";
import { anyPacket, HUB_KEYS } from "../fakes/hub-arbitraries.ts";
import { fullPacket, tickerPacket } from "../fakes/hub-packets.ts";
import { HubRig, RIG_NOW } from "../fakes/hub-rig.ts";
import { expectedTick } from "../fakes/known-tick.ts";

const OPTION = "NSE_FNO:55796";

/** A store that holds an instrument of each segment, and a writer on it. */
function filled(...packets: Uint8Array[]) {
  const rig = new HubRig();
  const slots = HUB_KEYS.map((key) => rig.store.open(key));
  for (const packet of packets) {
    rig.receive(packet);
    rig.clock.advance(1);
  }
  const decode = (frame: Uint8Array) =>
    decodeTickFrame(frame.slice().buffer, (slot) => ({
      key: rig.store.keyOf(slot),
      decimals: rig.reader.decimals(slot),
    }));
  return { rig, slots, writer: new FrameWriter(rig.reader), decode };
}

test("P30 to P34: what is written is read back, whatever the store holds, in any segment and mode", () => {
  const record = fc.tuple(fc.nat(HUB_KEYS.length - 1), fc.nat(MODES.length - 1));
  const property = fc.property(
    fc.array(anyPacket(), { maxLength: 30 }),
    fc.subarray([...HUB_KEYS]),
    fc.array(record, { maxLength: 60 }),
    fc.nat(0xffffffff),
    fc.boolean(),
    (packets, staleKeys, records, seq, isSnapshot) => {
      const { rig, slots, writer, decode } = filled(...packets);
      rig.store.markStale(staleKeys);
      const now = rig.clock.now();
      for (const [instrument, mode] of records) writer.add(slots[instrument]!, mode, now);

      const frame = decode(writer.finish(seq, isSnapshot));

      const ticks = records.map(([instrument, mode]) =>
        expectedTick(rig.reader, slots[instrument]!, HUB_KEYS[instrument]!, MODES[mode]!),
      );
      expect(frame.ticks).toEqual(ticks);
      expect(frame.seq).toBe(seq);
      expect(frame.snapshot).toBe(isSnapshot);
      if (records.length > 0) expect(frame.sentTime).toBe(now);
    },
  );
  fc.assert(property, { numRuns: 300 });
});

test("P32: a frame is its header and its records, to the byte", () => {
  const { slots, writer } = filled();
  for (const [mode, name] of MODES.entries()) {
    writer.add(slots[0]!, mode, RIG_NOW);
    expect(writer.finish(1, false).byteLength).toBe(FRAME_HEADER_BYTES + RECORD_BYTES[name]);
  }
});

test("P20: a frame is full at 1,000 records, and holds them all", () => {
  const { slots, writer, decode } = filled(fullPacket(OPTION, { ltp: 112.05 }));
  for (let i = 0; i < MAX_RECORDS_PER_FRAME; i++) {
    expect(writer.isFull).toBe(false);
    writer.add(slots[i % slots.length]!, MODES.indexOf("full"), RIG_NOW);
  }
  expect(writer.isFull).toBe(true);
  const frame = decode(writer.finish(1, false));
  expect(frame.ticks).toHaveLength(MAX_RECORDS_PER_FRAME);
  expect(frame.ticks.filter(({ ltp }) => ltp === 112.05)).toHaveLength(MAX_RECORDS_PER_FRAME / slots.length);
});

test("a finished writer is empty again", () => {
  const { slots, writer, decode } = filled();
  writer.add(slots[0]!, 0, RIG_NOW);
  writer.finish(1, true);
  expect(writer.records).toBe(0);
  writer.add(slots[1]!, 0, RIG_NOW);
  const { seq, snapshot, ticks } = decode(writer.finish(2, false));
  expect({ seq, snapshot, instruments: ticks.map(({ instrument }) => instrument) }).toEqual({
    seq: 2,
    snapshot: false,
    instruments: [HUB_KEYS[1]!],
  });
});

test("P23: received times stay true while a frame is gathered, and none lies after the frame", () => {
  const { rig, slots, writer, decode } = filled(tickerPacket(OPTION, { ltp: 112 }));
  const received = rig.clock.now() - 1;
  rig.clock.advance(9);
  const begun = rig.clock.now();
  writer.add(slots[2]!, 0, begun);
  rig.clock.advance(5);
  writer.add(slots[2]!, 0, rig.clock.now());
  rig.receive(tickerPacket(OPTION, { ltp: 113 }));
  writer.add(slots[2]!, 0, rig.clock.now());

  const { sentTime, ticks } = decode(writer.finish(1, false));

  expect(sentTime).toBe(begun);
  expect(ticks.map(({ receivedTime }) => receivedTime)).toEqual([received, received, begun]);
});

test("P23: a clock that steps back makes a tick that is just received, never one of 49 days ago", () => {
  const { slots, writer, decode } = filled(tickerPacket(OPTION, { ltp: 112 }));
  const earlier = RIG_NOW - 60_000;
  writer.add(slots[2]!, 0, earlier);
  expect(decode(writer.finish(1, false)).ticks[0]!.receivedTime).toBe(earlier);
});

test("P23: what was received longer ago than a record can tell is told as that old, and not as never received", () => {
  const { slots, writer, decode } = filled(tickerPacket(OPTION, { ltp: 112 }));
  const now = RIG_NOW + 60 * 86_400_000;
  writer.add(slots[2]!, 0, now);
  expect(decode(writer.finish(1, false)).ticks[0]!.receivedTime).toBe(now - 0xfffffffe);
});
