import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { createApp } from "../../server/api/app.ts";
import { ClientAddresses } from "../../server/api/client-address.ts";
import { EventStreams } from "../../server/api/event-streams.ts";
import { serveHttp } from "../../server/api/http-server.ts";
import { Announcements } from "../../server/api/live/announcements.ts";
import { OwnHost } from "../../server/api/own-host.ts";
import type { AppRouter } from "../../server/api/router.ts";
import { searchRouter } from "../../server/api/routers/search.ts";
import { router, viewerProcedure } from "../../server/api/trpc.ts";
import { expiryKinds } from "../../server/calendar/expiry-kind.ts";
import { InstrumentDirectory } from "../../server/instruments/instrument-directory.ts";
import { Listing } from "../../server/instruments/listing.ts";
import { createLogger } from "../../server/logger.ts";
import { AuthRig } from "../fakes/auth-rig.ts";
import { HubRig } from "../fakes/hub-rig.ts";
import { SEARCH_DAY, SEARCH_PRICES } from "../instruments/search-queries.ts";
import { simulatedTable } from "../instruments/simulated-table.ts";
import type { Load, LoadResult } from "./api/load.ts";
import { summary } from "./measure.ts";
import { mixedQueries } from "./search/search-queries.ts";

const ROUNDS = 15;
const REQUESTS = 1_500;
const LEAST_SHARE = 0.5;
const PER_SECOND = 500;
const SECONDS = 20;
const LATENCY_RUNS = 5;
const LIMIT_P99_MS = 5;
const LIMIT_BUNDLE_BYTES = 25_000;
const LOAD = fileURLToPath(new URL("api/load.ts", import.meta.url));
const CLIENT = fileURLToPath(new URL("../../client-sdk/index.ts", import.meta.url));

/**
 * `search.instruments` in all 290,000 instruments over HTTP, with an API key, beside a query that does nothing: the real
 * server's layers from socket to socket, and the load from a process of its own. And what the client weighs in a page.
 */
export async function run(print: (line: object) => void): Promise<void> {
  await using rig = await AuthRig.open();
  const userId = await rig.addUser("asha");
  const made = await rig.auth.keys.create(userId, { name: "bench", scopes: ["read"] });
  if (!made.ok) throw new Error(made.message);
  const table = await simulatedTable(SEARCH_DAY);
  const server = serve(rig, new Listing(table));
  const generator = new Generator(server.port!, { "x-api-key": made.key });
  const pathOf = (query: string, limit = 20) =>
    `/trpc/search.instruments?input=${encodeURIComponent(JSON.stringify({ query, limit }))}`;
  const queries = mixedQueries(table);
  const searches = queries.map((query) => pathOf(query));
  // Far more than are remembered: each is a search of its own.
  const unknown = [20, 19, 18, 17, 16, 15, 14, 13].flatMap((limit) => queries.map((query) => pathOf(query, limit)));
  try {
    for (const line of await shares(generator, searches, unknown)) print(line);
    print(await latency(generator, unknown));
  } finally {
    generator.stop();
    await server.stop(true);
  }
  print(await bundle());
}

/** Requests a second of the search, of those of the empty query, round by round. */
async function shares(
  generator: Generator,
  searches: readonly string[],
  unknown: readonly string[],
): Promise<object[]> {
  const ways = { empty: ["/trpc/empty"], "asked before": searches, "not asked before": unknown };
  const measured: Record<string, Measured[]> = Object.fromEntries(Object.keys(ways).map((name) => [name, []]));
  for (let round = -ROUNDS / 3; round < ROUNDS; round++) {
    for (const [name, paths] of Object.entries(ways)) {
      // What came in between may have taken their places.
      if (paths === searches) await generator.run({ paths, requests: paths.length, perSecond: null });
      const one = await generator.run({ paths, requests: REQUESTS, perSecond: null });
      if (round >= 0) measured[name]!.push(one);
    }
  }
  const rate = ({ ms }: Measured) => (REQUESTS / ms) * 1_000;
  const empties = measured.empty!;
  return ["asked before", "not asked before"].map((name) => {
    const found = measured[name]!;
    const share = summary(found.map((one, round) => rate(one) / rate(empties[round]!)));
    return {
      bench: "api",
      work: `search.instruments on one connection, 200 mixed queries, ${name}: share of the rate of an empty query`,
      perSecond: summary(found.map(rate)).median,
      perSecondEmpty: summary(empties.map(rate)).median,
      ...loads(found),
      share,
      // What is searched for the first time costs what the search costs: `bench search` has a limit of its own.
      ...(name === "asked before" ? { least: LEAST_SHARE, pass: share.median >= LEAST_SHARE } : {}),
    };
  });
}

