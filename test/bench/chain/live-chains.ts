import { BEAT_MS } from "../../../server/chains/chain-board.ts";
import { istMidnight } from "../../../shared/ist.ts";
import { Listing, strikesFrom } from "../../chains/listing.ts";
import { ChainRig } from "../../fakes/chain-rig.ts";
import { legsOf, OptionMarket } from "../../fakes/option-market.ts";
import { quote, Segment } from "../../fixtures/packets.ts";
import { summary } from "../measure.ts";

const SERIES = 60;
const LEGS = 42;
const WATCHERS = 5;
const SECONDS = 20;
const WARM_UP_SECONDS = 10;
const BEATS_A_SECOND = 1_000 / BEAT_MS;
const LIMIT_PERCENT = 10;
const RATE = 0.065;
/** 2026-06-10, 09:49:57 in India. */
const AT = 1_781_065_197_800;
const FIRST_EXPIRY = "2026-06-16";

/**
 * 60 series of 42 legs, computed four times a second while each leg ticks once a second, a quarter of them between two
 * beats, and the spot at each. The figure is the time that computing, encoding and handing over to the watchers' sockets
 * takes, as a share of one core; decoding the ticks is counted apart. Time itself is a clock that stands still.
 */
export async function liveChains(print: (line: object) => void): Promise<void> {
  const expiries = Array.from(
    { length: SERIES },
    (_, n) => new Date(Date.parse(FIRST_EXPIRY) + n * 7 * 86_400_000),
  ).map((date) => date.toISOString().slice(0, 10));
  const index = new Listing().nifty(expiries, strikesFrom(23_500, 50, 61)).index();
  const rig = new ChainRig({ index, at: AT });
  rig.hold("IDX_I:13");
  const spot = (ltp: number) => rig.receive(quote(Segment.IDX_I, 13, { ltp, close: 24_900, ltt: 1_781_084_997 }));
  spot(25_000);
  const watchers = Array.from({ length: WATCHERS }, () => rig.connect());
  for (const watcher of watchers) {
    // What is sent is counted and thrown away.
    watcher.socket.send = (data) => {
      bytes += data.length;
      return data.length;
    };
  }
  let bytes = 0;
  expiries.forEach((expiry, n) => {
    watchers[n % WATCHERS]!.say({ op: "subscribe-chain", underlying: "NIFTY", expiry });
    rig.clock.advance(1_000);
  });
  rig.clock.advance(1_000);
  const markets = expiries.map((expiry) => new OptionMarket(25_020, istMidnight(expiry) + 15.5 * 3_600_000, RATE));
  const legs = expiries.flatMap((expiry, n) =>
    legsOf(index.series("NIFTY", expiry)!)
      .filter(({ key }) => rig.store.slotOf(key) !== -1)
      .map((leg) => ({ leg, market: markets[n]! })),
  );

  const chainMs: number[] = [];
  const tickMs: number[] = [];
  for (let second = -WARM_UP_SECONDS; second < SECONDS; second++) {
    let chains = 0;
    let ticks = 0;
    for (let beat = 0; beat < BEATS_A_SECOND; beat++) {
      for (const market of markets) market.forward = 25_020 + (second % 7) + beat / 4;
      const due = legs.filter((_, place) => place % BEATS_A_SECOND === beat);
      const packets = due.map(({ leg, market }) => market.packet(leg, rig.clock.now()));
      let start = performance.now();
      rig.receive(...packets);
      spot(25_000 + (second % 7) + beat / 4);
      ticks += performance.now() - start;
      start = performance.now();
      rig.clock.advance(BEAT_MS);
      chains += performance.now() - start;
      await new Promise((resolve) => setImmediate(resolve));
    }
    if (second < 0) {
      bytes = 0;
      continue;
    }
    chainMs.push(chains / 10);
    tickMs.push(ticks / 10);
  }
  const percentOfCore = summary(chainMs);
  print({
    bench: "chain",
    work: `${SERIES} live series of ${LEGS} legs at ${BEATS_A_SECOND} Hz, every leg ticking once a second, ${WATCHERS} sessions`,
    legs: legs.length,
    percentOfCore,
    limit: LIMIT_PERCENT,
    percentOfCoreForTicks: summary(tickMs),
    microsecondsAChain: Math.round((percentOfCore.median * 10_000) / (SERIES * BEATS_A_SECOND)),
    kilobytesAChainASecond: Math.round(bytes / 1_000 / SECONDS / SERIES),
    pass: legs.length === SERIES * LEGS && percentOfCore.median <= LIMIT_PERCENT,
  });
  rig.stop();
}
