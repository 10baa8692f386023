import { afterEach, describe, expect, test } from "bun:test";
import type { Chain, ChainRefusalReason } from "../../client-sdk/index.ts";
import { chainId } from "../../shared/chain-id.ts";
import { blankLeg, CHAIN_SPEC, chainOf } from "../fakes/chain-updates.ts";
import { connect, Seen, startServer, stopAll, whenStatus } from "./harness.ts";

afterEach(stopAll);

const ID = chainId(CHAIN_SPEC);
const LEGS = [blankLeg(25_000, "CE"), blankLeg(25_000, "PE"), blankLeg(25_050, "CE"), blankLeg(25_050, "PE")];

/** A server with one chain, and what a first watcher of it has seen. */
function watching(everyMs?: number) {
  const server = startServer();
  server.listChain(chainOf(7, LEGS));
  const stream = connect(server);
  const seen = new Seen<Chain>();
  const lost = new Seen<ChainRefusalReason>();
  const { underlying, expiry } = CHAIN_SPEC;
  const subscription = stream.chain({
    ...{ underlying, expiry, onChain: seen.add, onLost: lost.add },
    ...(everyMs === undefined ? {} : { everyMs }),
  });
  return { server, stream, seen, lost, subscription };
}

describe("a chain", () => {
  test("comes whole first, a row a strike, and is whole again after each change", async () => {
    const { server, seen } = watching();
    const snapshot = await seen.until(({ version }) => version === 7);
    expect(snapshot.rows.map(({ strike, call, put }) => [strike, call?.key, put?.key])).toEqual([
      [25_000, LEGS[0]!.key, LEGS[1]!.key],
      [25_050, LEGS[2]!.key, LEGS[3]!.key],
    ]);
    expect(snapshot.changed).toEqual(new Set(LEGS.map(({ key }) => key)));

    const changed = blankLeg(25_050, "PE", { ltp: 101.5 });
    server.sendChain(chainOf(9, [changed], { since: 7, strikes: [25_000, 25_050] }));
    const next = await seen.until(({ version }) => version === 9);
    expect(next.rows[1]!.put).toEqual(changed);
    expect(next.changed).toEqual(new Set([changed.key]));
    // What has not changed is the same object: a page need not look at it again.
    expect(next.rows[0]!.call).toBe(snapshot.rows[0]!.call);
  });

  test("follows its strikes: rows come and go, and a leg that is not listed is null", async () => {
    const { server, seen } = watching();
    await seen.until(({ version }) => version === 7);
    server.sendChain(chainOf(8, [blankLeg(25_100, "CE")], { since: 7, strikes: [25_050, 25_100] }));
    const { rows } = await seen.until(({ version }) => version === 8);
    expect(rows.map(({ strike, call, put }) => [strike, call !== null, put !== null])).toEqual([
      [25_050, true, true],
      [25_100, true, false],
    ]);
  });

  test("that builds on a version never seen is asked for again and comes whole", async () => {
    const { server, stream, seen } = watching();
    await seen.until(({ version }) => version === 7);
    server.listChain(chainOf(12, LEGS));
    server.sendChain(chainOf(11, [], { since: 10, strikes: [25_000, 25_050] }));
    await seen.until(({ version }) => version === 12);
    expect(stream.counts.holes).toBe(1);
    expect(seen.all.map(({ version }) => version)).toEqual([7, 12]);
  });

  test("comes no twice: an update that is known already is passed over", async () => {
    const { server, seen } = watching();
    await seen.until(({ version }) => version === 7);
    server.sendChain(chainOf(7, [blankLeg(25_000, "CE", { ltp: 1 })], { since: 6, strikes: [25_000, 25_050] }));
    server.sendChain(chainOf(8, [], { since: 7, strikes: [25_000, 25_050] }));
    const { rows } = await seen.until(({ version }) => version === 8);
    expect(rows[0]!.call!.ltp).toBeNull();
    expect(seen.all.map(({ version }) => version)).toEqual([7, 8]);
  });

  test("is asked for once by two who watch it, at the faster interval, until the last has left", async () => {
    const { server, stream, seen, subscription } = watching(1_000);
    await seen.until(({ version }) => version === 7);
    const other = new Seen<Chain>();
    const { underlying, expiry } = CHAIN_SPEC;
    const second = stream.chain({ underlying, expiry, everyMs: 500, onChain: other.add });
    // Who comes later gets what is known at once.
    await other.until(({ version }) => version === 7);
    await server.until(() => server.watched()[0]?.[ID] === 500);
    second.unsubscribe();
    await server.until(() => server.watched()[0]?.[ID] === 1_000);
    subscription.unsubscribe();
    await server.until(() => server.watched()[0]?.[ID] === undefined);
  });

  test("that the server does not have is lost with its reason, and may be asked for again", async () => {
    const server = startServer();
    const stream = connect(server);
    const lost = new Seen<ChainRefusalReason>();
    const seen = new Seen<Chain>();
    const { underlying, expiry } = CHAIN_SPEC;
    const subscription = stream.chain({ underlying, expiry, onChain: seen.add, onLost: lost.add });
    expect(await lost.until(() => true)).toBe("expiry-not-listed");
    subscription.unsubscribe();
    server.listChain(chainOf(1, LEGS));
    stream.chain({ underlying, expiry, onChain: seen.add });
    await seen.until(({ version }) => version === 1);
  });

  test("that had to make room is lost with its reason", async () => {
    const { server, seen, lost } = watching();
    await seen.until(({ version }) => version === 7);
    server.endChain(ID, "evicted");
    expect(await lost.until(() => true)).toBe("evicted");
  });

  test("is asked for again on the next connection, and comes whole", async () => {
    const { server, stream, seen } = watching();
    await seen.until(({ version }) => version === 7);
    server.listChain(chainOf(2, LEGS));
    server.drop(1012);
    await seen.until(({ version }) => version === 2);
    expect(stream.counts.losses).toBe(1);
    await whenStatus(stream, "open");
  });

  test("of an interval, an underlying or an expiry that can't be is the caller's mistake", () => {
    const stream = connect(startServer());
    const wish = { underlying: "NIFTY", expiry: "2026-12-01", onChain() {} };
    for (const everyMs of [0, 249, 60_001, 250.5, Number.NaN])
      expect(() => stream.chain({ ...wish, everyMs })).toThrow();
    expect(() => stream.chain({ ...wish, underlying: "" })).toThrow();
    expect(() => stream.chain({ ...wish, expiry: "1 Dec" })).toThrow();
    expect(() => stream.chain({ ...wish, strikesEachSide: 7 as 5 })).toThrow();
  });
});
