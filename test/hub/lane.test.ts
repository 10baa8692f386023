import { expect, test } from "bun:test";
import fc from "fast-check";
import { Cohort } from "../../server/hub/cohort.ts";
import type { Frame } from "../../server/hub/frame.ts";
import { Lane } from "../../server/hub/lane.ts";
import type { Records } from "../../server/hub/records.ts";
import { TickFrameDecoder } from "../../shared/tick-frame-decoder.ts";
import { FRAME_HEADER_BYTES } from "../../shared/tick-frame-layout.ts";
import { tickerPacket } from "../fakes/hub-packets.ts";
import { HubRig } from "../fakes/hub-rig.ts";

const SLOTS = 40;
const keyOf = (slot: number) => `NSE_FNO:${40_000 + slot}`;

/** Reads each record alone, and says which it was of and whether it was whole. */
class ReadingFrame implements Frame {
  readonly most: number;
  readonly taken: { slot: number; isWhole: boolean }[] = [];
  constructor(most: number) {
    this.most = most;
  }
  get records(): number {
    return this.taken.length;
  }
  get isFull(): boolean {
    return this.taken.length >= this.most;
  }
  add(records: Records, number: number): void {
    const record = records.bytes.slice(records.starts[number], records.starts[number + 1]);
    const frame = new Uint8Array(FRAME_HEADER_BYTES + record.length);
    frame.set([1, 0, 1, 0]);
    frame.set(record, FRAME_HEADER_BYTES);
    let slot = -1;
    new TickFrameDecoder().decode(frame.buffer, (handle) => {
      slot = handle;
      return undefined;
    });
    this.taken.push({ slot, isWhole: (record[0]! & 1) === 1 });
  }
  finish(): string {
    return "";
  }
}

interface Model {
  versions: number[];
  /** By slot: what the client holds, null for nothing; and what of it the cohort had held at the beat before. */
  held: Map<number, { mode: number; sent: number | null }>;
}

class Real {
  readonly rig = new HubRig();
  readonly cohort: Cohort;
  readonly lane: Lane;
  constructor() {
    this.cohort = new Cohort(100, { reader: this.rig.reader, keyOf: (slot) => this.rig.store.keyOf(slot) });
    this.lane = new Lane(this.cohort, this.rig.connect("binary").session);
    // Another session wants them all, so that the cohort goes on with what this one has let go.
    const other = new Lane(this.cohort, this.rig.connect("binary").session);
    for (let slot = 0; slot < SLOTS; slot++) {
      expect(this.rig.store.open(keyOf(slot))).toBe(slot);
      other.add(slot, 0);
    }
  }
  tick(slot: number, ltp: number): void {
    this.rig.receive(tickerPacket(keyOf(slot), { ltp }));
  }
  beat(): void {
    this.cohort.baseline.begin(this.rig.clock.now());
    this.cohort.baseline.takeAll();
  }
}

function check({ held }: Model, { lane }: Real): void {
  expect(lane.size).toBe(held.size);
  expect([...lane.slots()].sort((a, b) => a - b)).toEqual([...held.keys()].sort((a, b) => a - b));
  for (let slot = 0; slot < SLOTS; slot++) expect(lane.has(slot)).toBe(held.has(slot));
  for (const [slot, { mode }] of held) expect(lane.modeOf(slot)).toBe(mode);
}

class Command implements fc.Command<Model, Real> {
  readonly #name: string;
  readonly #run: (model: Model, real: Real) => void;
  readonly #check: (model: Readonly<Model>) => boolean;
  constructor(name: string, run: (model: Model, real: Real) => void, check: (model: Readonly<Model>) => boolean) {
    this.#name = name;
    this.#run = run;
    this.#check = check;
  }
  check(model: Readonly<Model>): boolean {
    return this.#check(model);
  }
  run(model: Model, real: Real): void {
    this.#run(model, real);
    check(model, real);
  }
  toString = () => this.#name;
}

const add = (slot: number, mode: number) =>
  new Command(
    `add ${slot} ${mode}`,
    (model, real) => {
      model.held.set(slot, { mode, sent: null });
      real.lane.add(slot, mode);
    },
    ({ held }) => !held.has(slot),
  );
const remove = (slot: number) =>
  new Command(
    `remove ${slot}`,
    (model, real) => {
      model.held.delete(slot);
      real.lane.remove(slot);
    },
    ({ held }) => held.has(slot),
  );
const tick = (slot: number) =>
  new Command(
    `tick ${slot}`,
    (model, real) => real.tick(slot, ++model.versions[slot]!),
    () => true,
  );
const markSent = (slot: number) =>
  new Command(
    `markSent ${slot}`,
    (model, real) => {
      model.held.get(slot)!.sent = model.versions[slot]!;
      real.lane.markSent(slot, real.rig.reader.version(slot));
    },
    ({ held }) => held.has(slot),
  );
/** A flush that is cut short after some slots; a large number cuts nothing. */
const flush = (most: number) =>
  new Command(
    `flush ${most}`,
    (model, real) => {
      const due = [...model.held].filter(([slot, { sent }]) => sent !== model.versions[slot]).map(([slot]) => slot);
      real.beat();
      const frame = new ReadingFrame(most);
      const left = real.lane.addChanged(frame, real.lane.size);
      const slots = frame.taken.map(({ slot }) => slot);
      expect(new Set(slots).size).toBe(slots.length);
      expect(due).toEqual(expect.arrayContaining(slots));
      expect(slots).toHaveLength(Math.min(due.length, most));
      if (slots.length < most) expect(left).toBe(0);
      for (const { slot, isWhole } of frame.taken) {
        const held = model.held.get(slot)!;
        // Whoever holds nothing can't be told of changes.
        if (held.sent === null) expect(isWhole).toBe(true);
        held.sent = model.versions[slot]!;
      }
    },
    () => true,
  );

test("a lane gives each slot that has changed once, whatever comes and goes, and whole where nothing of it was sent", () => {
  const slot = fc.nat(SLOTS - 1);
  const commands = fc.commands(
    [
      fc.tuple(slot, fc.nat(2)).map(([slot, mode]) => add(slot, mode)),
      slot.map(remove),
      slot.map(tick),
      slot.map(markSent),
      fc.constantFrom(1, 3, SLOTS).map(flush),
    ],
    { maxCommands: 120 },
  );
  fc.assert(
    fc.property(commands, (commands) => {
      fc.modelRun(() => ({ model: { versions: Array(SLOTS).fill(0), held: new Map() }, real: new Real() }), commands);
    }),
    { numRuns: 200 },
  );
});

test("flushes that are always cut short still reach every slot in turn", () => {
  const real = new Real();
  for (let slot = 0; slot < 10; slot++) real.lane.add(slot, 0);
  const taken: number[] = [];
  for (let ltp = 1; ltp <= 5; ltp++) {
    for (let slot = 0; slot < 10; slot++) real.tick(slot, ltp);
    real.beat();
    const frame = new ReadingFrame(2);
    real.lane.addChanged(frame, real.lane.size);
    taken.push(...frame.taken.map(({ slot }) => slot));
  }
  expect(taken).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
});
