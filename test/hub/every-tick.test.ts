import { expect, test } from "bun:test";
import fc from "fast-check";
import type { Session } from "../../server/hub/session.ts";
import type { Encoding } from "../../server/hub/shape.ts";
import type { InstrumentKey } from "../../shared/instrument-key.ts";
import type { Tick } from "../../shared/tick.ts";
import { MODES, type Mode } from "../../shared/tick-mode.ts";
import { anyPacket } from "../fakes/hub-arbitraries.ts";
import { HubRig } from "../fakes/hub-rig.ts";
import type { HubSocket } from "../fakes/hub-socket.ts";
import { expectedTick } from "../fakes/known-tick.ts";

const KEYS: readonly InstrumentKey[] = ["IDX_I:13", "NSE_FNO:55796", "NSE_CURRENCY:1150"];

type Step =
  | { do: "tick"; packet: Uint8Array }
  | { do: "subscribe"; keys: InstrumentKey[]; mode: Mode }
  | { do: "unsubscribe"; keys: InstrumentKey[] }
  | { do: "end-turn" }
  | { do: "break"; packets: Uint8Array[]; encoding: Encoding; isNoticed: boolean };

const keys = fc.subarray([...KEYS], { minLength: 1 });
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ do: fc.constant("tick"), packet: anyPacket(KEYS) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("subscribe"), keys, mode: fc.constantFrom(...MODES) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("unsubscribe"), keys }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant("end-turn") }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant("break"),
      packets: fc.array(anyPacket(KEYS), { maxLength: 2 }),
      encoding: fc.constantFrom("binary", "json"),
      isNoticed: fc.boolean(),
    }),
  },
);

/** A client that wants every tick, and beside it each tick as the store had it when it came. */
class Client {
  readonly #rig = new HubRig();
  #socket: HubSocket;
  #session: Session;
  #modes = new Map<InstrumentKey, Mode>();
  readonly #due: Tick[] = [];
  readonly #seen: Tick[] = [];

  constructor(encoding: Encoding) {
    ({ socket: this.#socket, session: this.#session } = this.#rig.connect(encoding));
  }

  async take(step: Step): Promise<void> {
    const rig = this.#rig;
    switch (step.do) {
      case "tick":
        this.#tick(step.packet);
        break;
      case "subscribe":
        this.#say({ op: "subscribe", instruments: step.keys, mode: step.mode, everyMs: 0 });
        for (const key of step.keys) this.#modes.set(key, step.mode);
        break;
      case "unsubscribe":
        this.#say({ op: "unsubscribe", instruments: step.keys });
        for (const key of step.keys) this.#modes.delete(key);
        break;
      case "end-turn":
        await rig.endTurn();
        rig.clock.advance(7);
        break;
      case "break":
        this.#break(step);
    }
  }

  async check(): Promise<void> {
    await this.#rig.endTurn();
    this.#gather();
    expect(this.#seen).toEqual(this.#due);
  }

  #tick(packet: Uint8Array): void {
    const { reader, store } = this.#rig;
    const versions = KEYS.map((key) => this.#version(key));
    this.#rig.receive(packet);
    for (const [i, key] of KEYS.entries()) {
      const mode = this.#modes.get(key);
      if (mode === undefined || this.#version(key) === versions[i]) continue;
      this.#due.push(expectedTick(reader, store.slotOf(key), key, mode));
    }
  }

  /** What was seen so far stays; of what is told as missed nothing is asked. */
  #break({ packets, encoding, isNoticed }: Extract<Step, { do: "break" }>): void {
    const rig = this.#rig;
    // A turn that is open when the connection breaks may not reach the client.
    const waiting = this.#due.length;
    this.#gather();
    const lost = new Set(this.#due.slice(this.#seen.length, waiting).map(({ instrument }) => instrument));
    const { session } = this.#socket.view;
    if (isNoticed) rig.cut(this.#session);
    else this.#socket.isReading = false;
    for (const packet of packets) this.#tick(packet);
    const ticked = new Set(this.#due.slice(this.#seen.length).map(({ instrument }) => instrument));

    ({ socket: this.#socket, session: this.#session } = rig.connect(encoding));
    this.#say({ op: "resume", ...session });
    if (this.#modes.size === 0) return;
    const { missed, recovered, restored } = this.#socket.view.last("resumed");
    expect(recovered).toBe(ticked.size === 0);
    expect(new Map(restored.map(({ key, mode }) => [key, mode]))).toEqual(this.#modes);
    for (const key of ticked) expect(missed).toContain(key);
    // Frames that were lost may have held any of them; else none is said to be missed that did not tick.
    if (lost.size === 0 && isNoticed) expect(new Set(missed)).toEqual(ticked);
    this.#due.length = this.#seen.length;
  }

  #gather(): void {
    const frames = this.#socket.view.all("ticks").filter(({ snapshot }) => !snapshot);
    this.#seen.push(...frames.flatMap(({ ticks }) => ticks as Tick[]));
    this.#socket.view.messages.splice(1);
  }

  #version(key: InstrumentKey): number {
    const slot = this.#rig.store.slotOf(key);
    return slot === -1 ? -1 : this.#rig.reader.version(slot);
  }

  #say(message: object): void {
    this.#rig.hub.receive(this.#session, JSON.stringify(message));
  }
}

test("P27 and P65: a client that keeps up gets exactly every tick, each as it was, in order; one that comes back is told of which it missed some", async () => {
  const encoding = fc.constantFrom<Encoding>("binary", "json");
  const property = fc.asyncProperty(fc.array(step, { maxLength: 60 }), encoding, async (steps, encoding) => {
    const client = new Client(encoding);
    for (const step of steps) await client.take(step);
    await client.check();
  });
  await fc.assert(property, { numRuns: 300 });
});
