import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { turnOfTheLoop } from "../../server/clock.ts";
import type { Inbound } from "../../server/hub/inbound.ts";
import { INSTRUMENTS_PER_TURN, Inbox, WAITING_MESSAGES_MOST } from "../../server/hub/inbox.ts";
import type { Session } from "../../server/hub/session.ts";
import { tickerPacket } from "../fakes/hub-packets.ts";
import { HubRig } from "../fakes/hub-rig.ts";

const NIFTY = "IDX_I:13";
const KEYS = Array.from({ length: 1_000 }, (_, i) => `NSE_FNO:${40_000 + i}`);

const ping = (id: number): Inbound => ({ ok: true, message: { op: "ping", id } });

/** An inbox, and what it has had answered: session and id. */
function inbox(sessions: number) {
  const rig = new HubRig();
  const of = Array.from({ length: sessions }, () => rig.connect().session);
  const answered: [number, number][] = [];
  const box = new Inbox((session: Session, inbound) => {
    if (inbound.ok && inbound.message.op === "ping") answered.push([of.indexOf(session), inbound.message.id!]);
  });
  const put = (session: number, id: number, instruments: number) => box.put(of[session]!, ping(id), instruments);
  return { put, answered, forget: (session: number) => box.forget(of[session]!) };
}

describe("a turn of the event loop", () => {
  test("answers at once what names few instruments, and the first message whatever it names", () => {
    const { put, answered } = inbox(2);
    put(0, 1, 10 * INSTRUMENTS_PER_TURN);
    put(1, 2, 0);
    expect(answered).toEqual([
      [0, 1],
      [1, 2],
    ]);
  });

  test(`answers no more than ${INSTRUMENTS_PER_TURN} instruments; the next goes on`, async () => {
    const { put, answered } = inbox(3);
    put(0, 1, INSTRUMENTS_PER_TURN - 1);
    put(1, 2, 1);
    put(2, 3, 1);
    expect(answered.map(([, id]) => id)).toEqual([1, 2]);
    await turnOfTheLoop();
    expect(answered.map(([, id]) => id)).toEqual([1, 2, 3]);
  });

  test("answers one large message, and those of others who ask little before the next large one", async () => {
    const { put, answered } = inbox(3);
    for (const id of [1, 2, 3]) put(0, id, INSTRUMENTS_PER_TURN);
    put(1, 4, 0);
    expect(answered.map(([, id]) => id)).toEqual([1, 4]);
    await turnOfTheLoop();
    put(2, 5, 0);
    expect(answered.map(([, id]) => id)).toEqual([1, 4, 2, 5]);
    await turnOfTheLoop();
    expect(answered.map(([, id]) => id)).toEqual([1, 4, 2, 5, 3]);
  });
});

test("the messages of a session are answered in the order they came, whatever comes between", async () => {
  const message = fc.record({
    session: fc.nat(3),
    instruments: fc.oneof(fc.constant(0), fc.nat(INSTRUMENTS_PER_TURN * 2)),
    endsTurn: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(message, { maxLength: 60 }), async (messages) => {
      const { put, answered } = inbox(4);
      for (const [id, { session, instruments, endsTurn }] of messages.entries()) {
        put(session, id, instruments);
        if (endsTurn) await turnOfTheLoop();
      }
      for (const _ of messages) await turnOfTheLoop();
      expect(answered).toHaveLength(messages.length);
      for (const session of [0, 1, 2, 3]) {
        const asked = messages.flatMap((one, id) => (one.session === session ? [id] : []));
        expect(answered.filter(([of]) => of === session).map(([, id]) => id)).toEqual(asked);
      }
    }),
    { numRuns: 50 },
  );
});

test(`at most ${WAITING_MESSAGES_MOST} messages wait: where there are more, the first are answered at once`, () => {
  const { put, answered } = inbox(1);
  for (let id = 0; id <= WAITING_MESSAGES_MOST; id++) put(0, id, INSTRUMENTS_PER_TURN);
  expect(answered).toEqual([[0, 0]]);
  put(0, WAITING_MESSAGES_MOST + 1, INSTRUMENTS_PER_TURN);
  expect(answered).toEqual([
    [0, 0],
    [0, 1],
  ]);
});

test("what a session that has gone had asked is not answered, and the others' is", async () => {
  const { put, answered, forget } = inbox(2);
  put(0, 1, INSTRUMENTS_PER_TURN);
  put(0, 2, INSTRUMENTS_PER_TURN);
  put(1, 3, INSTRUMENTS_PER_TURN);
  forget(0);
  await turnOfTheLoop();
  await turnOfTheLoop();
  expect(answered).toEqual([
    [0, 1],
    [1, 3],
  ]);
});

test("ticks go out between the subscribes of one who floods", async () => {
  const rig = new HubRig();
  const good = rig.connect();
  rig.hub.receive(good.session, JSON.stringify({ op: "subscribe", instruments: [NIFTY], mode: "ltp", everyMs: 0 }));
  const flooding = rig.connect();
  const flood = JSON.stringify({ op: "subscribe", instruments: KEYS, mode: "ltp" });
  await rig.endTurn();
  for (let i = 0; i < 5; i++) rig.hub.receive(flooding.session, flood);
  rig.receive(tickerPacket(NIFTY, { ltp: 25_000 }));
  await rig.endTurn();
  expect(good.socket.view.ticks.get(NIFTY)?.ltp).toBe(25_000);
  expect(flooding.socket.view.all("subscribed").length).toBeLessThan(5);
  for (let i = 0; i < 5; i++) await rig.endTurn();
  expect(flooding.socket.view.all("subscribed")).toHaveLength(5);
});

test("nobody who has gone is subscribed afterwards", async () => {
  const rig = new HubRig();
  const { session } = rig.connect();
  for (let i = 0; i < 3; i++)
    rig.hub.receive(session, JSON.stringify({ op: "subscribe", instruments: KEYS, mode: "ltp" }));
  rig.hub.close(session);
  for (let i = 0; i < 3; i++) await rig.endTurn();
  rig.beat();
  expect(rig.demand.size).toBe(0);
});
