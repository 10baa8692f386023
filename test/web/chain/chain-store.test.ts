import { afterEach, expect, test } from "bun:test";
import type { Chain } from "../../../client-sdk/index.ts";
import { ChainStore, legId } from "../../../web/chain/chain-store.ts";
import { connect, Seen, startServer, stopAll } from "../../client-sdk/harness.ts";
import { blankLeg, CHAIN_SPEC, chainOf } from "../../fakes/chain-updates.ts";

afterEach(stopAll);

const CALL = legId(25_000, "call");
const PUT = legId(25_000, "put");
const CE = blankLeg(25_000, "CE", { ltp: 120.5 });
const PE = blankLeg(25_000, "PE", { ltp: 98.25 });

/** A store on a real stream, whose frames are drawn when the test says so. */
function openStore({ legs = [CE, PE] } = {}) {
  const server = startServer();
  server.listChain(chainOf(1, legs));
  const stream = connect(server);
  const frames: (() => void)[] = [];
  const told: string[] = [];
  const store = new ChainStore(stream, CHAIN_SPEC, (apply) => frames.push(apply));
  store.subscribe(() => told.push(store.state.status));
  store.subscribeLeg(CALL, () => told.push("call"));
  store.subscribeLeg(PUT, () => told.push("put"));
  const close = store.open();
  // Another listener of the same chain: it is called after the store.
  const arrived = new Seen<Chain>();
  const lost = new Seen<string>();
  stream.chain({ ...CHAIN_SPEC, onChain: arrived.add, onLost: lost.add });
  const draw = () => {
    for (const apply of frames.splice(0)) apply();
  };
  const version = (wanted: number) => arrived.until((chain) => chain.version === wanted);
  return { server, store, told, frames, lost, draw, version, close };
}

test("what comes is shown at the next frame, and told to the legs that are others", async () => {
  const { server, store, told, draw, version } = openStore();
  await version(1);
  expect(store.state).toEqual({ status: "waiting" });
  expect(store.leg(CALL)).toBeNull();
  draw();
  expect(store.leg(CALL)).toEqual(CE);
  expect(store.strikes).toEqual([25_000]);
  expect(told.splice(0)).toEqual(["call", "put", "live"]);

  const { strikes } = store;
  server.sendChain(chainOf(2, [{ ...PE, ltp: 99 }], { since: 1 }));
  await version(2);
  draw();
  expect(told).toEqual(["put", "live"]);
  expect(store.leg(PUT)?.ltp).toBe(99);
  expect(store.strikes).toBe(strikes);
});

test("what comes between two frames is applied once, and no leg of it is missed", async () => {
  const { server, store, told, frames, draw, version } = openStore();
  await version(1);
  draw();
  told.length = 0;
  server.sendChain(chainOf(2, [{ ...CE, ltp: 121 }], { since: 1 }));
  server.sendChain(chainOf(3, [{ ...CE, ltp: 122 }], { since: 2 }));
  server.sendChain(chainOf(4, [{ ...PE, ltp: 97 }], { since: 3 }));
  await version(4);
  expect(frames).toHaveLength(1);
  draw();
  expect(told).toEqual(["call", "put", "live"]);
  expect(store.leg(CALL)?.ltp).toBe(122);
});

test("a leg that leaves the chain is told so", async () => {
  const { server, store, told, draw, version } = openStore();
  await version(1);
  draw();
  told.length = 0;
  server.sendChain(chainOf(2, [blankLeg(25_050, "CE")], { since: 1 }));
  await version(2);
  draw();
  expect(told).toEqual(["call", "put", "live"]);
  expect(store.leg(CALL)).toBeNull();
  expect(store.strikes).toEqual([25_050]);
});

test("a chain that is lost keeps what it showed, and is asked for again when it is brought back", async () => {
  const { server, store, told, draw, version, lost } = openStore();
  await version(1);
  draw();
  told.length = 0;
  server.endChain(chainOf(1, []).chain, "evicted");
  await lost.until((reason) => reason === "evicted");
  expect(store.state).toEqual({ status: "lost", reason: "evicted" });
  expect(store.leg(CALL)).toEqual(CE);

  server.listChain(chainOf(7, [{ ...CE, ltp: 130 }, PE]));
  store.bringBack();
  await version(7);
  draw();
  expect(told).toEqual(["lost", "waiting", "call", "put", "live"]);
  expect(store.leg(CALL)?.ltp).toBe(130);
});

test("a chain that is refused says why", async () => {
  const server = startServer();
  const stream = connect(server);
  const lost = new Seen<string>();
  const store = new ChainStore(stream, CHAIN_SPEC, () => {});
  store.open();
  stream.chain({ ...CHAIN_SPEC, onChain: () => {}, onLost: lost.add });
  await lost.until((reason) => reason === "expiry-not-listed");
  expect(store.state).toEqual({ status: "lost", reason: "expiry-not-listed" });
  expect(store.rows).toEqual([]);
});

test("a store that is closed applies nothing that came before", async () => {
  const { store, draw, version, close } = openStore();
  await version(1);
  close();
  draw();
  expect(store.state).toEqual({ status: "waiting" });
});
