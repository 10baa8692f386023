import { summary } from "../measure.ts";
import { type Contestant, natsServer, publishOnBun, strikewire, wsOnNode } from "./contestants.ts";
import { idleVerdict } from "./idle.ts";
import { type Measured, measureRun } from "./measured-run.ts";
import { printTable } from "./text-table.ts";
import { busy, isMet, ratioText, VERDICT_HEAD, type Verdict, verdictRow } from "./verdict.ts";

const SESSIONS = 500;
const PER_SESSION = 100;
/** Slower first: a peer that does not keep up with it is not asked for more. */
const RATES = [20_000, 60_000] as const;
const DEFAULT_MS = 100;
const BEYOND = 0.7;
/** All contestants once in each: one ratio a round, and the one in the middle counts. */
const ROUNDS = 3;
/** A server runs all day: what its compilers and collectors do at first is not what it costs. */
const WARM_UP_MS = 10_000;

interface Question {
  contestant: Contestant;
  asked: number;
  everyMs: number;
}

const QUESTIONS: readonly Question[] = RATES.flatMap((asked) => [
  { contestant: strikewire, asked, everyMs: DEFAULT_MS },
  { contestant: publishOnBun, asked, everyMs: 0 },
  { contestant: strikewire, asked, everyMs: 0 },
  { contestant: wsOnNode, asked, everyMs: 0 },
  { contestant: natsServer, asked, everyMs: 0 },
]);

interface Row {
  contestant: string;
  asked: number;
  everyMs: number;
  /** One a round. */
  rounds: Measured[];
}

/**
 * The same ticks to the same sessions, by strikewire and by its peers, within one run. Servers are compared by the CPU
 * time a tick costs them, feed and decoding included, so that one that can't keep up is judged at the rate it sustains.
 */
export async function table(print: (line: object) => void): Promise<void> {
  const rows: Row[] = [];
  const absent = new Set<string>();
  const run = async ({ contestant, asked, everyMs }: Question) => {
    if (absent.has(contestant.name) || rows.some((row) => row.contestant === contestant.name && isBeyond(row, asked)))
      return;
    const measured = await measureRun(contestant, {
      ticksPerSecond: asked,
      everyMs,
      sessions: SESSIONS,
      perSession: PER_SESSION,
      hasProbes: contestant === strikewire,
      warmUpMs: WARM_UP_MS,
    });
    if (measured === null) {
      absent.add(contestant.name);
      return;
    }
    const row = rows.find(
      (row) => row.contestant === contestant.name && row.asked === asked && row.everyMs === everyMs,
    );
    if (row === undefined) rows.push({ contestant: contestant.name, asked, everyMs, rounds: [measured] });
    else row.rounds.push(measured);
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
  for (let round = 0; round < ROUNDS; round++) for (const question of QUESTIONS) await run(question);
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
function isBeyond({ asked, rounds }: Row, next: number): boolean {
  return asked < next && rounds[0]!.ticksPerSecond < BEYOND * asked;
}

/** The round in the middle, by what a tick cost. */
function typical({ rounds }: Row): Measured {
  const sorted = rounds.toSorted((one, other) => one.ticksPerSecondPerCore - other.ticksPerSecondPerCore);
  return sorted[sorted.length >> 1]!;
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
    rows.find((row) => row.contestant === contestant.name && row.asked === asked && row.everyMs === everyMs);
  /** CPU for a tick, of ours by the peer's; the peer at this rate, or at the lower one if it had no chance at this. */
  const against = (peer: Contestant, rate: number, everyMs: number) => {
    const ours = find(strikewire, rate, everyMs)!;
    const theirs = find(peer, rate, 0) ?? find(peer, RATES[0], 0);
    if (theirs === undefined) return { measured: null, why: "not installed" };
    const ratios = summary(
      ours.rounds.map((one, round) => theirs.rounds[round]!.ticksPerSecondPerCore / one.ticksPerSecondPerCore),
    );
    const [our, their] = [typical(ours), typical(theirs)];
    const reserves = [
      `${ratioText(ratios.min)} to ${ratioText(ratios.max)}`,
      our.keptUp ? undefined : `we took ${our.ticksPerSecond} ticks/s`,
      their.keptUp ? undefined : `it took ${their.ticksPerSecond} ticks/s`,
      busy(Math.max(our.waited, their.waited)),
    ];
    return { measured: ratios.median, reserve: reserves.filter((reserve) => reserve !== undefined).join(", ") };
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
  const everyTick = typical(find(strikewire, RATES[0], 0)!);
  const everyInterval = typical(find(strikewire, RATES[0], DEFAULT_MS)!);
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

function printRuns(rows: readonly Row[], feedCores: readonly number[], absent: ReadonlySet<string>): void {
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
    `${SESSIONS} sessions of ${PER_SESSION} instruments; feeding alone takes ${feedCores.join(" and ")} cores; of ${ROUNDS} rounds the one in the middle${[...absent].map((name) => `; not installed: ${name}`).join("")}`,
    head,
    rows
      .map((row) => ({ ...row, measured: typical(row) }))
      .map(({ contestant, asked, everyMs, measured }) => [
        contestant === strikewire.name
          ? `${contestant}, ${everyMs === 0 ? "every tick" : `${everyMs} ms`}`
          : contestant,
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
