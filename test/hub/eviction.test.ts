import { expect, test } from "bun:test";
import { tickerPacket } from "../fakes/hub-packets.ts";
import { HubRig } from "../fakes/hub-rig.ts";

const NIFTY = "IDX_I:13";
const RELIANCE = "NSE_EQ:2885";

test("an instrument that had to make room is ended for every session that watched it, each is told, and its demand is not let go twice", async () => {
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
