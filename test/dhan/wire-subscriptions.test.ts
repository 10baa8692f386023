import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import type { FeedMode } from "../../server/dhan/feed-mode.ts";
import { subscribeMessages } from "../../server/dhan/subscribe-message.ts";
import { WireSubscriptions } from "../../server/dhan/wire-subscriptions.ts";

const NOW = 1_000;

/** Dhan's end of a socket: each instrument and mode is a subscription of its own, ended by its own code alone. */
class Wire {
  readonly carried = new Set<string>();
  readonly messageSizes: number[] = [];

  receive(message: string): void {
    const { RequestCode, InstrumentCount, InstrumentList } = JSON.parse(message);
    this.messageSizes.push(InstrumentCount);
    for (const { ExchangeSegment, SecurityId } of InstrumentList) {
      const key = `${ExchangeSegment}:${SecurityId}`;
      const mode = { 15: "ticker", 17: "quote", 21: "full" }[RequestCode as number];
      if (mode !== undefined) this.carried.add(`${key} ${mode}`);
      else this.carried.delete(`${key} ${{ 16: "ticker", 18: "quote", 22: "full" }[RequestCode as number]}`);
    }
  }
}

/** Sends what is next, and says whether there was anything. */
function send(subscriptions: WireSubscriptions, wire: Wire, now = NOW): boolean {
  const change = subscriptions.next(now);
  if (change === null) return false;
  const messages = subscribeMessages(change);
  expect(messages).toHaveLength(1);
  wire.receive(messages[0]!);
  return true;
}

function drain(subscriptions: WireSubscriptions, wire: Wire): number {
  let messages = 0;
  while (send(subscriptions, wire)) messages++;
  expect(subscriptions.hasPending).toBe(false);
  return messages;
}

function desiredOn(subscriptions: WireSubscriptions): Set<string> {
  return new Set([...subscriptions.desired].map(([key, mode]) => `${key} ${mode}`));
}

function keys(count: number): string[] {
  return Array.from({ length: count }, (_, i) => `NSE_FNO:${i + 1}`);
}

