import { MAX_CONNECTIONS, MAX_INSTRUMENTS_PER_CONNECTION } from "../../../server/dhan/protocol.ts";
import { buildUniverse } from "../../../server/simulator/listing/build-universe.ts";
import { activePage } from "../../../shared/active-subscriptions.ts";
import { formatInstrumentKey, SEGMENT_NUMBER, SEGMENTS } from "../../../shared/instrument-key.ts";
import { ServerProcess } from "../../fakes/server-process.ts";
import { SMALL_UNIVERSE_DATE } from "../../fakes/small-universe.ts";
import { BenchProcess } from "./bench-process.ts";
import { usageOf } from "./contestants.ts";
import type { LoadCounts } from "./load-counts.ts";
import type { LoadAnswers } from "./load-process.ts";
import type { Usage } from "./questions.ts";

/** As many as the feed carries. */
export const MOST_INSTRUMENTS = MAX_CONNECTIONS * MAX_INSTRUMENTS_PER_CONNECTION;
const SEED = 1;

export interface SoakWork {
  /** Held on the feed in all, each ticking once a second. */
  instruments: number;
  sessions: number;
  perSession: number;
}

/**
 * `bun start` as users start it, the simulator a process of its own and the real feed between the two, with sessions that
 * together hold every instrument the feed carries: half of them at 100 ms, half every tick.
 */
export class SoakRig {
  readonly #server: ServerProcess;
  readonly #load: BenchProcess<LoadAnswers>;
  readonly #url: string;

  private constructor(server: ServerProcess, load: BenchProcess<LoadAnswers>, url: string) {
    this.#server = server;
    this.#load = load;
    this.#url = url;
  }

  static async start({ instruments, sessions, perSession }: SoakWork): Promise<SoakRig> {
    const server = new ServerProcess({
      SIM_DATE: SMALL_UNIVERSE_DATE,
      SIM_SEED: String(SEED),
      SIM_TICKS_PER_SECOND: "1",
      LOG_LEVEL: "warn",
    });
    const load = new BenchProcess<LoadAnswers>("./load-process.ts");
    const rig = new SoakRig(server, load, await server.url());
    const keys = new Set(await rig.held());
    for (const key of firstOfUniverse(instruments)) if (keys.size < instruments) keys.add(key);
    await load.ask("open", {
      dialect: "stream",
      port: Number(new URL(rig.#url).port),
      first: 0,
      sessions,
      keys: [...keys],
      perSession,
      isDealt: true,
      mode: "quote",
      everyMs: [100, 0],
    });
    return rig;
  }

  /** Every instrument that the server's feed carries. */
  async held(): Promise<string[]> {
    const keys: string[] = [];
    for (let after = ""; ; ) {
      const response = await fetch(`${this.#url}/api/v2/subscriptions/active?limit=1000${after}`);
      const page = activePage.parse(await response.json());
      keys.push(...page.subscriptions.map(({ key }) => key));
      if (page.next === null) return keys;
      after = `&after=${page.next}`;
    }
  }

  /** What the sessions were sent, and what reading it took. */
  counts(): Promise<LoadCounts & Usage> {
    return this.#load.ask("counts");
  }

  /** What the server has used. */
  usage(): Usage {
    return usageOf(this.#server.child.pid);
  }

  async stop(): Promise<void> {
    await Promise.all([this.#server.stop(), this.#load.stop()]);
  }
}

function firstOfUniverse(count: number): string[] {
  const universe = buildUniverse({ date: SMALL_UNIVERSE_DATE, seed: SEED });
  return Array.from({ length: count }, (_, row) => {
    const segment = SEGMENTS.find((name) => SEGMENT_NUMBER[name] === universe.segment[row])!;
    return formatInstrumentKey(segment, universe.securityId[row]!);
  });
}
