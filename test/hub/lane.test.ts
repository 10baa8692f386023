import { expect, test } from "bun:test";
import fc from "fast-check";
import { Lane } from "../../server/hub/lane.ts";

interface Model {
  versions: Map<number, number>;
  /** Mode and version last sent of each slot in the lane. */
  held: Map<number, { mode: number; sent: number }>;
}
interface Real {
  lane: Lane;
}

function changed({ versions, held }: Model): number[] {
  return [...held].filter(([slot, { sent }]) => versions.get(slot) !== sent).map(([slot]) => slot);
}

function check({ held }: Model, { lane }: Real): void {
  expect(lane.size).toBe(held.size);
  for (const [slot, { mode }] of held) expect(lane.modeOf(slot)).toBe(mode);
}

const SLOTS = 40;

class Add implements fc.Command<Model, Real> {
  readonly #slot: number;
  readonly #mode: number;
  constructor(slot: number, mode: number) {
    this.#slot = slot;
    this.#mode = mode;
  }
  check({ held }: Readonly<Model>): boolean {
    return !held.has(this.#slot);
  }
  run(model: Model, real: Real): void {
    const sent = model.versions.get(this.#slot)!;
    model.held.set(this.#slot, { mode: this.#mode, sent });
    real.lane.add(this.#slot, this.#mode, sent);
    check(model, real);
  }
  toString = () => `add ${this.#slot}`;
}

class Remove implements fc.Command<Model, Real> {
  readonly #slot: number;
  constructor(slot: number) {
    this.#slot = slot;
  }
  check = () => true;
  run(model: Model, real: Real): void {
    model.held.delete(this.#slot);
    real.lane.remove(this.#slot);
    check(model, real);
  }
  toString = () => `remove ${this.#slot}`;
}

class Tick implements fc.Command<Model, Real> {
  readonly #slot: number;
  constructor(slot: number) {
    this.#slot = slot;
  }
  check = () => true;
  run({ versions }: Model): void {
    versions.set(this.#slot, versions.get(this.#slot)! + 1);
  }
  toString = () => `tick ${this.#slot}`;
}

class MarkSent implements fc.Command<Model, Real> {
  readonly #slot: number;
  constructor(slot: number) {
    this.#slot = slot;
  }
  check({ held }: Readonly<Model>): boolean {
    return held.has(this.#slot);
  }
  run({ versions, held }: Model, { lane }: Real): void {
    const version = versions.get(this.#slot)!;
    held.get(this.#slot)!.sent = version;
    lane.markSent(this.#slot, version);
  }
  toString = () => `markSent ${this.#slot}`;
}

/** A flush that is cut short after some slots; a large number cuts nothing. */
class TakeChanged implements fc.Command<Model, Real> {
  readonly #most: number;
  constructor(most: number) {
    this.#most = most;
  }
  check = () => true;
  run(model: Model, real: Real): void {
    const due = changed(model);
    const taken: number[] = [];
    real.lane.takeChanged(
      (slot) => model.versions.get(slot)!,
      (slot, mode) => {
        const held = model.held.get(slot)!;
        expect(mode).toBe(held.mode);
        held.sent = model.versions.get(slot)!;
        taken.push(slot);
        return taken.length < this.#most;
      },
    );
    expect(new Set(taken).size).toBe(taken.length);
    expect(due).toEqual(expect.arrayContaining(taken));
    expect(taken).toHaveLength(Math.min(due.length, this.#most));
    check(model, real);
  }
  toString = () => `takeChanged ${this.#most}`;
}

test("a lane gives each slot that has changed once, in its mode, whatever comes and goes", () => {
  const slot = fc.nat(SLOTS - 1);
  const commands = fc.commands(
    [
      fc.tuple(slot, fc.nat(2)).map(([slot, mode]) => new Add(slot, mode)),
      slot.map((slot) => new Remove(slot)),
      slot.map((slot) => new Tick(slot)),
      slot.map((slot) => new MarkSent(slot)),
      fc.constantFrom(1, 3, SLOTS).map((most) => new TakeChanged(most)),
    ],
    { maxCommands: 120 },
  );
  fc.assert(
    fc.property(commands, (commands) => {
      const versions = new Map(Array.from({ length: SLOTS }, (_, slot) => [slot, 1]));
      fc.modelRun(() => ({ model: { versions, held: new Map() }, real: { lane: new Lane(100) } }), commands);
    }),
    { numRuns: 300 },
  );
});

test("flushes that are always cut short still reach every slot in turn", () => {
  const lane = new Lane(100);
  for (let slot = 0; slot < 10; slot++) lane.add(slot, 0, 0);
  const taken: number[] = [];
  for (let version = 1; version <= 5; version++) {
    let left = 2;
    lane.takeChanged(
      () => version,
      (slot) => {
        taken.push(slot);
        return --left > 0;
      },
    );
  }
  expect(taken).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
});