describe("what is sent", () => {
  test("is nothing while nothing is wanted", () => {
    const subscriptions = new WireSubscriptions();
    expect(subscriptions.hasPending).toBe(false);
    expect(subscriptions.next(NOW)).toBeNull();
  });

  test("is at most a hundred instruments at once, each of them once", () => {
    const subscriptions = new WireSubscriptions();
    const wire = new Wire();
    for (const key of keys(250)) subscriptions.want(key, "full");
    expect(drain(subscriptions, wire)).toBe(3);
    expect(wire.messageSizes).toEqual([100, 100, 50]);
    expect(wire.carried).toEqual(desiredOn(subscriptions));
  });

  test("is one message for each mode", () => {
    const subscriptions = new WireSubscriptions();
    const wire = new Wire();
    const modes: FeedMode[] = ["ticker", "quote", "full"];
    for (const [i, key] of keys(30).entries()) subscriptions.want(key, modes[i % 3]!);
    expect(drain(subscriptions, wire)).toBe(3);
    expect(wire.carried).toEqual(desiredOn(subscriptions));
  });

  test("for a change of mode is an unsubscribe of the old, then a subscribe of the new", () => {
    const subscriptions = new WireSubscriptions();
    subscriptions.want("IDX_I:13", "quote");
    drain(subscriptions, new Wire());
    subscriptions.want("IDX_I:13", "full");
    expect(subscriptions.next(NOW)).toEqual({ op: "unsubscribe", mode: "quote", keys: ["IDX_I:13"] });
    expect(subscriptions.next(NOW)).toEqual({ op: "subscribe", mode: "full", keys: ["IDX_I:13"] });
    expect(subscriptions.next(NOW)).toBeNull();
  });

  test("lets instruments go before it asks for others, so that a full socket never overflows", () => {
    const subscriptions = new WireSubscriptions();
    const wire = new Wire();
    for (const key of keys(100)) subscriptions.want(key, "full");
    drain(subscriptions, wire);
    subscriptions.want("NSE_EQ:1", "full");
    subscriptions.want("NSE_FNO:7", null);
    expect(subscriptions.next(NOW)?.op).toBe("unsubscribe");
    expect(subscriptions.next(NOW)?.op).toBe("subscribe");
  });

  test("for a change of mode of a full socket leaves no more than one message's instruments dark", () => {
    const subscriptions = new WireSubscriptions();
    const wire = new Wire();
    for (const key of keys(5_000)) subscriptions.want(key, "quote");
    drain(subscriptions, wire);
    for (const [i, key] of keys(5_000).entries()) subscriptions.want(key, i % 2 === 0 ? "full" : "ticker");
    let fewest = 5_000;
    while (send(subscriptions, wire)) fewest = Math.min(fewest, wire.carried.size);
    expect(fewest).toBe(4_900);
    expect(wire.carried).toEqual(desiredOn(subscriptions));
  });

  test("is what was let go of for another mode first, in the mode wanted by then, and not if it is wanted no longer", () => {
    const subscriptions = new WireSubscriptions();
    for (const key of keys(3)) subscriptions.want(key, "quote");
    drain(subscriptions, new Wire());
    for (const key of keys(3)) subscriptions.want(key, "full");
    expect(subscriptions.next(NOW)).toMatchObject({ op: "unsubscribe", keys: keys(3) });
    subscriptions.want("NSE_FNO:1", null);
    subscriptions.want("NSE_FNO:2", "ticker");
    subscriptions.want("NSE_EQ:9", "full");
    expect(subscriptions.next(NOW)).toEqual({ op: "subscribe", mode: "ticker", keys: ["NSE_FNO:2"] });
    expect(subscriptions.next(NOW)).toEqual({ op: "subscribe", mode: "full", keys: ["NSE_FNO:3"] });
    expect(subscriptions.next(NOW)).toEqual({ op: "subscribe", mode: "full", keys: ["NSE_EQ:9"] });
    expect(subscriptions.next(NOW)).toBeNull();
  });

  test("is nothing for changes that cancel out", () => {
    const subscriptions = new WireSubscriptions();
    const wire = new Wire();
    subscriptions.want("IDX_I:25", "full");
    drain(subscriptions, wire);

    subscriptions.want("IDX_I:13", "quote");
    subscriptions.want("IDX_I:13", null);
    subscriptions.want("IDX_I:25", null);
    subscriptions.want("IDX_I:25", "ticker");
    subscriptions.want("IDX_I:25", "full");
    subscriptions.want("IDX_I:51", null);
    expect(subscriptions.hasPending).toBe(false);
    expect(drain(subscriptions, wire)).toBe(0);
    expect(wire.carried).toEqual(new Set(["IDX_I:25 full"]));
  });

  test("on a new socket is everything desired, and nothing of what the old one carried", () => {
    const subscriptions = new WireSubscriptions();
    for (const key of keys(150)) subscriptions.want(key, "quote");
    drain(subscriptions, new Wire());
    subscriptions.want("NSE_FNO:1", null);
    subscriptions.want("NSE_FNO:2", "full");
    subscriptions.startOver();
    const wire = new Wire();
    expect(drain(subscriptions, wire)).toBe(3);
    expect(wire.carried).toEqual(desiredOn(subscriptions));
    expect(wire.carried.size).toBe(149);
  });
});

describe("when an instrument was asked for", () => {
  test("is known once it was, and only while it is on the wire", () => {
    const subscriptions = new WireSubscriptions();
    const wire = new Wire();
    subscriptions.want("IDX_I:13", "quote");
    expect(subscriptions.sentAt("IDX_I:13")).toBeUndefined();
    send(subscriptions, wire, 5_000);
    expect(subscriptions.sentAt("IDX_I:13")).toBe(5_000);
    subscriptions.want("IDX_I:13", "full");
    expect(subscriptions.sentAt("IDX_I:13")).toBe(5_000);
    send(subscriptions, wire, 6_000);
    expect(subscriptions.sentAt("IDX_I:13")).toBeUndefined();
    send(subscriptions, wire, 7_000);
    expect(subscriptions.sentAt("IDX_I:13")).toBe(7_000);
    subscriptions.startOver();
    expect(subscriptions.sentAt("IDX_I:13")).toBeUndefined();
  });
});

