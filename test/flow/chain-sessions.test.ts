import { expect, test } from "bun:test";
import { istMidnight } from "../../shared/ist.ts";
import { recomputeChain } from "../chains/chain-recomputed.ts";
import { Listing, strikesFrom } from "../chains/listing.ts";
import { ChainRig } from "../fakes/chain-rig.ts";
import { serveDemo } from "../fakes/demo-server.ts";
import { HubClient } from "../fakes/hub-client.ts";
import { knownTick } from "../fakes/known-tick.ts";
import { legsOf, OptionMarket } from "../fakes/option-market.ts";
import { quote, Segment } from "../fixtures/packets.ts";

const SESSIONS = 300;
const EXPIRY = "2026-06-16";
const AT = 1_781_065_197_800;
const EXPIRES_AT = istMidnight(EXPIRY) + 15.5 * 3_600_000;
const RATE = 0.065;

test("a chain watched by 300 sessions is computed once, and each session's values are those of the tick store", async () => {
  const index = new Listing().nifty([EXPIRY], strikesFrom(23_500, 50, 61)).index();
  const series = index.series("NIFTY", EXPIRY)!;
  const rig = new ChainRig({ index, at: AT });
  const server = serveDemo({ hub: rig.hub });
  const clients = Array.from({ length: SESSIONS }, () => new HubClient(`ws://127.0.0.1:${server.port}/ticks`));
  try {
    const market = new OptionMarket(25_020, EXPIRES_AT, RATE);
    const spot = (ltp: number) => rig.receive(quote(Segment.IDX_I, 13, { ltp, close: 24_900, ltt: 1_781_084_997 }));
    const tick = () => {
      const held = legsOf(series).filter(({ key }) => rig.store.slotOf(key) !== -1);
      rig.receive(...held.map((leg) => market.packet(leg, rig.clock.now())));
    };
    rig.hold("IDX_I:13");
    spot(25_000);
    for (const [place, client] of clients.entries()) {
      await client.next("hello");
      client.say({ op: "subscribe-chain", underlying: "NIFTY", expiry: EXPIRY, everyMs: place % 2 === 0 ? 250 : 500 });
    }
    await Promise.all(clients.map((client) => client.roundTrip()));
    await rig.advance(250);
    tick();
    await rig.advance(500);
    const chain = rig.open({ underlying: "NIFTY", expiry: EXPIRY, strikesEachSide: 10 });
    const before = chain.computations;
    const BEATS = 8;
    for (let beat = 1; beat <= BEATS; beat++) {
      market.forward = 25_020 + 3 * beat;
      spot(25_000 + 3 * beat);
      tick();
      await rig.advance(250);
    }
    // Once a beat, not once a session.
    expect(chain.computations - before).toBe(BEATS);
    // Those of half a second have their turn too.
    await rig.advance(250);
    await Promise.all(clients.map((client) => client.roundTrip()));
    const views = clients.map(({ view }) => view.chains.get(chain.id)!);
    const { forward, legs } = recomputeChain(
      series,
      strikesFrom(24_500, 50, 21),
      (key) => knownTick(rig.reader, rig.store.slotOf(key), key),
      { spot: 25_044, now: views[0]!.summary.computedAt, expiresAt: EXPIRES_AT, rate: RATE },
    );
    for (const view of views) expect(view).toMatchObject({ version: chain.version, summary: { forward } });
    const [first, ...others] = views;
    expect(first!.legs).toHaveLength(42);
    for (const leg of first!.legs) {
      const plain = legs.get(leg.key)!;
      const { instrument: _, previousOi: __, ...seen } = knownTick(rig.reader, rig.store.slotOf(leg.key), leg.key);
      expect(leg).toMatchObject({ ltp: seen.ltp, oi: seen.oi, volume: seen.volume, receivedTime: seen.receivedTime });
      expect(leg).toMatchObject({ bidPrice: seen.depth![0]!.bidPrice, askPrice: seen.depth![0]!.askPrice });
      expect(leg.mid).toBeCloseTo(plain.mid!, 9);
      expect(leg.iv).toBeCloseTo(plain.iv!, 4);
      expect(leg.delta).toBeCloseTo(plain.delta!, 3);
      expect(leg.vega).toBeCloseTo(plain.vega!, 2);
      expect(leg.intrinsic).toBeCloseTo(plain.intrinsic!, 2);
    }
    for (const other of others) expect({ ...other, since: null }).toEqual({ ...first!, since: null });
  } finally {
    for (const client of clients) client.close();
    await server.stop(true);
    rig.stop();
  }
});
