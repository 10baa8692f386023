import { afterEach, describe, expect, test } from "bun:test";
import { CloseCode, StreamLimits } from "../../shared/stream-limits.ts";
import { tickerPacket } from "../fakes/hub-packets.ts";
import { HubRig, type HubRigOptions } from "../fakes/hub-rig.ts";
import { HubServer } from "../fakes/hub-server.ts";
import type { HubSocket } from "../fakes/hub-socket.ts";

const NIFTY = "IDX_I:13";
const ABB = "NSE_EQ:13";
const OPTION = "NSE_FNO:55796";
const { cutMs } = StreamLimits;

/** A session that holds an instrument at an interval and one whose every tick it wants. */
function subscribed(options?: HubRigOptions) {
  const rig = new HubRig(options);
  const client = rig.connect();
  const say = (message: object) => rig.hub.receive(client.session, JSON.stringify(message));
  say({ op: "subscribe", instruments: [NIFTY], mode: "ltp", everyMs: 0 });
  say({ op: "subscribe", instruments: [ABB], mode: "quote", everyMs: 100 });
  const tick = (key: string, ltp: number) => rig.receive(tickerPacket(key, { ltp }));
  const resume = (fields: object = {}, userId?: string) => {
    const next = rig.connect("binary", userId);
    rig.hub.receive(next.session, JSON.stringify({ op: "resume", ...client.socket.view.session, ...fields }));
    return next.socket.view;
  };
  return { rig, ...client, say, tick, resume };
}

describe("a client that comes back", () => {
  test("P62, P64 and P65: goes on with all it had, on the same terms, and is told that nothing is missing", () => {
    const { rig, session, tick, resume } = subscribed();
    rig.cut(session);
    tick(ABB, 7_250);
    expect([rig.hub.sessionCount, rig.demand.size]).toEqual([0, 2]);
    const view = resume();
    const { restored, ...answer } = view.last("resumed");
    expect(answer).toEqual({ type: "resumed", recovered: true, missed: [] });
    expect(restored.map(({ key, mode, everyMs, name }) => [key, mode, everyMs, name])).toEqual([
      [NIFTY, "ltp", 0, `name of ${NIFTY}`],
      [ABB, "quote", 100, `name of ${ABB}`],
    ]);
    expect(view.messages.map(({ type }) => type)).toEqual(["hello", "resumed", "ticks"]);
    expect(view.last("ticks")).toMatchObject({ seq: 1, snapshot: true });
    expect(view.ticks.get(ABB)!.ltp).toBe(7_250);
    expect([rig.hub.sessionCount, rig.demand.size]).toEqual([1, 2]);
  });

  test("P65: is told of which instruments with every tick it missed some", () => {
    const { rig, session, tick, resume } = subscribed();
    rig.cut(session);
    tick(NIFTY, 25_000);
    const view = resume();
    expect(view.last("resumed")).toMatchObject({ recovered: false, reason: "missed-ticks", missed: [NIFTY] });
    expect(view.ticks.get(NIFTY)!.ltp).toBe(25_000);
  });

  test("P65: is told the same where its last frames were lost, or waited for the end of their turn", async () => {
    for (const isFlushed of [true, false]) {
      const { rig, socket, session, tick, resume } = subscribed();
      socket.isReading = false;
      tick(NIFTY, 25_000);
      if (isFlushed) await rig.endTurn();
      rig.cut(session);
      expect(resume().last("resumed")).toMatchObject({ recovered: false, reason: "missed-ticks", missed: [NIFTY] });
    }
  });

  test("P63: gets ticks as before from then on, and records that build on what it was sent on this connection", async () => {
    const { rig, session, tick, resume } = subscribed();
    rig.cut(session);
    const view = resume();
    tick(NIFTY, 1);
    tick(NIFTY, 2);
    tick(ABB, 3);
    await rig.endTurn();
    rig.clock.advance(100);
    const changes = view.all("ticks").filter(({ snapshot }) => !snapshot);
    expect(changes.map(({ ticks }) => ticks.map(({ ltp }) => ltp))).toEqual([[1, 2], [3]]);
  });

  test("P63: takes its session over also where the server has not noticed the break; the old connection is closed", () => {
    const { rig, socket, resume } = subscribed();
    expect(resume().last("resumed").recovered).toBe(true);
    expect(socket.closed).toMatchObject({ code: CloseCode.resumedElsewhere });
    expect([rig.hub.sessionCount, rig.demand.size]).toEqual([1, 2]);
  });

  test("P63 and P65: takes it over also where the old connection holds more than it may, and ticks wait for it", () => {
    const { socket, tick, resume } = subscribed();
    tick(NIFTY, 25_000);
    socket.claimedBytes = StreamLimits.bufferedBytes + 1;
    const { restored, missed } = resume().last("resumed");
    expect([restored.map(({ key }) => key), missed]).toEqual([[NIFTY, ABB], [NIFTY]]);
    expect(socket.closed).toMatchObject({ code: CloseCode.resumedElsewhere });
  });

  test("P64: is told what is restored, without what ended meanwhile", () => {
    const { rig, session, resume } = subscribed();
    rig.cut(session);
    expect(rig.hub.delisted([ABB], "delisted")).toBe(1);
    const view = resume();
    expect(view.last("resumed").restored.map(({ key }) => key)).toEqual([NIFTY]);
    expect(view.held).toEqual([NIFTY]);
  });

  test("P63: may come back a second time, by the name of the new session", () => {
    const { rig, session, socket, resume } = subscribed();
    rig.cut(session);
    const next = rig.connect("json");
    rig.hub.receive(next.session, JSON.stringify({ op: "resume", ...socket.view.session }));
    rig.cut(next.session);
    expect(resume().last("resumed").reason).toBe("unknown-session");
    expect(resume(next.socket.view.session).last("resumed")).toMatchObject({ recovered: true });
  });
});

