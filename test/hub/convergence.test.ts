import { expect, test } from "bun:test";
import fc from "fast-check";
import type { Session } from "../../server/hub/session.ts";
import type { Encoding } from "../../server/hub/shape.ts";
import type { InstrumentKey } from "../../shared/instrument-key.ts";
import { StreamLimits } from "../../shared/stream-limits.ts";
import { MODES, type Mode } from "../../shared/tick-mode.ts";
import { anyPacket, HUB_KEYS } from "../fakes/hub-arbitraries.ts";
import { HubRig } from "../fakes/hub-rig.ts";
import type { HubSocket } from "../fakes/hub-socket.ts";
import { expectedTick } from "../fakes/known-tick.ts";

const INTERVALS = [0, 20, 100, 250];
/** Fewer than there are instruments, so that some are refused, or evicted. */
const FEED_CAPACITY = 6;

interface Browser {
  socket: HubSocket;
  session: Session;
  /** Modes last asked for. */
  modes: Map<InstrumentKey, Mode>;
}

type Step =
  | { do: "tick"; packets: Uint8Array[] }
  | { do: "stale"; keys: InstrumentKey[] }
  | { do: "subscribe"; browser: number; keys: InstrumentKey[]; mode: Mode; everyMs: number }
  | { do: "unsubscribe"; browser: number; keys: InstrumentKey[] }
  | { do: "reconnect"; browser: number; encoding: Encoding }
  | { do: "resume"; browser: number; encoding: Encoding; isNoticed: boolean; hasLostFrames: boolean }
  | { do: "stall"; browser: number; isReading: boolean; claimedBytes: number }
  | { do: "advance"; ms: number }
  | { do: "end-turn" };

const BROWSERS = 3;
const browser = fc.nat(BROWSERS - 1);
const keys = fc.subarray([...HUB_KEYS], { minLength: 1 });
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ do: fc.constant("tick"), packets: fc.array(anyPacket(), { minLength: 1, maxLength: 4 }) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("stale"), keys }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant("subscribe"),
      browser,
      keys,
      mode: fc.constantFrom(...MODES),
      everyMs: fc.constantFrom(...INTERVALS),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("unsubscribe"), browser, keys }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant("reconnect"), browser, encoding: fc.constantFrom("binary", "json") }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant("resume"),
      browser,
      encoding: fc.constantFrom("binary", "json"),
      isNoticed: fc.boolean(),
      hasLostFrames: fc.boolean(),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant("stall"),
      browser,
      isReading: fc.boolean(),
      claimedBytes: fc.constantFrom(0, StreamLimits.laggingBytes, StreamLimits.laggingBytes + 1),
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("advance"), ms: fc.constantFrom(0, 5, 10, 20, 100, 300) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("end-turn") }) },
);

class Terminal {
  readonly rig: HubRig;
  readonly browsers: Browser[];

  constructor(isEvicting: boolean) {
    this.rig = new HubRig({ feedCapacity: FEED_CAPACITY, isEvicting, limits: { messagesPerSecond: 1_000 } });
    this.browsers = Array.from({ length: BROWSERS }, (_, i) => this.#open(i % 2 === 0 ? "binary" : "json"));
  }

  async take(step: Step): Promise<void> {
    const { rig } = this;
    switch (step.do) {
      case "tick":
        rig.receive(...step.packets);
        break;
      case "stale":
        rig.store.markStale(step.keys);
        break;
      case "subscribe":
        this.#say(step.browser, { op: "subscribe", instruments: step.keys, mode: step.mode, everyMs: step.everyMs });
        break;
      case "unsubscribe":
        this.#say(step.browser, { op: "unsubscribe", instruments: step.keys });
        break;
      case "reconnect":
        rig.hub.close(this.browsers[step.browser]!.session);
        this.browsers[step.browser] = this.#open(step.encoding);
        break;
      case "resume":
        this.#resume(step.browser, step.encoding, step);
        break;
      case "stall": {
        const { socket } = this.browsers[step.browser]!;
        if (step.isReading) socket.resume();
        else socket.isReading = false;
        socket.claimedBytes = step.claimedBytes;
        break;
      }
      case "advance":
        // Time passes between turns: within one a tick counts as received when its frame was begun (P23).
        await rig.endTurn();
        rig.clock.advance(step.ms);
        break;
      case "end-turn":
        await rig.endTurn();
    }
  }

  /** Everybody reads again, and nothing more happens. */
  async quiet(): Promise<void> {
    for (const { socket } of this.browsers) socket.resume();
    await this.rig.endTurn();
    this.rig.clock.advance(1_000);
    await this.rig.endTurn();
  }

  #open(encoding: Encoding): Browser {
    return { ...this.rig.connect(encoding), modes: new Map() };
  }

  /** Its connection breaks, and it goes on with another; the server may not have noticed, and the last frames be lost. */
  #resume(
    number: number,
    encoding: Encoding,
    { isNoticed, hasLostFrames }: { isNoticed: boolean; hasLostFrames: boolean },
  ): void {
    const { rig } = this;
    const { socket, session, modes } = this.browsers[number]!;
    const { seq, ...of } = socket.view.session;
    if (isNoticed) rig.cut(session);
    const { socket: next, session: resumed } = rig.connect(encoding);
    const resume = { op: "resume", ...of, seq: hasLostFrames ? Math.max(0, seq - 1) : seq };
    rig.hub.receive(resumed, JSON.stringify(resume));
    this.browsers[number] = { socket: next, session: resumed, modes };
  }

  /** What a browser holds, in which mode: the session is asked, since others may have evicted it. */
  held({ session, modes }: Browser): [InstrumentKey, Mode][] {
    return [...modes].filter(([key]) => session.laneOf(this.rig.store.slotOf(key)) !== undefined);
  }

  #say(
    number: number,
    message: { op: "subscribe" | "unsubscribe"; instruments: InstrumentKey[]; mode?: Mode; everyMs?: number },
  ): void {
    const { session, modes } = this.browsers[number]!;
    this.rig.hub.receive(session, JSON.stringify(message));
    for (const key of message.instruments) if (message.mode !== undefined) modes.set(key, message.mode);
  }
}

test("P18, P19, P26 and P27: whatever happens in whatever order, a quiet stream leaves every client with exactly the store's values", async () => {
  const property = fc.asyncProperty(fc.array(step, { maxLength: 60 }), fc.boolean(), async (steps, isEvicting) => {
    const terminal = new Terminal(isEvicting);
    for (const step of steps) await terminal.take(step);
    await terminal.quiet();

    const { reader, store, demand } = terminal.rig;
    const wanted = new Set<InstrumentKey>();
    for (const browser of terminal.browsers) {
      const { closed, view } = browser.socket;
      const held = terminal.held(browser);
      expect(closed).toBeNull();
      expect(view.held.sort()).toEqual(held.map(([key]) => key).sort());
      const ticks = held.map(([key, mode]) => [key, expectedTick(reader, store.slotOf(key), key, mode)] as const);
      expect(view.ticks).toEqual(new Map(ticks));
      for (const [key] of held) wanted.add(key);
    }
    expect(demand.size).toBe(wanted.size);
    expect(store.size).toBe(wanted.size);
  });
  await fc.assert(property, { numRuns: 300 });
});
