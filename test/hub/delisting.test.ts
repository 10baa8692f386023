import { expect, test } from "bun:test";
import { tickerPacket } from "../fakes/hub-packets.ts";
import { HubRig } from "../fakes/hub-rig.ts";

const NIFTY = "IDX_I:13";
const RELIANCE = "NSE_EQ:2885";
const TCS = "NSE_EQ:11536";
const OPTION = "NSE_FNO:55796";

function subscribed(rig: HubRig, instruments: string[], everyMs = 100) {
  const { socket, session } = rig.connect("json");
  rig.hub.receive(session, JSON.stringify({ op: "subscribe", instruments, mode: "ltp", everyMs }));
  return { socket, session };
}

test("P11: what is delisted ends for every session that watched it, in one message a session, and is let go", () => {
  const rig = new HubRig();
  const both = subscribed(rig, [NIFTY, RELIANCE, OPTION]);
  const one = subscribed(rig, [RELIANCE], 0);
  const none = subscribed(rig, [NIFTY]);

  expect(rig.hub.delisted([RELIANCE, OPTION, TCS], "delisted")).toBe(2);

  const told = (instruments: string[]) => [{ type: "unsubscribed", instruments, reason: "delisted" }];
  expect(both.socket.view.all("unsubscribed") as unknown).toEqual(told([RELIANCE, OPTION]));
  expect(one.socket.view.all("unsubscribed") as unknown).toEqual(told([RELIANCE]));
  expect(none.socket.view.all("unsubscribed")).toEqual([]);
  expect([both.session.instruments, one.session.instruments, none.session.instruments]).toEqual([1, 0, 1]);
  expect([rig.demand.modeOf(NIFTY), rig.demand.modeOf(RELIANCE), rig.demand.modeOf(OPTION)]).toEqual([
    "ltp",
    null,
    null,
  ]);
  rig.beat();
  expect([rig.demand.size, rig.store.size]).toEqual([1, 1]);
  expect(rig.hub.delisted([RELIANCE, OPTION], "delisted")).toBe(0);
});

test("P11: sessions of more instruments than are gone, and of fewer, lose the same", () => {
  const rig = new HubRig();
  const many = Array.from({ length: 40 }, (_, n) => `NSE_FNO:${1 + n}`);
  const small = subscribed(rig, many.slice(0, 2));
  const large = subscribed(rig, many);
  expect(rig.hub.delisted(many.slice(0, 5), "reassigned")).toBe(5);
  expect(small.socket.view.last("unsubscribed").instruments).toEqual(many.slice(0, 2));
  expect(large.socket.view.last("unsubscribed").instruments.toSorted()).toEqual(many.slice(0, 5));
  expect(large.session.instruments).toBe(35);
});

test("P11: whose key was reassigned is told so, after its last tick, and may subscribe to what it names now", () => {
  const rig = new HubRig();
  const { socket, session } = subscribed(rig, [RELIANCE], 0);
  rig.receive(tickerPacket(RELIANCE, { ltp: 1_400 }));
  rig.hub.delisted([RELIANCE], "reassigned");
  rig.store.forget(RELIANCE);
  expect(socket.view.messages.map(({ type }) => type)).toEqual([
    "hello",
    "subscribed",
    "ticks",
    "ticks",
    "unsubscribed",
  ]);
  expect(socket.view.last("unsubscribed").reason).toBe("reassigned");
  // At once, before the feed has even heard of it: the old one's price is none of the new one's.
  rig.hub.receive(session, JSON.stringify({ op: "subscribe", instruments: [RELIANCE], mode: "ltp" }));
  expect(socket.view.last("ticks").ticks).toMatchObject([{ instrument: RELIANCE, ltp: null, source: null }]);
});
