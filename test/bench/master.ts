import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pino from "pino";
import { inferSchema, initParser } from "udsv";
import { systemClock } from "../../server/clock.ts";
import { type LoadedMaster, loadMaster } from "../../server/dhan/master-download.ts";
import { InstrumentTableBuilder } from "../../server/instruments/instrument-table-builder.ts";
import { dayDate, dayNumber } from "../../shared/ist.ts";
import { summary } from "./measure.ts";

const ROWS = 289_000;
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
    const times = await measure(url, text, dataDir);
    const ratios = times.cold.map((ms, i) => ms / times.split[i]!);
    const warmToCold = times.warm.map((ms, i) => ms / times.cold[i]!);
    const [ratio, warmRatio] = [summary(ratios), summary(warmToCold)];
    print({
      bench: "master",
      work: "download to ready, against udsv splitting the same text",
      rows: ROWS,
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
  for (let round = -WARM_UP_ROUNDS; round < ROUNDS; round++) {
    const timed = async (ms: number[], way: () => unknown) => {
      Bun.gc(true);
      const start = performance.now();
      await way();
      if (round >= 0) ms.push(performance.now() - start);
    };
    await timed(times.split, () => initParser(inferSchema(text)).stringArrs(text));
    await rm(dataDir, { recursive: true, force: true });
    await timed(times.cold, async () => expectAll(await load(url, dataDir), "downloaded"));
    await timed(times.warm, async () => expectAll(await load(url, dataDir), "unchanged"));
  }
  return times;
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

function expectAll({ source, sink }: LoadedMaster<InstrumentTableBuilder>, expected: string): void {
  const { size } = sink.build();
  if (source !== expected || size !== ROWS) throw new Error(`${source}: ${size} instruments`);
}

/** Loads the master in this process, and prints what that took and weighs. */
async function printLoad(url: string, dataDir: string): Promise<void> {
  const { sink, source, durations } = await load(url, dataDir);
  const table = sink.build();
  const rssMb = Math.round(process.memoryUsage().rss / 1e6);
  console.log(JSON.stringify({ source, instruments: table.size, durations, rssMb }));
}

function serve(): void {
  const body = new TextEncoder().encode(detailedText());
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

const HEADER =
  "EXCH_ID,SEGMENT,SECURITY_ID,ISIN,INSTRUMENT,UNDERLYING_SECURITY_ID,UNDERLYING_SYMBOL,SYMBOL_NAME,DISPLAY_NAME," +
  "INSTRUMENT_TYPE,SERIES,LOT_SIZE,SM_EXPIRY_DATE,STRIKE_PRICE,OPTION_TYPE,TICK_SIZE,EXPIRY_FLAG,BRACKET_FLAG," +
  "COVER_FLAG,ASM_GSM_FLAG,ASM_GSM_CATEGORY,BUY_SELL_INDICATOR,BUY_CO_MIN_MARGIN_PER,BUY_CO_SL_RANGE_MAX_PERC," +
  "BUY_CO_SL_RANGE_MIN_PERC,BUY_BO_MIN_MARGIN_PER,BUY_BO_PROFIT_RANGE_MAX_PERC,BUY_BO_PROFIT_RANGE_MIN_PERC," +
  "MTF_LEVERAGE,SM_UPPER_LIMIT,SM_LOWER_LIMIT,SM_FREEZE_QTY,";
/** Roughly the real file's: the rest are options. */
const SHARES = 23_000;

/** ROWS rows in the file's current shape, always the same: shares first, then options of 220 underlyings. */
function detailedText(): string {
  const lines = [HEADER];
  for (let i = 0; i < SHARES; i++) {
    const isin = `INE${String(i).padStart(6, "0")}018`;
    const names = `SHARE${i},SHARE NUMBER ${i} LIMITED,Share Number ${i}`;
    lines.push(
      `NSE,E,${1 + i},${isin},EQUITY,,${names},ES,EQ,1.0,,,,10.0000,NA,N,N,N,NA,A,0,0,0,0,0,0,4.545455,1446.6000,1183.6000,0,`,
    );
  }
  for (let i = 0; i < ROWS - SHARES; i++) {
    const underlying = `SHARE${Math.floor(i / 1_200)}`;
    const date = dayDate(dayNumber(TODAY) + 7 * (Math.floor(i / 120) % 10));
    const [year, month, day] = date.split("-");
    const strike = 18_000 + 50 * (Math.floor(i / 2) % 60);
    const type = i % 2 === 0 ? "CE" : "PE";
    const names = `${underlying}-${month}${year}-${strike}-${type},${underlying} ${day} ${month} ${strike} ${type}`;
    lines.push(
      `NSE,D,${35_000 + i},NA,OPTSTK,${i},${underlying},${names},OP,NA,65.0,${date},${strike}.00000,${type},5.0000,M,N,N,N,NA,A,0,0,0,0,0,0,0,4500.4000,3369.3000,1756,`,
    );
  }
  return `${lines.join("\n")}\n`;
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