describe("whatever is wanted, sent and lost in whatever order", () => {
  const step = fc.oneof(
    {
      weight: 8,
      arbitrary: fc.record({
        kind: fc.constant("want" as const),
        key: fc.integer({ min: 1, max: 12 }).map((id) => `NSE_FNO:${id}`),
        mode: fc.constantFrom<FeedMode | null>("ticker", "quote", "full", null),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        kind: fc.constant("want many" as const),
        first: fc.integer({ min: 1, max: 200 }),
        mode: fc.constantFrom<FeedMode | null>("quote", "full", null),
      }),
    },
    { weight: 4, arbitrary: fc.record({ kind: fc.constant("send" as const) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant("new socket" as const) }) },
  );

  test("the wire ends up carrying what is desired, each in its one mode", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const subscriptions = new WireSubscriptions();
        const desired = new Map<string, FeedMode>();
        let wire = new Wire();
        const want = (key: string, mode: FeedMode | null) => {
          subscriptions.want(key, mode);
          if (mode === null) desired.delete(key);
          else desired.set(key, mode);
        };
        for (const one of steps) {
          if (one.kind === "want") want(one.key, one.mode);
          else if (one.kind === "want many") {
            for (let i = 0; i < 130; i++) want(`NSE_FNO:${one.first + i}`, one.mode);
          } else if (one.kind === "send") {
            const isOwing = subscriptions.hasPending;
            expect(send(subscriptions, wire)).toBe(isOwing);
          } else {
            wire = new Wire();
            subscriptions.startOver();
          }
          // Never more modes of an instrument at once than one, not even on the way.
          const carried = [...wire.carried].map((entry) => entry.split(" ")[0]);
          expect(new Set(carried).size).toBe(carried.length);
        }
        drain(subscriptions, wire);
        expect(subscriptions.desired).toEqual(desired);
        expect(wire.carried).toEqual(desiredOn(subscriptions));
        expect(Math.max(0, ...wire.messageSizes)).toBeLessThanOrEqual(100);
        expect(drain(subscriptions, wire)).toBe(0);
      }),
    );
  });

  test("it takes no more messages than departures, changes of mode and arrivals need, and the socket never carries more than before or after", () => {
    const changes = fc.array(
      fc.record({
        key: fc.integer({ min: 1, max: 300 }).map((id) => `NSE_FNO:${id}`),
        mode: fc.constantFrom<FeedMode | null>("ticker", "quote", "full", null),
      }),
      { maxLength: 600 },
    );
    fc.assert(
      fc.property(changes, changes, (before, after) => {
        const subscriptions = new WireSubscriptions();
        const wire = new Wire();
        for (const { key, mode } of before) subscriptions.want(key, mode);
        drain(subscriptions, wire);
        const was = new Set(wire.carried);
        for (const { key, mode } of after) subscriptions.want(key, mode);
        const is = desiredOn(subscriptions);
        const modesBefore = new Map([...was].map((entry) => entry.split(" ") as [string, string]));
        const modesAfter = new Map([...is].map((entry) => entry.split(" ") as [string, string]));
        const needed = [...new Set([...modesBefore.keys(), ...modesAfter.keys()])]
          .filter((key) => modesBefore.get(key) !== modesAfter.get(key))
          .map((key) => `${modesBefore.get(key)} to ${modesAfter.get(key)}`);
        const messages = Object.entries(Object.groupBy(needed, (kind) => kind)).map(
          ([kind, of]) => Math.ceil(of!.length / 100) * (kind.includes("undefined") ? 1 : 2),
        );
        const most = Math.max(was.size, is.size);
        let sent = 0;
        for (; send(subscriptions, wire); sent++) expect(wire.carried.size).toBeLessThanOrEqual(most);
        expect(sent).toBe(messages.reduce((sum, count) => sum + count, 0));
        expect(wire.carried).toEqual(is);
      }),
      { numRuns: 50 },
    );
  });
});

test("asking again repeats what the socket should carry, and still lets go of what it should not", () => {
  const wire = new WireSubscriptions();
  for (const key of ["IDX_I:13", "IDX_I:25", "IDX_I:27"]) wire.want(key, "quote");
  wire.next(1);
  wire.want("IDX_I:25", "full");
  wire.want("IDX_I:27", null);
  wire.askAgain();
  const sent = [];
  for (let change = wire.next(2); change !== null; change = wire.next(2)) sent.push(change);
  expect(sent).toEqual([
    { op: "unsubscribe", mode: "quote", keys: ["IDX_I:27"] },
    { op: "unsubscribe", mode: "quote", keys: ["IDX_I:25"] },
    { op: "subscribe", mode: "full", keys: ["IDX_I:25"] },
    { op: "subscribe", mode: "quote", keys: ["IDX_I:13"] },
  ]);
});
