import { summary } from "../measure.ts";
import { BenchProcess } from "./bench-process.ts";
import { usageOf, waitedMsOf } from "./contestants.ts";
import type { HostileAnswers } from "./hostile-process.ts";
import type { HubAnswers } from "./hub-process.ts";
import type { LoadAnswers } from "./load-process.ts";
import { round } from "./measured-run.ts";
import type { ProbeAnswers } from "./probe-process.ts";
import { printTable } from "./text-table.ts";
import { KEYS } from "./workload.ts";

const SESSIONS = 500;
const HOSTILE = 50;
const PER_SESSION = 100;
const PROBES = 4;
const TICKS_PER_SECOND = 20_000;
const WINDOW_MS = 5_000;
/** The network's own buffers are full by then. */
const SETTLE_MS = 5_000;
const ROUNDS = 3;
const MOST_MOVED = 1.2;
/** That the hostile may cost in memory, all of them together: what each may leave unread, and as much for what is on its way. */
const MOST_MORE_BYTES = 64_000_000;

/** What 450 good sessions notice of 50 hostile ones: windows without and with them take turns on the same server. */
export async function hostile(print: (line: object) => void): Promise<void> {
  const rows = [await measure(print, 100), await measure(print, 0)];
  printTable(
    `${HOSTILE} hostile of ${SESSIONS} sessions, ${TICKS_PER_SECOND} ticks/s`,
    [
      "",
      "p99 without",
      "p99 with",
      "moved",
      "server's cores",
      "load's",
      "hostiles'",
      "probe waited",
      "MB more",
      "holes",
    ],
    rows,
  );
}

async function measure(print: (line: object) => void, everyMs: number): Promise<string[]> {
  const hub = new BenchProcess<HubAnswers>("./hub-process.ts");
  const load = new BenchProcess<LoadAnswers>("./load-process.ts");
  const probe = new BenchProcess<ProbeAnswers>("./probe-process.ts");
  const enemy = new BenchProcess<HostileAnswers>("./hostile-process.ts");
  try {
    const port = await hub.ask("port");
    await load.ask("open", {
      dialect: "stream",
      port,
      first: 0,
      sessions: SESSIONS - HOSTILE - PROBES,
      keys: KEYS,
      perSession: PER_SESSION,
      isDealt: false,
      mode: "quote",
      everyMs: [everyMs],
    });
    await probe.ask("open", { port, first: SESSIONS, sessions: PROBES, keys: KEYS, perSession: PER_SESSION, everyMs });
    await hub.ask("feed", TICKS_PER_SECOND);
    const processes = [hub, load, enemy];
    const waiting = [hub, probe];
    const window = async () => {
      await Bun.sleep(SETTLE_MS);
      await probe.ask("reset");
      const cpuBefore = processes.map(({ pid }) => usageOf(pid).cpuMs);
      const waitedBefore = waiting.map(({ pid }) => waitedMsOf(pid));
      await Bun.sleep(WINDOW_MS);
      const cores = processes.map(({ pid }, i) => (usageOf(pid).cpuMs - cpuBefore[i]!) / WINDOW_MS);
      const waited = waiting.map(({ pid }, i) => (waitedMsOf(pid) - waitedBefore[i]!) / WINDOW_MS);
      const { p99Ms } = await probe.ask("latencies");
      // None at all is worse than any.
      return { p99Ms: p99Ms ?? WINDOW_MS, cores, waited, rssBytes: usageOf(hub.pid).rssBytes };
    };
    const without: Awaited<ReturnType<typeof window>>[] = [];
    const withThem: typeof without = [];
    let visits: Record<string, number> = {};
    for (let i = 0; i < ROUNDS; i++) {
      without.push(await window());
      await enemy.ask("start", port, HOSTILE);
      withThem.push(await window());
      visits = await enemy.ask("visits");
      await enemy.ask("stop");
    }
    const { holes, lagging, closed } = await load.ask("counts");
    const probes = await probe.ask("latencies");
    const p99 = [without, withThem].map((windows) => summary(windows.map(({ p99Ms }) => p99Ms)));
    const medians = (of: (one: (typeof without)[number]) => number) =>
      [without, withThem].map((windows) => summary(windows.map(of)).median);
    const cores = processes.map((_, i) => medians(({ cores }) => cores[i]!));
    const waited = waiting.map((_, i) => medians(({ waited }) => waited[i]!));
    const moreBytes =
      Math.max(...withThem.map(({ rssBytes }) => rssBytes)) - Math.max(...without.map(({ rssBytes }) => rssBytes));
    // Both clocks count whole milliseconds: a step of one is no move.
    const moved = round(Math.max(0, p99[1]!.median - 1) / p99[0]!.median);
    print({
      bench: "fanout",
      part: "hostile",
      everyMs,
      p99Ms: { without: p99[0], with: p99[1] },
      moved,
      mostMoved: MOST_MOVED,
      // Without and with them.
      cores: { server: cores[0], load: cores[1], hostile: cores[2] },
      waited: { server: waited[0], probe: waited[1] },
      moreMb: Math.round(moreBytes / 1e6),
      mostMoreMb: MOST_MORE_BYTES / 1e6,
      visits,
      holes: holes + probes.holes,
      lagging,
      closed: closed + probes.losses,
      pass: moved <= MOST_MOVED && moreBytes <= MOST_MORE_BYTES && holes + probes.holes + closed + probes.losses === 0,
    });
    return [
      everyMs === 0 ? "every tick" : `${everyMs} ms`,
      `${p99[0]!.median} ms`,
      `${p99[1]!.median} ms`,
      `${moved} ×`,
      ...cores.map((one) => one.join(", ")),
      waited[1]!.join(", "),
      String(Math.round(moreBytes / 1e6)),
      String(holes + probes.holes),
    ];
  } finally {
    await Promise.all([hub.stop(), load.stop(), probe.stop(), enemy.stop()]);
  }
}
