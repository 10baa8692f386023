import { strikewire } from "./contestants.ts";
import { growthPlot } from "./growth-plot.ts";
import { type Measured, measureRun, round } from "./measured-run.ts";
import { printTable } from "./text-table.ts";
import { INSTRUMENTS } from "./workload.ts";

const SESSIONS = [100, 1_000, 5_000];
const PER_SESSION = [10, 100, 500];
/** Each instrument once a second: the largest of these is 2.5 million updates a second. */
const TICKS_PER_SECOND = INSTRUMENTS;
const EVERY_MS = 100;
/** From here on a server has no time to spare, and is late. */
const SATURATED_CORES = 0.95;
/** What "flat" may be: the machine is shared. */
const FLAT = 1.25;

export interface GrowthCell {
  sessions: number;
  perSession: number;
  /** CPU for one update delivered, without what the feed costs. */
  nsPerUpdate: number;
  isSaturated: boolean;
}

/** What a delivered update costs when there are more sessions and more instruments in each: it should stay flat or fall. */
export async function growth(print: (line: object) => void, plotFile: string | null): Promise<void> {
  const measure = async (sessions: number, perSession: number) =>
    (await measureRun(strikewire, {
      ticksPerSecond: TICKS_PER_SECOND,
      everyMs: EVERY_MS,
      sessions,
      perSession,
      windowMs: 5_000,
      // CPU time by update: it hangs less on who else is busy than latencies do.
      mostTries: 1,
    })) as Measured;
  const feed = await measure(0, 0);
  const cells: GrowthCell[] = [];
  for (const sessions of SESSIONS) {
    for (const perSession of PER_SESSION) {
      const measured = await measure(sessions, perSession);
      const cell = {
        sessions,
        perSession,
        nsPerUpdate: round(((measured.cores - feed.cores) * 1e9) / measured.updatesPerSecond),
        isSaturated: measured.cores > SATURATED_CORES,
      };
      cells.push(cell);
      print({ bench: "fanout", part: "growth", ...measured, ...cell, feedCores: feed.cores });
    }
  }
  printTable(
    `ns of CPU a delivered update, ${EVERY_MS} ms, each instrument once a second (* no time to spare)`,
    ["sessions", ...PER_SESSION.map((count) => `${count} instruments`)],
    SESSIONS.map((sessions) => [
      String(sessions),
      ...cells
        .filter((cell) => cell.sessions === sessions)
        .map(({ nsPerUpdate, isSaturated }) => `${nsPerUpdate}${isSaturated ? "*" : ""}`),
    ]),
  );
  print({
    bench: "fanout",
    part: "growth",
    work: "flat or falling in both directions",
    flat: FLAT,
    pass: isFlat(cells),
  });
  if (plotFile !== null) await Bun.write(plotFile, growthPlot(cells));
}

/** No step to more sessions, or to more instruments in each, makes an update dearer. */
function isFlat(cells: readonly GrowthCell[]): boolean {
  const costOf = (sessions: number, perSession: number) =>
    cells.find((cell) => cell.sessions === sessions && cell.perSession === perSession)!.nsPerUpdate;
  return cells.every(({ sessions, perSession, nsPerUpdate }) => {
    const fewer = SESSIONS[SESSIONS.indexOf(sessions) - 1];
    const less = PER_SESSION[PER_SESSION.indexOf(perSession) - 1];
    return (
      (fewer === undefined || nsPerUpdate <= FLAT * costOf(fewer, perSession)) &&
      (less === undefined || nsPerUpdate <= FLAT * costOf(sessions, less))
    );
  });
}
