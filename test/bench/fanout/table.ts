import { type Contestant, natsServer, publishOnBun, strikewire, wsOnNode } from "./contestants.ts";
import { idleVerdict } from "./idle.ts";
import { type Measured, measureRun, round } from "./measured-run.ts";
import { printTable } from "./text-table.ts";
import { busy, isMet, VERDICT_HEAD, type Verdict, verdictRow } from "./verdict.ts";

const SESSIONS = 500;
const PER_SESSION = 100;
/** Slower first: a peer that does not keep up with it is not asked for more. */
const RATES = [20_000, 60_000] as const;
const DEFAULT_MS = 100;
const BEYOND = 0.7;

interface Row {
  contestant: string;
  asked: number;
  everyMs: number;
  measured: Measured;
}

/**
 * The same ticks to the same sessions, by strikewire and by its peers, within one run. Servers are compared by the CPU
 * time a tick costs them, feed and decoding included, so that one that can't keep up is judged at the rate it sustains.
 */
export async function table(print: (line: object) => void): Promise<void> {
  const rows: Row[] = [];
  const absent: string[] = [];
  const run = async (contestant: Contestant, asked: number, everyMs: number) => {
    if (rows.some((row) => row.contestant === contestant.name && row.everyMs === everyMs && isBeyond(row))) return;
    const hasProbes = contestant === strikewire;
    const measured = await measureRun(contestant, {
      ticksPerSecond: asked,
      everyMs,
      sessions: SESSIONS,
      perSession: PER_SESSION,
      hasProbes,
    });
    if (measured === null) {
      if (!absent.includes(contestant.name)) absent.push(contestant.name);
      return;
    }
    rows.push({ contestant: contestant.name, asked, everyMs, measured });
    print({
      bench: "fanout",
      part: "table",
      contestant: contestant.name,
      askedTicksPerSecond: asked,
      everyMs,
      ...measured,
    });
  };
  const feedCores = await feedingAlone(print);
  for (const rate of RATES) {
    await run(strikewire, rate, DEFAULT_MS);
    await run(publishOnBun, rate, 0);
    await run(strikewire, rate, 0);
    await run(wsOnNode, rate, 0);
    await run(natsServer, rate, 0);
  }
  const idle = await idleVerdict(print);
  printRuns(rows, feedCores, absent);
  const verdicts = [...verdictsOf(rows), idle];
  for (const verdict of verdicts) {
    print({
      bench: "fanout",
      part: "table",
      ...verdict,
      ...(verdict.measured === null ? {} : { pass: isMet(verdict) }),
    });
  }
  printTable("fan-out: what must hold", VERDICT_HEAD, verdicts.map(verdictRow));
}

/** The next rate up is no question for a server that took so little of this one. */
function isBeyond({ asked, measured }: Row): boolean {
  return measured.ticksPerSecond < BEYOND * asked;
}

/** Cores that giving and decoding the packets takes when nobody listens: part of each figure of strikewire's. */
async function feedingAlone(print: (line: object) => void): Promise<number[]> {
  const cores: number[] = [];
  for (const ticksPerSecond of RATES) {
    const work = { ticksPerSecond, everyMs: DEFAULT_MS, sessions: 0, perSession: 0, warmUpMs: 1_000, windowMs: 3_000 };
    const measured = (await measureRun(strikewire, work))!;
    cores.push(measured.cores);
    print({ bench: "fanout", part: "table", work: "feeding alone", ticksPerSecond, cores: measured.cores });
  }
  return cores;
}