async function latency(generator: Generator, searches: readonly string[]): Promise<object> {
  const runs: Measured[] = [];
  while (runs.length < LATENCY_RUNS)
    runs.push(await generator.run({ paths: searches, requests: PER_SECOND * SECONDS, perSecond: PER_SECOND }));
  const at = (share: number) => summary(runs.map(({ latencies }) => latencies[Math.floor(latencies.length * share)]!));
  const p99Ms = at(0.99);
  return {
    bench: "api",
    work: `search.instruments, not asked before, at ${PER_SECOND} requests a second, ${LATENCY_RUNS} runs of ${SECONDS} s`,
    p50Ms: at(0.5),
    p99Ms,
    mostMs: at(0.9999),
    sentLateMs: summary(runs.map(({ latestMs }) => latestMs)),
    ...loads(runs),
    limitMs: LIMIT_P99_MS,
    pass: p99Ms.median <= LIMIT_P99_MS,
  };
}

async function bundle(): Promise<object> {
  const { outputs } = await Bun.build({ entrypoints: [CLIENT], target: "browser", minify: true });
  const minified = new Uint8Array(await outputs[0]!.arrayBuffer());
  const bytes = gzipSync(minified).length;
  return {
    bench: "api",
    work: "the client in a browser's bundle, minified and gzipped",
    minifiedBytes: minified.length,
    bytes,
    limitBytes: LIMIT_BUNDLE_BYTES,
    pass: bytes <= LIMIT_BUNDLE_BYTES,
  };
}

/** Share of a core that each end took, and so which of them sets the pace. */
function loads(measured: readonly Measured[]): { serverCore: number; generatorCore: number; bottleneck: string } {
  const core = (cpuMs: (one: Measured) => number) => summary(measured.map((one) => cpuMs(one) / one.ms)).median;
  const serverCore = core(({ serverCpuMs }) => serverCpuMs);
  const generatorCore = core(({ cpuMs }) => cpuMs);
  const busier = serverCore >= generatorCore ? "server" : "generator";
  return { serverCore, generatorCore, bottleneck: Math.max(serverCore, generatorCore) < 0.5 ? "neither" : busier };
}

type Measured = LoadResult & { serverCpuMs: number };

/** The load, in a process of its own. */
class Generator {
  readonly #to: Pick<Load, "port" | "headers">;
  readonly #child: Bun.Subprocess;
  #done: (result: LoadResult) => void = () => {};

  constructor(port: number, headers: Record<string, string>) {
    this.#to = { port, headers };
    this.#child = Bun.spawn([process.execPath, LOAD], {
      stdio: ["ignore", "inherit", "inherit"],
      ipc: (result: LoadResult) => this.#done(result),
    });
  }

  async run(load: Omit<Load, "port" | "headers">): Promise<Measured> {
    const { promise, resolve } = Promise.withResolvers<LoadResult>();
    this.#done = resolve;
    const before = process.cpuUsage();
    this.#child.send({ ...this.#to, ...load } satisfies Load);
    const result = await Promise.race([promise, this.#child.exited]);
    if (typeof result === "number") throw new Error(`the load generator ended with ${result}`);
    const { user, system } = process.cpuUsage(before);
    return { ...result, serverCpuMs: (user + system) / 1_000 };
  }

  stop(): void {
    this.#child.kill();
  }
}

/** The layers of the real server, with the search and the empty query behind them. */
function serve({ auth }: AuthRig, listing: Listing) {
  const log = createLogger("silent", "bench");
  const host = { host: "127.0.0.1", isLoopback: true, publicUrl: null };
  const [addresses, ownHost] = [new ClientAddresses([]), new OwnHost(host)];
  const directory = new InstrumentDirectory({
    listing: () => listing,
    today: () => SEARCH_DAY,
    priceOf: (underlying) => SEARCH_PRICES[underlying] ?? null,
    expiryKinds,
    strikeStep: () => 50,
  });
  const routers = router({
    search: searchRouter(directory, new Announcements()),
    empty: viewerProcedure.query(() => null),
  });
  const app = createApp({
    readiness: () => ({ status: "ready", steps: [], problems: [], authMode: "required" }),
    page: Promise.resolve(null),
    router: routers as unknown as AppRouter,
    exampleExpiry: () => null,
    eventStreams: new EventStreams({ ofIdentities: auth.streams }),
    ...{ auth, addresses, ownHost, log },
  });
  return serveHttp({
    ...{ host: host.host, port: 0, hub: new HubRig().hub, ownHost, addresses, log },
    ticks: async () => new Response(null, { status: 426 }),
    fetch: (request) => app.fetch(request),
  });
}

if (import.meta.main) await run((line) => console.log(JSON.stringify(line)));
