import { expect, test } from "bun:test";
import { StreamLimits } from "../../shared/stream-limits.ts";
import { HOSTILITIES, HostileClient } from "../bench/fanout/hostile-client.ts";
import { fullPacket } from "../fakes/hub-packets.ts";
import { HubServer } from "../fakes/hub-server.ts";
import { until } from "../fakes/until.ts";

const KEYS = Array.from({ length: 200 }, (_, i) => `NSE_FNO:${40_000 + i}`);
const WATCHED = KEYS[0]!;
const OF_EACH_KIND = 2;
const ROUNDS = 100;

test("clients that never read, drip, flood, talk nonsense, half-open and vanish cost the others no frame and no tick", async () => {
  const server = new HubServer({ limits: { laggingMs: 5_000 } });
  const { rig } = server;
  const hostile = HOSTILITIES.flatMap((kind) =>
    Array.from({ length: OF_EACH_KIND }, (_, i) => new HostileClient(kind, server.port, KEYS, i)),
  );
  try {
    const everyTick = await server.connect();
    const everyInterval = await server.connect();
    await everyTick.subscribe([WATCHED], { mode: "ltp", everyMs: 0 });
    await everyInterval.subscribe(KEYS, { mode: "quote", everyMs: 100 });
    await until("the hostile are among the sessions", () => rig.hub.sessionCount > 2);

    const prices: number[] = [];
    for (let ltp = 1; ltp <= ROUNDS; ltp++) {
      rig.receive(...KEYS.map((key) => fullPacket(key, { ltp, volume: ltp })));
      prices.push(ltp);
      await rig.endTurn();
      rig.clock.advance(100);
      // What the hostile send is read meanwhile. A view of a good client throws at a hole in seq.
      await everyTick.roundTrip();
    }
    await everyInterval.roundTrip();

    const changes = everyTick.view.all("ticks").filter(({ snapshot }) => !snapshot);
    expect(changes.flatMap(({ ticks }) => ticks.map(({ ltp }) => ltp))).toEqual(prices);
    expect(KEYS.map((key) => everyInterval.view.ticks.get(key)?.ltp)).toEqual(KEYS.map(() => ROUNDS));
    for (const client of [everyTick, everyInterval]) expect(client.view.all("lagging")).toEqual([]);
    const restless = hostile.filter(({ hostility }) => hostility === "garbage" || hostility === "vanishes");
    await until("they were thrown out, or left, and came again", () => restless.every(({ visits }) => visits > 1));
  } finally {
    for (const client of hostile) client.stop();
    await server.stop();
  }
  // Those whose connection broke might have come back.
  rig.clock.advance(StreamLimits.cutMs + 1_000);
  expect(rig.demand.size).toBe(0);
});
