import { afterEach, expect, test } from "bun:test";
import type { z } from "zod";
import { LiveChains } from "../../../server/api/live/live-chains.ts";
import { RELEASE_AFTER_MS } from "../../../server/chains/chain-board.ts";
import type { ChainSpec, chainAnswer } from "../../../shared/chain.ts";
import { Listing, strikesFrom } from "../../chains/listing.ts";
import { ChainRig, type ChainRigOptions } from "../../fakes/chain-rig.ts";
import { quote, Segment } from "../../fixtures/packets.ts";

const EXPIRY = "2026-06-16";
const NIFTY: ChainSpec = { underlying: "NIFTY", expiry: EXPIRY, strikesEachSide: 5 };
/** 2026-06-10, 09:49:57 in India. */
const AT = 1_781_065_197_800;

const rigs: ChainRig[] = [];
afterEach(() => {
  for (const rig of rigs.splice(0)) rig.stop();
});

function start(options: Partial<ChainRigOptions> = {}) {
  const index = new Listing().nifty([EXPIRY], strikesFrom(24_000, 50, 41)).index();
  const rig = new ChainRig({ index, at: AT, ...options });
  rigs.push(rig);
  rig.hold("IDX_I:13");
  const spot = (ltp: number) => rig.receive(quote(Segment.IDX_I, 13, { ltp, close: 24_900 }));
  spot(25_000);
  const live = new LiveChains(rig.board, rig.announcements);
  const watch = (userId = "asha", everyMs = 250, spec = NIFTY) => {
    const aborter = new AbortController();
    const wish = { spec, userId, everyMs, signal: aborter.signal };
    return { aborter, items: live.follow(wish) };
  };
  const units = () => [...rig.subscriptions.view.units.values()].filter(({ tier }) => tier === "A").length;
  return { rig, spot, watch, units };
}

type Item = z.infer<typeof chainAnswer>;

async function chainIn(items: AsyncGenerator<Item, void>) {
  const { value } = await items.next();
  if (!value?.ok) throw new Error(`no chain: ${JSON.stringify(value)}`);
  return value.chain;
}

test("it comes whole at once, and again with what has changed", async () => {
  const { rig, spot, watch } = start();
  const { items } = watch();
  const first = await chainIn(items);
  expect(first).toMatchObject({ chain: "NIFTY:2026-06-16:5", since: null });
  const coming = chainIn(items);
  await rig.advance(100);
  spot(25_010);
  await rig.advance(500);
  const second = await coming;
  expect(second.since).toBeNull();
  expect(second.version).toBeGreaterThan(first.version);
  expect(second.legs).toHaveLength(22);
});

test("a version of it is worked out once for all who follow", async () => {
  const { rig, spot, watch } = start();
  const readers = [watch("asha").items, watch("asha").items, watch("ravi").items];
  const versions = async () => Promise.all(readers.map(chainIn));
  const [first, ...others] = await versions();
  for (const other of others) expect(other).toBe(first!);
  const coming = versions();
  await rig.advance(100);
  spot(25_010);
  await rig.advance(500);
  const [next, ...rest] = await coming;
  expect(next).not.toBe(first!);
  for (const other of rest) expect(other).toBe(next!);
  for (const items of readers) void items.return();
});

test("a reader that is slow gets the newest of it, at its interval", async () => {
  const { rig, spot, watch } = start();
  const { items } = watch("asha", 1_000);
  await chainIn(items);
  for (let ltp = 25_001; ltp <= 25_020; ltp++) {
    spot(ltp);
    await rig.advance(250);
  }
  expect((await chainIn(items)).summary.spot?.ltp).toBe(25_020);
});

test("leaving lets go of the legs after the time that a chain is kept, and of all that listened", async () => {
  const { rig, watch, units } = start();
  const { aborter, items } = watch();
  await chainIn(items);
  await rig.advance(500);
  await chainIn(items);
  expect(units()).toBe(1);
  const coming = items.next();
  aborter.abort();
  // What was ready when it left may still come.
  if (!(await coming).done) expect((await items.next()).done).toBe(true);
  expect(units()).toBe(1);
  await rig.advance(RELEASE_AFTER_MS);
  expect(units()).toBe(0);
  expect(rig.board.size).toBe(0);
  expect([rig.announcements.chainBeats.size, rig.announcements.chainsLost.size]).toEqual([0, 0]);
});

test("what is not listed is refused with what to do, and the stream ends", async () => {
  const { watch, units } = start();
  const { items } = watch("asha", 250, { ...NIFTY, expiry: "2026-06-17" });
  expect((await items.next()).value).toMatchObject({ ok: false, reason: "expiry-not-listed" });
  expect((await items.next()).done).toBe(true);
  expect(units()).toBe(0);
});

test("a chain that had to make room ends with its reason for all streams of its user, and for nobody else", async () => {
  const { rig, watch } = start();
  const mine = [watch("asha").items, watch("asha").items];
  const other = watch("ravi");
  for (const items of [...mine, other.items]) await chainIn(items);
  await rig.advance(500);
  const unit = [...rig.subscriptions.view.units.values()].find(({ userId }) => userId === "asha")!;
  rig.board.evicted([unit]);
  for (const items of mine) {
    let item = (await items.next()).value;
    if (item?.ok) item = (await items.next()).value;
    expect(item).toMatchObject({ ok: false, reason: "evicted" });
    expect((await items.next()).done).toBe(true);
  }
  await chainIn(other.items);
  other.aborter.abort();
  await other.items.return();
});

test("one that was lost and opened again is not closed by the stream that lost it", async () => {
  const { rig, watch, units } = start();
  const before = watch();
  await chainIn(before.items);
  await rig.advance(500);
  rig.board.evicted([...rig.subscriptions.view.units.values()].filter(({ tier }) => tier === "A"));
  const again = watch();
  await chainIn(again.items);
  for await (const _ of before.items);
  await rig.advance(RELEASE_AFTER_MS);
  expect(units()).toBe(1);
  await chainIn(again.items);
  await again.items.return();
});
