import { expect, test } from "bun:test";
import fc from "fast-check";
import { type Load, modeOf, tierOf } from "../../server/subscriptions/allocation.ts";
import type { DemandRequest, DemandUnit } from "../../server/subscriptions/demand-unit.ts";
import { BEAT_MS } from "../../server/subscriptions/reconciler.ts";
import { HAND_OVER_AFTER_MS, Subscriptions } from "../../server/subscriptions/subscriptions.ts";
import type { InstrumentKey } from "../../shared/instrument-key.ts";
import { MODES, type Mode } from "../../shared/tick-mode.ts";
import { HandClock } from "../fakes/clock.ts";
import { countsOf, DemandModel, usageOf } from "./demand-model.ts";
import { SimulatedWire } from "./simulated-wire.ts";
import { spread, totals } from "./units.ts";

/** How large a world is, and what may be asked for in it. */
interface Size {
  connections: number;
  instrumentsPerConnection: number;
  instruments: number;
  userShare: number;
  /** Legs of a window, and how many fit side by side on what is listed of a series. */
  legs: number;
  offsets: number;
  series: number;
  /** Items of Tier A, and series of Tier B. */
  items: number;
  tierB: number;
}

const SMALL: Size = {
  connections: 3,
  instrumentsPerConnection: 8,
  instruments: 22,
  userShare: 12,
  legs: 4,
  offsets: 3,
  series: 5,
  items: 8,
  tierB: 2,
};
const DHAN: Size = {
  connections: 5,
  instrumentsPerConnection: 5_000,
  instruments: 25_000,
  userShare: 8_000,
  legs: 42,
  offsets: 10,
  series: 2_000,
  items: 2_000,
  tierB: 54,
};

/** A window on a series' legs: two legs a strike, so that a step is two in and two out. */
type Window = { series: number; offset: number };
type Wish = { unit: number; mode: Mode; windows: readonly Window[] };
type Step =
  | { do: "ask"; set: readonly Wish[]; drop: readonly number[] }
  | { do: "touch"; which: number }
  | { do: "shift"; which: number; by: 1 | -1 }
  | { do: "connection"; connection: number; isUp: boolean }
  | { do: "wait" }
  | { do: "rebalance" }
  | { do: "beat" }
  | { do: "end of day" }
  | { do: "restart" };

function steps(size: Size, atMost: number): fc.Arbitrary<Step[]> {
  const which = fc.nat(1_000);
  const wish: fc.Arbitrary<Wish> = fc.record({
    unit: fc.nat(size.items + size.tierB),
    mode: fc.constantFrom(...MODES),
    windows: fc.uniqueArray(fc.record({ series: fc.nat(size.series - 1), offset: fc.nat(size.offsets) }), {
      selector: ({ series }) => series,
      minLength: 1,
      maxLength: 3,
    }),
  });
  const set = fc.uniqueArray(wish, { selector: ({ unit }) => unit, maxLength: 3 });
  const ask = (drop: fc.Arbitrary<number[]>) => fc.record({ do: fc.constant("ask"), set, drop });
  const connection = fc.integer({ min: 1, max: size.connections });
  const step = fc.oneof(
    weighted(8, ask(fc.constant([]))),
    weighted(3, ask(fc.array(which, { maxLength: 3 }))),
    weighted(3, fc.record({ do: fc.constant("touch"), which })),
    weighted(4, fc.record({ do: fc.constant("shift"), which, by: fc.constantFrom(1, -1) })),
    weighted(3, fc.record({ do: fc.constant("connection"), connection, isUp: fc.boolean() })),
    weighted(6, fc.record({ do: fc.constantFrom("wait", "rebalance", "beat") })),
    weighted(2, fc.record({ do: fc.constantFrom("end of day", "restart") })),
  );
  return fc.array(step, { maxLength: atMost, size: "max" });
}

function weighted(weight: number, arbitrary: fc.Arbitrary<Step>) {
  return { weight, arbitrary };
}

/** The server's part with the wire and the clock it is joined to. */
class Real {
  readonly clock = new HandClock();
  readonly wire: SimulatedWire;
  readonly subscriptions: Subscriptions;

  constructor(size: Size) {
    this.wire = new SimulatedWire(size.connections, size.instrumentsPerConnection);
    this.subscriptions = new Subscriptions({
      clock: this.clock,
      connections: size.connections,
      limits: size,
      apply: (changes) => this.wire.apply(changes),
      held: (key) => this.wire.held(key),
      narrowed() {},
      released: (key) => this.wire.released(key),
      onEvicted() {},
      onMoved() {},
    });
  }
}

