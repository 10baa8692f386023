import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pino from "pino";
import { inferSchema, initParser } from "udsv";
import { systemClock } from "../../server/clock.ts";
import { loadMaster } from "../../server/dhan/master-download.ts";
import type { LoadedMaster } from "../../server/dhan/master-load.ts";
import { InstrumentTableBuilder } from "../../server/instruments/instrument-table-builder.ts";
import { buildUniverse } from "../../server/simulator/listing/build-universe.ts";
import { detailedCsv } from "../../server/simulator/master-csv.ts";
import { summary } from "./measure.ts";

/** Rows the file must have, those left out by rule included. */
const LEAST_ROWS = 289_000;
const TODAY = "2026-11-24";
const ROUNDS = 9;
const WARM_UP_ROUNDS = 2;
const LIMIT_RATIO = 4;
const LIMIT_RSS_MB = 350;
const LIMIT_WARM_TO_COLD = 1;

/**
 * What it costs to have the instruments: a download over loopback from another process, against udsv splitting the same
 * text that is already in memory; the same from the kept copy; and what a process that has loaded them weighs.
 */
export async function run(print: (line: object) => void): Promise<void> {
  const server = Bun.spawn([process.execPath, import.meta.path, "serve"], { stdout: "pipe" });
  const dataDir = await mkdtemp(join(tmpdir(), "strikewire-bench-master-"));
  try {
    const url = await firstLine(server.stdout);
    const text = await (await fetch(url)).text();
    const { times, rows, instruments } = await measure(url, text, dataDir);
    const ratios = times.cold.map((ms, i) => ms / times.split[i]!);
    const warmToCold = times.warm.map((ms, i) => ms / times.cold[i]!);
    const [ratio, warmRatio] = [summary(ratios), summary(warmToCold)];
    print({
      bench: "master",
      work: "download to ready, against udsv splitting the same text",
      rows,
      instruments,
      megabytes: Math.round(text.length / 1e6),
      splitMs: summary(times.split),
      downloadToReadyMs: summary(times.cold),
      ratio,
      limit: LIMIT_RATIO,
      pass: ratio.median <= LIMIT_RATIO,
    });
    print({
      bench: "master",
      work: "warm start from the kept copy, against a cold one",
      warmMs: summary(times.warm),
      ratio: warmRatio,
      limit: LIMIT_WARM_TO_COLD,
      pass: warmRatio.median <= LIMIT_WARM_TO_COLD,
    });
    for (const start of ["cold", "warm"]) {
      if (start === "cold") await rm(dataDir, { recursive: true });
      const child = Bun.spawn([process.execPath, import.meta.path, "load", url, dataDir], { stdout: "pipe" });
      const loaded: { rssMb: number } = JSON.parse(await firstLine(child.stdout));
      print({
        bench: "master",
        work: `memory of a fresh process after a ${start} start`,
        ...loaded,
        limit: LIMIT_RSS_MB,
        pass: loaded.rssMb <= LIMIT_RSS_MB,
      });
    }
  } finally {
    server.kill();
    await rm(dataDir, { recursive: true, force: true });
  }
}

/** Milliseconds of each way in each round, the ways turn by turn so that a machine whose speed drifts slows all alike. */
async function measure(url: string, text: string, dataDir: string) {
  const times = { split: [] as number[], cold: [] as number[], warm: [] as number[] };
  let rows = 0;
  let instruments = 0;
  const loadAs = async (expected: string) => {
    const { source, report, sink } = await load(url, dataDir);
    instruments = sink.build().size;
    rows = report.rows;
    if (source !== expected || rows < LEAST_ROWS || report.badRows > 0)
      throw new Error(`${source}: ${rows} rows, ${report.badRows} of them bad`);
  };
  for (let round = -WARM_UP_ROUNDS; round < ROUNDS; round++) {
    const timed = async (ms: number[], way: () => unknown) => {
      Bun.gc(true);
      const start = performance.now();
      await way();
      if (round >= 0) ms.push(performance.now() - start);
    };
    await timed(times.split, () => initParser(inferSchema(text)).stringArrs(text));
    await rm(dataDir, { recursive: true, force: true });
    await timed(times.cold, () => loadAs("downloaded"));
    await timed(times.warm, () => loadAs("unchanged"));
  }
  return { times, rows, instruments };
}

function load(url: string, dataDir: string): Promise<LoadedMaster<InstrumentTableBuilder>> {
  return loadMaster({
    url,
    dataDir,
    today: TODAY,
    clock: systemClock(),
    log: pino({ level: "silent" }),
    createSink: () => new InstrumentTableBuilder(),
  });
}

/** Loads the master in this process, and prints what that took and weighs. */
async function printLoad(url: string, dataDir: string): Promise<void> {
  const { sink, source, durations } = await load(url, dataDir);
  const table = sink.build();
  const rssMb = Math.round(process.memoryUsage().rss / 1e6);
  console.log(JSON.stringify({ source, instruments: table.size, durations, rssMb }));
}

function serve(): void {
  const body = new TextEncoder().encode([...detailedCsv(buildUniverse({ date: TODAY, seed: 1 }))].join(""));
  const headers = { etag: '"bench"', "content-type": "text/csv" };
  const server = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    fetch: (request) =>
      request.headers.get("if-none-match") === headers.etag
        ? new Response(null, { status: 304, headers })
        : new Response(body, { headers }),
  });
  console.log(server.url.href);
}

async function firstLine(stream: ReadableStream<Uint8Array>): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const piece of stream) {
    text += decoder.decode(piece, { stream: true });
    if (text.includes("\n")) break;
  }
  return text.slice(0, text.indexOf("\n"));
}

if (import.meta.main) {
  const [role, url, dataDir] = process.argv.slice(2);
  if (role === "serve") serve();
  else if (role === "load") await printLoad(url!, dataDir!);
  else await run((line) => console.log(JSON.stringify(line)));
}
