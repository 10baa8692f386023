import { summary } from "../measure.ts";
import { round } from "./measured-run.ts";
import { MOST_INSTRUMENTS, SoakRig } from "./soak-rig.ts";
import { printTable } from "./text-table.ts";

const SESSIONS = 1_000;
const PER_SESSION = 100;
const SAMPLE_MS = 5_000;
const MINUTE_MS = 60_000;
/** Of what comes after the first minute, the beginning and the end are compared. */
const COMPARED = 0.2;
/** Garbage comes and goes: what a heap may weigh more at one look than at another. */
const MOST_GROWTH = 1.05;

/** 25,000 instruments ticking each second into 1,000 sessions: no growth after the first minute, nothing lost on the way. */
export async function soak(print: (line: object) => void, minutes: number): Promise<void> {
  const rig = await SoakRig.start({ instruments: MOST_INSTRUMENTS, sessions: SESSIONS, perSession: PER_SESSION });
  try {
    // A run too short for a first minute begins with its first third.
    const totalMs = minutes * MINUTE_MS;
    await Bun.sleep(Math.min(MINUTE_MS, totalMs / 3));
    const startedAt = performance.now();
    const [before, usedBefore] = [await rig.counts(), rig.usage()];
    const rss: number[] = [usedBefore.rssBytes];
    const samples = Math.max(5, Math.round((totalMs - Math.min(MINUTE_MS, totalMs / 3)) / SAMPLE_MS));
    while (rss.length <= samples) {
      await Bun.sleep(SAMPLE_MS);
      rss.push(rig.usage().rssBytes);
    }
    const [after, used, elapsedMs] = [await rig.counts(), rig.usage(), performance.now() - startedAt];
    const instruments = (await rig.held()).length;
    const compared = Math.max(2, Math.floor(rss.length * COMPARED));
    const mb = (values: readonly number[]) => summary(values.map((bytes) => bytes / 1e6));
    const first = mb(rss.slice(0, compared));
    const last = mb(rss.slice(-compared));
    const growth = round(last.median / first.median);
    const updatesPerSecond = Math.round(((after.updates - before.updates) / elapsedMs) * 1000);
    const { holes, lagging, closed, errors } = after;
    print({
      bench: "fanout",
      part: "soak",
      minutes,
      instruments,
      sessions: SESSIONS,
      updates: after.updates,
      updatesPerSecond,
      delivered: round(updatesPerSecond / (SESSIONS * PER_SESSION)),
      rssMbAfterTheFirstMinute: first,
      rssMbAtTheEnd: last,
      growth,
      mostGrowth: MOST_GROWTH,
      cores: round((used.cpuMs - usedBefore.cpuMs) / elapsedMs),
      loadCores: round((after.cpuMs - before.cpuMs) / elapsedMs),
      holes,
      lagging,
      closed,
      errors,
      pass: growth <= MOST_GROWTH && holes + lagging + closed + errors === 0,
    });
    printTable(
      `${instruments} instruments into ${SESSIONS} sessions, ${minutes} minutes`,
      ["", "updates", "MB after the first minute", "MB at the end", "holes", "lagging", "closed"],
      [["soak", ...[after.updates, first.median, last.median, holes, lagging, closed].map(String)]],
    );
  } finally {
    await rig.stop();
  }
}