function verdictsOf(rows: readonly Row[]): Verdict[] {
  const find = (contestant: Contestant, asked: number, everyMs: number) =>
    rows.find((row) => row.contestant === contestant.name && row.asked === asked && row.everyMs === everyMs)?.measured;
  /** CPU for a tick, of ours by the peer's; the peer at this rate, or at the lower one if it had no chance at this. */
  const against = (peer: Contestant, rate: number, everyMs: number) => {
    const ours = find(strikewire, rate, everyMs)!;
    const theirs = find(peer, rate, 0) ?? find(peer, RATES[0], 0);
    if (theirs === undefined) return { measured: null, why: "not installed" };
    const reserves = [
      ours.keptUp ? undefined : `we took ${ours.ticksPerSecond} ticks/s`,
      theirs.keptUp ? undefined : `it took ${theirs.ticksPerSecond} ticks/s`,
      busy(Math.max(ours.waited, theirs.waited)),
    ];
    return {
      measured: round(theirs.ticksPerSecondPerCore / ours.ticksPerSecondPerCore),
      reserve: reserves.filter((reserve) => reserve !== undefined).join(", ") || undefined,
    };
  };
  const unit = "×";
  const perRate = RATES.flatMap((rate): Verdict[] => [
    {
      what: `CPU, 100 ms, against publish, ${rate} ticks/s`,
      unit,
      must: 1 / 8,
      aim: 1 / 15,
      ...against(publishOnBun, rate, DEFAULT_MS),
    },
    {
      what: `CPU, every tick, against publish, ${rate} ticks/s`,
      unit,
      must: 0.6,
      aim: 0.4,
      ...against(publishOnBun, rate, 0),
    },
    {
      what: `CPU, 100 ms, against ws on Node, ${rate} ticks/s`,
      unit,
      must: 1 / 100,
      aim: 1 / 200,
      ...against(wsOnNode, rate, DEFAULT_MS),
    },
    {
      what: `CPU, 100 ms, against nats-server, ${rate} ticks/s`,
      unit,
      must: 1 / 12,
      aim: 1 / 20,
      ...against(natsServer, rate, DEFAULT_MS),
    },
  ]);
  const everyTick = find(strikewire, RATES[0], 0)!;
  const everyInterval = find(strikewire, RATES[0], DEFAULT_MS)!;
  return [
    ...perRate,
    {
      what: `latency p99, every tick, ${RATES[0]} ticks/s`,
      unit: "ms",
      must: 10,
      aim: 5,
      measured: everyTick.latency!.p99Ms,
      reserve: busy(everyTick.waited),
    },
    {
      what: `latency p99, 100 ms, ${RATES[0]} ticks/s`,
      unit: "ms",
      must: 110,
      aim: 105,
      measured: everyInterval.latency!.p99Ms,
      reserve: busy(everyInterval.waited),
    },
    {
      what: "bytes an update on the wire, mode quote, 100 ms",
      unit: "B",
      must: 24,
      aim: 12,
      measured: everyInterval.wireBytesPerUpdate,
    },
  ];
}

function printRuns(rows: readonly Row[], feedCores: readonly number[], absent: readonly string[]): void {
  const head = [
    "",
    "asked/s",
    "took/s",
    "cores",
    "ticks/s/core",
    "updates/s",
    "delivered",
    "B/update",
    "p99 ms",
    "holes",
    "load cores",
    "waited",
  ];
  printTable(
    `${SESSIONS} sessions of ${PER_SESSION} instruments; feeding alone takes ${feedCores.join(" and ")} cores${absent.map((name) => `; not installed: ${name}`).join("")}`,
    head,
    rows.map(({ contestant, asked, everyMs, measured }) => [
      contestant === strikewire.name ? `${contestant}, ${everyMs === 0 ? "every tick" : `${everyMs} ms`}` : contestant,
      String(asked),
      String(measured.ticksPerSecond),
      String(measured.cores),
      String(measured.ticksPerSecondPerCore),
      String(measured.updatesPerSecond),
      String(measured.delivered),
      String(measured.wireBytesPerUpdate),
      String(measured.latency?.p99Ms ?? ""),
      String(measured.holes + measured.closed),
      String(measured.loadCores),
      String(measured.waited),
    ]),
  );
}
