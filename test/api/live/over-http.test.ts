import { afterEach, expect, test } from "bun:test";
import { z } from "zod";
import { ClientAddresses } from "../../../server/api/client-address.ts";
import { EventStreams } from "../../../server/api/event-streams.ts";
import { Broadcast } from "../../../server/api/live/broadcast.ts";
import { EVENTS_WAITING_MOST, eventsOf } from "../../../server/api/live/events-of.ts";
import { itemsOf } from "../../../server/api/live/items-of.ts";
import { newestOf } from "../../../server/api/live/newest-of.ts";
import { chainsRouter } from "../../../server/api/routers/chains.ts";
import { router, viewerProcedure } from "../../../server/api/trpc.ts";
import { trpcEndpoint } from "../../../server/api/trpc-endpoint.ts";
import { DEMO_IDENTITY } from "../../../server/auth/identity.ts";
import { OpenStreams } from "../../../server/auth/open-streams.ts";
import { RELEASE_AFTER_MS } from "../../../server/chains/chain-board.ts";
import { Listing, strikesFrom } from "../../chains/listing.ts";
import { ChainRig } from "../../fakes/chain-rig.ts";
import { recordingLog } from "../../fakes/dhan-rest-log.ts";
import { EventReader } from "../../fakes/event-reader.ts";
import { StalledReader } from "../../fakes/stalled-reader.ts";
import { until } from "../../fakes/until.ts";

const toStop: (() => unknown)[] = [];
afterEach(async () => {
  for (const stop of toStop.splice(0)) await stop();
});

/** A state of so many characters: what the sockets of both sides hold of it is some dozens. */
const STATE_LENGTH = 100_000;
const state = (n: number) => `${n}:`.padEnd(STATE_LENGTH, "x");

/** These procedures on a real port, for the demo's user. */
function serve(log = recordingLog().log) {
  const states = new Broadcast<string>();
  const events = new Broadcast<number>();
  /** States that have left the procedure. */
  const sent: string[] = [];
  async function* counted(items: AsyncIterable<string>) {
    for await (const item of items) {
      sent.push(item.slice(0, item.indexOf(":")));
      yield item;
    }
  }
  const rig = new ChainRig({
    index: new Listing().nifty(["2026-06-16"], strikesFrom(24_000, 50, 41)).index(),
    at: 1_781_065_197_800,
  });
  const live = router({
    states: viewerProcedure
      .output(itemsOf(z.string()))
      .subscription(({ signal }) => counted(newestOf(states, () => state(0), signal!))),
    events: viewerProcedure
      .output(itemsOf(z.unknown()))
      .subscription(({ signal }) => eventsOf(events, (n) => ({ type: "event", n, filler: state(n) }), signal!)),
    wrong: viewerProcedure.output(itemsOf(z.string().max(1))).subscription(() => counted(one("7:"))),
    chains: chainsRouter(rig.board, rig.announcements),
  });
  const eventStreams = new EventStreams({ ofIdentities: new OpenStreams() });
  const endpoint = trpcEndpoint({
    router: live,
    auth: { identify: () => ({ ok: true, identity: DEMO_IDENTITY }) },
    addresses: new ClientAddresses([]),
    eventStreams,
    log,
  });
  const server = Bun.serve({ port: 0, hostname: "127.0.0.1", fetch: endpoint });
  toStop.push(
    () => server.stop(true),
    () => rig.stop(),
  );
  return { url: `http://127.0.0.1:${server.port}/trpc`, states, events, sent, rig, eventStreams };
}

async function* one<Item>(item: Item) {
  yield item;
}

test("a reader that stalls costs a few states whatever happens, and has the newest once it reads", async () => {
  const { url, states, sent } = serve();
  const reader = await StalledReader.ask(`${url}/states`);
  let before = -1;
  for (let n = 1; n <= 2_000; n++) {
    states.publish(state(n));
    if (n % 20 === 0) await new Promise((resolve) => setImmediate(resolve));
    if (n === 1_000) before = sent.length;
  }
  // What the kernel's buffers and those on the way hold: nothing left any more once they were full.
  expect(sent.length).toBeLessThan(200);
  expect(sent.length).toBe(before);
  await reader.readUntil("2000:");
  reader.destroy();
});

test("a reader that stalls where nothing may be left out is ended, and told why when it reads", async () => {
  const { url, events, eventStreams } = serve();
  const reader = await StalledReader.ask(`${url}/events`);
  await until("it listens", () => events.size === 1);
  for (let n = 0; n < 2 * EVENTS_WAITING_MOST; n++) {
    events.publish(n);
    if (n % 20 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  await reader.readUntil('"too-slow"');
  expect(events.size).toBe(0);
  await until("the stream is over", () => eventStreams.size === 0);
  reader.destroy();
});

test("leaving, by its end or by a cut, frees everything: a chain's legs too, once it is kept no longer", async () => {
  const { url, states, rig, eventStreams } = serve();
  const input = encodeURIComponent(JSON.stringify({ underlying: "NIFTY", expiry: "2026-06-16", everyMs: 250 }));
  const chain = new EventReader(await fetch(`${url}/chains.live?input=${input}`));
  expect(await chain.item<unknown>()).toMatchObject({ ok: true, chain: { chain: "NIFTY:2026-06-16:10" } });
  const cut = await StalledReader.ask(`${url}/states`);
  await until("both are open", () => eventStreams.size === 2 && states.size === 1);
  expect(rig.board.size).toBe(1);
  await chain.leave();
  cut.destroy();
  await until("both are over", () => eventStreams.size === 0 && states.size === 0);
  await until("nobody hears of chains", () => rig.announcements.chainBeats.size === 0);
  await rig.advance(RELEASE_AFTER_MS);
  expect(rig.board.size).toBe(0);
  expect([...rig.subscriptions.view.units.values()]).toEqual([]);
});

test("an item that is not what the contract says is an error of ours, told without its words", async () => {
  const logged = recordingLog();
  const { url } = serve(logged.log);
  const events = new EventReader(await fetch(`${url}/wrong`));
  const { data } = await events.next("serialized-error");
  expect(data).toMatchObject({ data: { code: "INTERNAL_SERVER_ERROR" } });
  expect(JSON.stringify(data)).not.toContain("too_big");
  expect(logged.text()).toContain("a procedure failed");
});
