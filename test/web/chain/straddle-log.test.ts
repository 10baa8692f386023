import { expect, test } from "bun:test";
import type { Chain, ChainOptions } from "../../../client-sdk/index.ts";
import { ChainStore } from "../../../web/chain/chain-store.ts";
import { StraddleLog } from "../../../web/chain/charts/straddle-log.ts";
import { BLANK_SUMMARY, CHAIN_SPEC } from "../../fakes/chain-updates.ts";

/** A store whose chains come from the test, each shown at once. */
function fedStore(spec = CHAIN_SPEC) {
  let feed: ChainOptions["onChain"] = () => {};
  const stream = {
    chain({ onChain }: ChainOptions) {
      feed = onChain;
      return { unsubscribe: () => {} };
    },
  };
  const store = new ChainStore(stream, spec, queueMicrotask);
  store.open();
  const show = async (computedAt: number, straddle: number | null) => {
    const chain: Chain = {
      ...{ id: "", spec, version: 1, rows: [], changed: new Set() },
      summary: { ...BLANK_SUMMARY, computedAt, straddle },
    };
    feed(chain);
    await Promise.resolve();
  };
  return { store, show };
}

test("a straddle is written down every five seconds, and not where it is unknown", async () => {
  const log = new StraddleLog();
  const { store, show } = fedStore();
  const stop = log.follow(store);
  await show(0, 240);
  await show(4_999, 241);
  await show(5_000, 242);
  await show(10_000, null);
  await show(10_250, 243);
  stop();
  await show(20_000, 244);
  expect(log.of(store)).toEqual({ times: [0, 5, 10.25], prices: [240, 242, 243] });
});

test("a series keeps its points however many strikes are shown", async () => {
  const log = new StraddleLog();
  const { store, show } = fedStore();
  log.follow(store);
  await show(0, 240);
  expect(log.of(fedStore({ ...CHAIN_SPEC, strikesEachSide: 50 }).store).prices).toEqual([240]);
  expect(log.of(fedStore({ ...CHAIN_SPEC, expiry: "2026-12-08" }).store).prices).toEqual([]);
});

test("the longest session fits, and its oldest points go first", async () => {
  const log = new StraddleLog();
  const { store, show } = fedStore();
  log.follow(store);
  for (let n = 0; n <= 11_000; n++) await show(n * 5_000, n + 1);
  const { times, prices } = log.of(store);
  expect(times).toHaveLength(11_000);
  expect([times[0], prices[0], prices.at(-1)]).toEqual([5, 2, 11_001]);
});

test("of the series watched, the latest twenty are remembered", async () => {
  const log = new StraddleLog();
  const first = fedStore();
  log.follow(first.store);
  await first.show(0, 240);
  for (let day = 10; day < 29; day++) log.of(fedStore({ ...CHAIN_SPEC, expiry: `2027-01-${day}` }).store);
  expect(log.of(first.store).prices).toEqual([240]);
  for (let day = 10; day < 30; day++) log.of(fedStore({ ...CHAIN_SPEC, expiry: `2027-02-${day}` }).store);
  expect(log.of(first.store).prices).toEqual([]);
});