describe("there is nothing to go on with", () => {
  const UNKNOWN = { type: "resumed", recovered: false, reason: "unknown-session", restored: [], missed: [] };

  test.each([
    ["another run of the server", { epoch: "another" }],
    ["a session that there was not", { session: "none" }],
  ])("P65: for %s", (_, fields) => {
    const { rig, session, resume } = subscribed();
    rig.cut(session);
    expect(resume(fields).all("resumed") as unknown[]).toEqual([UNKNOWN]);
  });

  test("P65: for another user, and that one's session stays as it is", () => {
    const { rig, session, resume } = subscribed();
    rig.cut(session);
    expect(resume({}, "mallory").all("resumed") as unknown[]).toEqual([UNKNOWN]);
    expect(resume().last("resumed").recovered).toBe(true);
  });

  test("P63: for a connection that holds something already, or for one's own session", () => {
    const { say, socket, session, rig } = subscribed();
    say({ op: "resume", ...socket.view.session });
    expect(socket.view.all("resumed") as unknown[]).toEqual([UNKNOWN]);
    rig.cut(session);
    const next = rig.connect();
    rig.hub.receive(next.session, JSON.stringify({ op: "subscribe", instruments: [OPTION] }));
    rig.hub.receive(next.session, JSON.stringify({ op: "resume", ...socket.view.session }));
    expect(next.socket.view.all("resumed") as unknown[]).toEqual([UNKNOWN]);
    expect(next.socket.view.held).toEqual([OPTION]);
  });

  test("P4: after a close: what was held is let go at once", () => {
    const { rig, session, resume } = subscribed();
    rig.hub.close(session);
    expect(rig.demand.size).toBe(0);
    expect(resume().last("resumed").reason).toBe("unknown-session");
  });

  test("P62: after 30 s, to the millisecond, and then everything is let go", () => {
    const { rig, session, resume } = subscribed();
    rig.cut(session);
    rig.clock.advance(cutMs - 1);
    expect([rig.demand.size, rig.intervals.length]).toEqual([2, 2]);
    rig.clock.advance(1);
    expect([rig.demand.size, rig.intervals.length]).toEqual([0, 0]);
    expect(resume().last("resumed").reason).toBe("unknown-session");
  });

  test("P62: where others broke later and made all there may be; the longest broken goes first", () => {
    const rig = new HubRig({ limits: { cutSessions: 2 } });
    const clients = [NIFTY, ABB, OPTION].map((key) => {
      const client = rig.connect();
      rig.hub.receive(client.session, JSON.stringify({ op: "subscribe", instruments: [key] }));
      return client;
    });
    for (const { session } of clients) rig.cut(session);
    expect(rig.demand.size).toBe(2);
    const answers = clients.map(({ socket }) => {
      const next = rig.connect();
      rig.hub.receive(next.session, JSON.stringify({ op: "resume", ...socket.view.session }));
      return next.socket.view.last("resumed").recovered;
    });
    expect(answers).toEqual([false, true, true]);
  });

  test("P62: where it was closed as too slow, or the server is shutting down", () => {
    const lost = (end: (rig: HubRig, socket: HubSocket) => void) => {
      const { rig, socket, session } = subscribed();
      end(rig, socket);
      rig.cut(session);
      return rig.demand.size;
    };
    expect(lost((rig) => rig.hub.shutDown())).toBe(0);
    const slow = (rig: HubRig, socket: HubSocket) => {
      socket.claimedBytes = StreamLimits.bufferedBytes + 1;
      rig.clock.advance(100);
    };
    expect(lost(slow)).toBe(0);
  });

  test("P62: and a server that shuts down lets those go that are kept", () => {
    const { rig, session } = subscribed();
    rig.cut(session);
    rig.hub.shutDown();
    expect([rig.demand.size, rig.clock.pending]).toEqual([0, 2]);
  });
});

describe("on a real socket", () => {
  let server: HubServer;
  afterEach(() => server.stop());

  test("P4 and P62: a connection that breaks is kept, one that is closed is not", async () => {
    server = new HubServer();
    const { rig } = server;
    const leaves = await server.connect();
    await leaves.subscribe([ABB]);
    leaves.close();
    await leaves.closed();
    while (rig.demand.size > 0) await rig.endTurn();

    const breaks = await server.connect();
    await breaks.subscribe([NIFTY], { mode: "ltp" });
    await breaks.next("ticks");
    breaks.terminate();
    while (rig.hub.sessionCount > 0) await rig.endTurn();
    expect(rig.demand.size).toBe(1);
    rig.receive(tickerPacket(NIFTY, { ltp: 25_000 }));

    const back = await server.connect();
    back.say({ op: "resume", ...breaks.view.session });
    expect(await back.next("resumed")).toMatchObject({ recovered: true });
    await back.next("ticks");
    expect(back.view.ticks.get(NIFTY)!.ltp).toBe(25_000);
  });
});
