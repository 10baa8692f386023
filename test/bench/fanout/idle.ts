import { BenchProcess } from "./bench-process.ts";
import type { HubAnswers } from "./hub-process.ts";
import type { LoadAnswers } from "./load-process.ts";
import { printTable } from "./text-table.ts";
import { isMet, VERDICT_HEAD, type Verdict, verdictRow } from "./verdict.ts";
import { KEYS } from "./workload.ts";

/** So many are there before the first look, so that code is compiled and heaps have grown to their work. */
const FIRST_SESSIONS = 1_000;
const SESSIONS = 10_000;
const PER_SESSION = 50;
const SETTLE_MS = 2_000;
const LOOKS = 3;

export async function idle(print: (line: object) => void): Promise<void> {
  const verdict = await idleVerdict(print);
  print({ bench: "fanout", part: "idle", ...verdict, pass: isMet(verdict) });
  printTable("idle sessions", VERDICT_HEAD, [verdictRow(verdict)]);
}

/** Resident memory of the server for each of the sessions from the first thousand to the ten thousandth, while nothing ticks. */
export async function idleVerdict(print: (line: object) => void): Promise<Verdict> {
  const hub = new BenchProcess<HubAnswers>("./hub-process.ts");
  const load = new BenchProcess<LoadAnswers>("./load-process.ts");
  try {
    const port = await hub.ask("port");
    const open = (first: number, sessions: number) =>
      load.ask("open", {
        dialect: "stream",
        port,
        first,
        sessions,
        keys: KEYS,
        perSession: PER_SESSION,
        isDealt: false,
        mode: "quote",
        everyMs: [100],
      });
    const startBytes = await held(hub);
    await open(0, FIRST_SESSIONS);
    // Each has values to show.
    await hub.ask("feed", KEYS.length);
    await Bun.sleep(SETTLE_MS);
    await hub.ask("feed", 0);
    const firstBytes = await held(hub);
    await open(FIRST_SESSIONS, SESSIONS - FIRST_SESSIONS);
    const allBytes = await held(hub);
    const { sessions } = await hub.ask("usage");
    if (sessions !== SESSIONS) throw new Error(`${sessions} sessions are open`);
    const perSession = (allBytes - firstBytes) / (SESSIONS - FIRST_SESSIONS);
    print({
      bench: "fanout",
      part: "idle",
      sessions,
      instrumentsEach: PER_SESSION,
      rssMb: [startBytes, firstBytes, allBytes].map((bytes) => Math.round(bytes / 1e6)),
      bytesEach: Math.round(perSession),
      bytesEachWithTheFirst: Math.round((allBytes - startBytes) / SESSIONS),
    });
    return {
      what: `memory, ${SESSIONS} idle sessions of ${PER_SESSION} instruments, each`,
      unit: "kB",
      must: 8,
      aim: 4,
      measured: Number((perSession / 1000).toPrecision(3)),
    };
  } finally {
    await Promise.all([hub.stop(), load.stop()]);
  }
}

/** What is still there after garbage is collected, at its least: some of it goes back to the system a while later. */
async function held(hub: BenchProcess<HubAnswers>): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let look = 0; look < LOOKS; look++) {
    await hub.ask("collectGarbage");
    await Bun.sleep(SETTLE_MS);
    least = Math.min(least, (await hub.ask("usage")).rssBytes);
  }
  return least;
}
