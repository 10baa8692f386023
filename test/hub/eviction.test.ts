import { expect, test } from "bun:test";
import { tickerPacket } from "../fakes/hub-packets.ts";
import { HubRig } from "../fakes/hub-rig.ts";

const NIFTY = "IDX_I:13";
const RELIANCE = "NSE_EQ:2885";

test("P11: an instrument that had to make room is ended for every session that watched it, each is told, and its demand is not let go twice", async () => {
  const rig = new HubRig();
  const watching = [rig.connect("json"), rig.connect("json")];
  const other = rig.connect("json");
  for (const { session } of watching) {
    rig.hub.receive(
      session,
      JSON.stringify({ op: "subscribe", instruments: [NIFTY, RELIANCE], mode: "ltp", everyMs: 0 }),
    );
  }
  rig.hub.receive(other.session, JSON.stringify({ op: "subscribe", instruments: [RELIANCE], mode: "ltp" }));
  const changes = rig.demand.changes.length;

  rig.hub.evicted(NIFTY);

  for (const { socket, session } of watching) {
    expect(socket.view.all("unsubscribed")).toEqual([
      { type: "unsubscribed", instruments: [NIFTY], reason: "evicted" },
    ]);
    expect(session.instruments).toBe(1);
    const ticks = socket.view.all("ticks").length;
    rig.receive(tickerPacket(NIFTY, { ltp: 25_000 }));
    await rig.endTurn();
    expect(socket.view.all("ticks")).toHaveLength(ticks);
  }
  expect(other.socket.view.all("unsubscribed")).toEqual([]);
  expect(rig.demand.changes).toHaveLength(changes);
  expect(rig.store.everyTick[rig.store.slotOf(NIFTY)]).toBe(0);
});

test("P11: a tick that waits for the end of its turn goes out before its instrument is evicted", () => {
  const rig = new HubRig();
  const { socket, session } = rig.connect("json");
  rig.hub.receive(session, JSON.stringify({ op: "subscribe", instruments: [NIFTY], mode: "ltp", everyMs: 0 }));
  rig.receive(tickerPacket(NIFTY, { ltp: 25_000 }));
  rig.hub.evicted(NIFTY);
  const types = socket.view.messages.map(({ type }) => type);
  expect(types).toEqual(["hello", "subscribed", "ticks", "ticks", "unsubscribed"]);
  expect(rig.intervals).toEqual([]);
});

test("P14: what the later instruments of a message evict of the earlier is rejected, and not answered as subscribed", () => {
  const rig = new HubRig({ feedCapacity: 2, isEvicting: true });
  const { socket, session } = rig.connect("json");
  const asked = [NIFTY, RELIANCE, "NSE_FNO:55796"];
  rig.hub.receive(session, JSON.stringify({ op: "subscribe", instruments: asked, mode: "ltp" }));
  const { instruments, details, rejected } = socket.view.last("subscribed");
  expect(instruments).toEqual(asked.slice(1));
  expect(details.map(({ key }) => key)).toEqual(asked.slice(1));
  expect(rejected).toEqual([{ instrument: NIFTY, reason: "feed-full" }]);
  expect(socket.view.last("ticks").ticks.map(({ instrument }) => instrument)).toEqual(asked.slice(1));
  expect([rig.demand.size, session.instruments]).toEqual([2, 2]);
});

test("P11: who was evicted may subscribe again, and then somebody else makes room", () => {
  const rig = new HubRig({ feedCapacity: 1, isEvicting: true });
  const [first, second] = [rig.connect(), rig.connect()];
  rig.hub.receive(first.session, JSON.stringify({ op: "subscribe", instruments: [NIFTY] }));
  rig.hub.receive(second.session, JSON.stringify({ op: "subscribe", instruments: [RELIANCE] }));
  expect([first.socket.view.held, second.socket.view.held]).toEqual([[], [RELIANCE]]);
  rig.hub.receive(first.session, JSON.stringify({ op: "subscribe", instruments: [NIFTY] }));
  expect([first.socket.view.held, second.socket.view.held]).toEqual([[NIFTY], []]);
  rig.beat();
  expect([rig.demand.size, rig.store.size]).toEqual([1, 1]);
});
