import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { turnOfTheLoop } from "../../server/clock.ts";
import { INSTRUMENTS_PER_TURN, Inbox, WAITING_MESSAGES_MOST } from "../../server/hub/inbox.ts";
import { tickerPacket } from "../fakes/hub-packets.ts";
import { HubRig } from "../fakes/hub-rig.ts";

const NIFTY = "IDX_I:13";
const KEYS = Array.from({ length: 1_000 }, (_, i) => `NSE_FNO:${40_000 + i}`);

/** An inbox, and the steps it has done: each of a session, with the number of its message. */
function inbox(sessions: number) {
  const rig = new HubRig();
  const of = Array.from({ length: sessions }, () => rig.connect().session);
  const done: [session: number, message: number][] = [];
  const box = new Inbox();
  /** A message of some steps, each of which deals with so many instruments. */
  const put = (session: number, message: number, ...steps: number[]) => {
    const work = function* () {
      for (const instruments of steps) {
        done.push([session, message]);
        yield instruments;
      }
    };
    box.put(of[session]!, work());
  };
  return { put, done, messages: () => done.map(([, message]) => message), forget: (n: number) => box.forget(of[n]!) };
}

describe("a turn of the event loop", () => {
  test("does at once what is little", () => {
    const { put, messages } = inbox(2);
    put(0, 1, 10, 10);
    put(1, 2, 0);
    put(0, 3, 10);
    expect(messages()).toEqual([1, 1, 2, 3]);
  });

  test(`deals with ${INSTRUMENTS_PER_TURN} instruments and the rest of a step; the next goes on`, async () => {
    const { put, messages } = inbox(2);
    put(0, 1, INSTRUMENTS_PER_TURN - 1, INSTRUMENTS_PER_TURN, 1);
    put(0, 2, 1);
    expect(messages()).toEqual([1, 1]);
    await turnOfTheLoop();
    expect(messages()).toEqual([1, 1, 1, 2]);
  });

  test("does the first step of whoever has nothing waiting, when there is no time left too", () => {
    const { put, messages } = inbox(2);
    put(0, 1, INSTRUMENTS_PER_TURN, 1);
    put(1, 2, 1, 1);
    put(1, 3, 1);
    expect(messages()).toEqual([1, 2]);
  });

  test("does a step of each session in turn: who asks for little does not wait for all that another asks for", async () => {
    const { put, messages } = inbox(2);
    put(0, 1, INSTRUMENTS_PER_TURN, INSTRUMENTS_PER_TURN, INSTRUMENTS_PER_TURN);
    put(0, 2, INSTRUMENTS_PER_TURN);
    put(1, 3, 1, 1);
    expect(messages()).toEqual([1, 3]);
    await turnOfTheLoop();
    await turnOfTheLoop();
    expect(messages()).toEqual([1, 3, 1, 3, 1]);
    await turnOfTheLoop();
    expect(messages()).toEqual([1, 3, 1, 3, 1, 2]);
  });
});

test("the messages of a session are dealt with in the order they came, each to its end, whatever comes between", async () => {
  const message = fc.record({
    session: fc.nat(3),
    steps: fc.array(fc.oneof(fc.constant(0), fc.nat(INSTRUMENTS_PER_TURN * 2)), { minLength: 1, maxLength: 4 }),
    endsTurn: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(message, { maxLength: 40 }), async (messages) => {
      const { put, done } = inbox(4);
      for (const [number, { session, steps, endsTurn }] of messages.entries()) {
        put(session, number, ...steps);
        if (endsTurn) await turnOfTheLoop();
      }
      const all = messages.flatMap(({ session, steps }, number) => steps.map(() => [session, number] as const));
      for (const _ of all) await turnOfTheLoop();
      for (const session of [0, 1, 2, 3]) {
        const of = (steps: readonly (readonly [number, number])[]) => steps.filter(([whose]) => whose === session);
        expect(of(done)).toEqual(of(all) as [number, number][]);
      }
    }),
    { numRuns: 50 },
  );
});

test(`at most ${WAITING_MESSAGES_MOST} messages wait: where there are more, the first is finished at once`, () => {
  const { put, messages } = inbox(1);
  put(0, 0, INSTRUMENTS_PER_TURN);
  for (let message = 1; message < WAITING_MESSAGES_MOST; message++) put(0, message, 1, 1);
  expect(messages()).toEqual([0]);
  put(0, WAITING_MESSAGES_MOST, 1);
  // The first had no step left.
  expect(messages()).toEqual([0]);
  put(0, WAITING_MESSAGES_MOST + 1, 1);
  expect(messages()).toEqual([0, 1, 1]);
  put(0, WAITING_MESSAGES_MOST + 2, 1);
  expect(messages()).toEqual([0, 1, 1, 2, 2]);
});

test("what a session that has gone had asked for is not done, and the others' is", async () => {
  const { put, messages, forget } = inbox(2);
  put(0, 1, INSTRUMENTS_PER_TURN, 1);
  put(0, 2, INSTRUMENTS_PER_TURN);
  put(1, 3, INSTRUMENTS_PER_TURN);
  forget(0);
  for (let i = 0; i < 4; i++) await turnOfTheLoop();
  expect(messages()).toEqual([1, 3]);
});

test("P13: ticks go out between the parts of a large subscribe, which are answered one by one", async () => {
  const rig = new HubRig();
  const good = rig.connect();
  rig.hub.receive(good.session, JSON.stringify({ op: "subscribe", instruments: [NIFTY], mode: "ltp", everyMs: 0 }));
  await rig.endTurn();
  const large = rig.connect();
  const asked = KEYS.slice(0, 900);
  rig.hub.receive(large.session, JSON.stringify({ op: "subscribe", instruments: [...asked, asked[0]], mode: "ltp" }));
  rig.receive(tickerPacket(NIFTY, { ltp: 25_000 }));
  await rig.endTurn();
  expect(good.socket.view.ticks.get(NIFTY)?.ltp).toBe(25_000);
  const answers = () => large.socket.view.all("subscribed").map(({ instruments }) => instruments);
  expect(answers().length).toBeLessThan(3);
  for (let i = 0; i < 20; i++) await rig.endTurn();
  expect(answers().map(({ length }) => length)).toEqual(
    Array.from({ length: asked.length / INSTRUMENTS_PER_TURN }, () => INSTRUMENTS_PER_TURN),
  );
  expect(answers().flat()).toEqual(asked);
  expect(large.socket.view.ticks.size).toBe(asked.length);
});

test("P12: a ping is answered at once, whatever others ask for", () => {
  const rig = new HubRig();
  const [asking, pinging] = [rig.connect(), rig.connect()];
  for (let i = 0; i < 3; i++)
    rig.hub.receive(asking.session, JSON.stringify({ op: "subscribe", instruments: KEYS, mode: "ltp" }));
  rig.hub.receive(pinging.session, JSON.stringify({ op: "ping", id: 1 }));
  expect(pinging.socket.view.all("pong")).toHaveLength(1);
  expect(asking.socket.view.all("subscribed").length).toBeLessThan(3);
});

test("nobody who has gone is subscribed afterwards", async () => {
  const rig = new HubRig();
  const { session } = rig.connect();
  for (let i = 0; i < 3; i++)
    rig.hub.receive(session, JSON.stringify({ op: "subscribe", instruments: KEYS, mode: "ltp" }));
  rig.hub.close(session);
  for (let i = 0; i < 20; i++) await rig.endTurn();
  rig.beat();
  expect(rig.demand.size).toBe(0);
});
