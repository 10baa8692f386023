import { HttpConnection } from "./http-connection.ts";

/** What the load generator, a process of its own, is told to do. */
export interface Load {
  port: number;
  headers: Record<string, string>;
  paths: readonly string[];
  requests: number;
  /** Null: one connection, each request when the one before is answered. */
  perSecond: number | null;
}

/** Milliseconds. */
export interface LoadResult {
  ms: number;
  /** Of this process. */
  cpuMs: number;
  /** From sending to the whole answer, ascending. */
  latencies: number[];
  /** How late a request was sent, at most: the generator's own fault. */
  latestMs: number;
}

/** A request that finds none free opens another. */
const CONNECTIONS_MOST = 256;

async function inTurn({ port, headers, paths, requests }: Load): Promise<LoadResult> {
  const connection = await HttpConnection.open(port, headers);
  const latencies: number[] = [];
  const cpu = process.cpuUsage();
  const start = performance.now();
  for (let n = 0; n < requests; n++) {
    const sent = performance.now();
    await connection.get(paths[n % paths.length]!);
    latencies.push(performance.now() - sent);
  }
  const ms = performance.now() - start;
  connection.close();
  return { ms, cpuMs: cpuMs(cpu), latencies: latencies.sort((a, b) => a - b), latestMs: 0 };
}

/** Sends when it is due, whether or not the server has kept up. */
async function atRate({ port, headers, paths, requests }: Load, perSecond: number): Promise<LoadResult> {
  const connections = [await HttpConnection.open(port, headers)];
  const latencies: number[] = [];
  const answers: Promise<void>[] = [];
  let latestMs = 0;
  const cpu = process.cpuUsage();
  const start = performance.now();
  for (let n = 0; n < requests; n++) {
    const due = start + (n * 1_000) / perSecond;
    while (performance.now() < due) await Bun.sleep(Math.max(0, due - performance.now() - 0.5));
    let free = connections.find(isFree);
    if (free === undefined && connections.filter(({ isOpen }) => isOpen).length < CONNECTIONS_MOST) {
      free = await HttpConnection.open(port, headers);
      connections.push(free);
    }
    const hasFallenBehind = free === undefined;
    for (; free === undefined; free = connections.find(isFree)) await Bun.sleep(1);
    // Waiting for a server that has fallen behind is the server's time.
    const sent = hasFallenBehind ? due : performance.now();
    latestMs = Math.max(latestMs, sent - due);
    answers.push(free.get(paths[n % paths.length]!).then(() => void latencies.push(performance.now() - sent)));
  }
  await Promise.all(answers);
  const ms = performance.now() - start;
  for (const connection of connections) connection.close();
  return { ms, cpuMs: cpuMs(cpu), latencies: latencies.sort((a, b) => a - b), latestMs };
}

function isFree({ isOpen, isBusy }: HttpConnection): boolean {
  return isOpen && !isBusy;
}

function cpuMs(since: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1_000;
}

process.on("message", async (load: Load) => {
  process.send!(await (load.perSecond === null ? inTurn(load) : atRate(load, load.perSecond)));
});
process.on("disconnect", () => process.exit(0));