/** The model beside the real thing, and a twin that gets the same input. After each step everything is compared. */
class World {
  readonly #size: Size;
  readonly #model: DemandModel;
  readonly #isUp: boolean[];
  #real: Real;
  #twin: Real;

  constructor(size: Size) {
    this.#size = size;
    this.#model = new DemandModel(size);
    this.#isUp = Array.from({ length: size.connections }, () => true);
    this.#real = new Real(size);
    this.#twin = new Real(size);
  }

  /** Takes in items of three windows each that share nothing. */
  fill(items: number): void {
    const wish = (unit: number): Wish => {
      const windows = [0, 1, 2].map((i) => ({ series: 3 * unit + i, offset: 5 }));
      return { unit, mode: "full", windows };
    };
    this.#ask({ set: Array.from({ length: items }, (_, i) => this.#unit(wish(i))) });
  }

  step(step: Step): void {
    switch (step.do) {
      case "ask":
        this.#ask({
          set: step.set.map((wish) => this.#unit(wish)),
          drop: step.drop.flatMap((which) => this.#idOf(which)),
        });
        break;
      case "shift":
        this.#shift(step.which, step.by);
        break;
      case "touch":
        for (const id of this.#idOf(step.which)) {
          this.#model.touch(id);
          this.#both(({ subscriptions }) => subscriptions.touch([id]));
        }
        break;
      case "connection":
        this.#isUp[step.connection - 1] = step.isUp;
        this.#both(({ subscriptions }) => subscriptions.connectionChanged(step.connection, step.isUp));
        break;
      case "wait":
        this.#both(({ clock }) => clock.advance(HAND_OVER_AFTER_MS + BEAT_MS));
        this.#checkNothingStranded();
        break;
      case "rebalance":
        this.#both(({ subscriptions }) => subscriptions.rebalance("asked for"));
        expect(
          spread(
            totals(this.#view)
              .filter((_, i) => this.#isUp[i])
              .concat(),
          ),
        ).toBeOneOf([0, 1, -Infinity]);
        break;
      case "beat":
        this.#both(({ clock }) => clock.advance(BEAT_MS));
        this.#checkWire();
        break;
      case "end of day":
        this.#ask({ drop: this.#model.units.filter(({ tier }) => tier === "A").map(({ id }) => id) });
        break;
      case "restart":
        this.#restart();
        break;
    }
    this.#check();
  }

  #ask(request: DemandRequest): void {
    const before = {
      units: [...this.#view.units.values()],
      connections: new Map([...this.#view.held].map(([key, { connection }]) => [key, connection])),
      spread: spread(totals(this.#view)),
    };
    const expected = this.#model.request(request);
    this.#both(({ subscriptions }) => expect(subscriptions.request(request)).toEqual(expected));
    if (!expected.ok) return;

    const { units, held } = this.#view;
    // Tier B is never displaced.
    for (const { id, tier } of before.units)
      if (tier !== "A" && !request.drop?.includes(id)) expect(units.has(id)).toBe(true);
    // What is held before and after stays where it is.
    for (const [key, connection] of before.connections)
      expectSame(held.get(key)?.connection ?? connection, connection, key);
    this.#checkOnlyOnThoseUp([...held.keys()].filter((key) => !before.connections.has(key)));
    const nothingLeft = [...before.connections.keys()].every((key) => held.has(key));
    if (nothingLeft && before.spread <= 1 && this.#isUp.every(Boolean)) {
      expect(spread(totals(this.#view))).toBeLessThanOrEqual(1);
    }
  }

  /** What is on the wire is what is allocated, and has its slots. */
  settle(): void {
    this.step({ do: "beat" });
  }

  get #view() {
    return this.#real.subscriptions.view;
  }

  #both(act: (real: Real) => void): void {
    for (const real of [this.#real, this.#twin]) act(real);
  }

  #unit({ unit, mode, windows }: Wish): DemandUnit {
    const keys = windows.flatMap(({ series, offset }) =>
      Array.from({ length: this.#size.legs }, (_, i) => `NSE_FNO:${1_000 * (series + 1) + 2 * offset + i}`),
    );
    const { items } = this.#size;
    if (unit === items + this.#size.tierB)
      return { id: "pinned", tier: "pinned", userId: null, mode, keys: keys.slice(0, 2) };
    if (unit >= items)
      return { id: `tier-b:${unit}`, tier: "B", userId: null, mode, keys: keys.slice(0, this.#size.legs) };
    return { id: `item:${unit}`, tier: "A", userId: ["asha", "ravi", "meera", null][unit % 4]!, mode, keys };
  }

  #idOf(which: number): string[] {
    const { units } = this.#model;
    return units.length === 0 ? [] : [units[which % units.length]!.id];
  }

  /** Every window of a unit moves by a strike: two legs out and two in for each, and no other leg changes. */
  #shift(which: number, by: 1 | -1): void {
    const { units } = this.#model;
    if (units.length === 0) return;
    const unit = units[which % units.length]!;
    const keys = unit.keys.map((key) => `NSE_FNO:${Number(key.split(":")[1]) + 2 * by}`);
    this.#ask({ set: [{ ...unit, keys }] });
  }

  /** The process comes up anew with the units of before, in order of use; the feed's sockets know nothing then. */
  #restart(): void {
    this.#both(({ subscriptions }) => subscriptions.stop());
    this.#real = new Real(this.#size);
    this.#twin = new Real(this.#size);
    for (const unit of this.#model.units) {
      this.#both(({ subscriptions }) =>
        expect(subscriptions.request({ set: [unit] })).toEqual({ ok: true, evicted: [] }),
      );
    }
    expect(spread(totals(this.#view))).toBeLessThanOrEqual(1);
    this.#isUp.forEach((isUp, i) => {
      this.#both(({ subscriptions }) => subscriptions.connectionChanged(i + 1, isUp));
    });
  }

  #check(): void {
    const { held, units, loads, usage } = this.#view;
    const { connections, instruments, instrumentsPerConnection } = this.#size;
    expect(held.size).toBeLessThanOrEqual(instruments);
    expect([...units.values()]).toEqual([...this.#model.units]);
    expect(usage).toEqual(usageOf(this.#model.units));

    // No leg without demand, no demand without a leg, each with its counts.
    const expected = countsOf(this.#model.units);
    expect(held.size).toBe(expected.size);
    const recounted: Load[] = Array.from({ length: connections }, () => ({ pinned: 0, B: 0, A: 0, total: 0 }));
    for (const [key, { connection, ...counts }] of held) {
      expectSame(JSON.stringify(counts), JSON.stringify(expected.get(key)), key);
      const load = recounted[connection - 1]!;
      load[tierOf(held.get(key)!)]++;
      load.total++;
    }
    expect(loads).toEqual(recounted);
    for (const { total } of loads) expect(total).toBeLessThanOrEqual(instrumentsPerConnection);

    const twin = this.#twin.subscriptions.view;
    for (const [key, { connection }] of held) expectSame(twin.held.get(key)?.connection, connection, key);
    expect([twin.held.size, [...twin.units.keys()]]).toEqual([held.size, [...units.keys()]]);
  }

  /** The wire itself throws when an instrument comes on two connections or one connection carries too many. */
  #checkWire(): void {
    const { wire } = this.#real;
    const carried = wire.carried();
    const { held } = this.#view;
    expect(carried.size).toBe(held.size);
    for (const [key, { connection, mode }] of carried) {
      const own = held.get(key)!;
      expectSame(`${connection} ${mode}`, `${own.connection} ${FEED_MODE[modeOf(own)]}`, key);
    }
    expect(wire.open.size).toBe(held.size);
    for (const key of wire.open) expectSame(held.has(key), true, key);
  }

  /** A connection that is down gets something new only when those that are up are full. */
  #checkOnlyOnThoseUp(coming: readonly InstrumentKey[]): void {
    const { held } = this.#view;
    const someoneDown = coming.some((key) => !this.#isUp[held.get(key)!.connection - 1]);
    if (someoneDown) this.#checkUpAreFull();
  }

  #checkNothingStranded(): void {
    this.#checkWire();
    if (totals(this.#view).some((total, i) => total > 0 && !this.#isUp[i])) this.#checkUpAreFull();
  }

  #totalsUp(): number[] {
    return totals(this.#view).filter((_, i) => this.#isUp[i]);
  }

  #checkUpAreFull(): void {
    for (const total of this.#totalsUp()) expect(total).toBe(this.#size.instrumentsPerConnection);
  }
}

const FEED_MODE = { ltp: "ticker", quote: "quote", full: "full" } as const;

/** As `expect`, for the many. */
function expectSame<T>(actual: T, expected: T, key: InstrumentKey): void {
  if (actual !== expected) throw new Error(`${key}: ${actual}, not ${expected}`);
}

test("in a small world everything holds after each step, whatever is asked for, shifts, drops out, ends and restarts", () => {
  fc.assert(
    fc.property(steps(SMALL, 60), (steps) => {
      const world = new World(SMALL);
      for (const step of steps) world.step(step);
      world.settle();
    }),
    { numRuns: 1_000 },
  );
});

test("at DhanHQ's size, from 24,948 held, everything holds as well", () => {
  fc.assert(
    fc.property(steps(DHAN, 40), (steps) => {
      const world = new World(DHAN);
      world.fill(198);
      for (const step of steps) world.step(step);
      world.settle();
    }),
    { numRuns: 10 },
  );
});
