import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import pino from "pino";
import type { Cancel, Clock } from "../../server/clock.ts";
import { loadMaster, refreshMaster } from "../../server/dhan/master-download.ts";
import { MasterUnavailableError } from "../../server/dhan/master-error.ts";
import { MASTER_LIMITS } from "../../server/dhan/master-limits.ts";
import type { LoadMasterOptions } from "../../server/dhan/master-load.ts";
import { fixtureText, RowList } from "./master-fixtures.ts";

const TODAY = "2026-08-01";
const NOW = Date.UTC(2026, 7, 1, 3);
const SECRET = "s3cret-key";

/** A clock that stands still; a test lets one of its timers run out. */
class StillClock implements Clock {
  time = NOW;
  readonly #timers = new Set<{ ms: number; fn: () => void }>();
  #waiting: { ms: number; resolve: () => void } | undefined;

  now = () => this.time;

  after(ms: number, fn: () => void): Cancel {
    const timer = { ms, fn };
    this.#timers.add(timer);
    if (this.#waiting?.ms === ms) this.#waiting.resolve();
    return () => this.#timers.delete(timer);
  }

  every(): Cancel {
    throw new Error("nothing here runs at intervals");
  }

  /** Resolves once a timer of that length runs. */
  running(ms: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#waiting = { ms, resolve };
    if ([...this.#timers].some((timer) => timer.ms === ms)) resolve();
    return promise;
  }

  runOut(ms: number): void {
    for (const timer of this.#timers) if (timer.ms === ms) timer.fn();
  }

  get timers(): number {
    return this.#timers.size;
  }
}

let dataDir: string;
let clock: StillClock;
let logged: string;
/** What the server answers next; each request is kept. */
let answer: (request: Request) => Response | Promise<Response>;
let requests: Request[];
let server: Bun.Server<undefined>;
let text: string;

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "strikewire-master-"));
  clock = new StillClock();
  logged = "";
  requests = [];
  text = await fixtureText("detailed-trimmed.csv");
  answer = () => csv(text);
  server = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    fetch(request) {
      requests.push(request);
      return answer(request);
    },
  });
});

afterEach(async () => {
  await server.stop(true);
  await rm(dataDir, { recursive: true, force: true });
});

function csv(body: string, etag = '"one"'): Response {
  return new Response(body, { headers: { etag, "last-modified": "Sat, 01 Aug 2026 01:00:00 GMT" } });
}

function keepLog(line: string): void {
  logged += line;
}

function options(overrides: Partial<LoadMasterOptions<RowList>> = {}): LoadMasterOptions<RowList> {
  return {
    url: `${server.url.href}master.csv?key=${SECRET}`,
    dataDir,
    today: TODAY,
    clock,
    log: pino({ base: null }, { write: keepLog }),
    createSink: () => new RowList(),
    ...overrides,
  };
}

const load = (overrides: Partial<LoadMasterOptions<RowList>> = {}) => loadMaster(options(overrides));

/** Loads once so that there is a last good copy, and makes time pass. */
async function loadedBefore(): Promise<void> {
  await load();
  clock.time += 5 * 3_600_000;
  requests.length = 0;
}

const copies = async () => (await readdir(dataDir)).filter((name) => name.endsWith(".csv"));

test("a first start downloads, says so, and keeps the file", async () => {
  const progress: object[] = [];
  const loaded = await load({ onProgress: (now) => progress.push(now) });
  expect(loaded).toMatchObject({ source: "downloaded", fetchedAt: NOW, reason: null });
  expect(loaded.sink.rows).toHaveLength(8);
  expect(loaded.report.kept).toBe(8);
  expect(loaded.durations).toEqual({ answerMs: 0, readMs: 0, totalMs: 0 });
  expect(progress.at(-1)).toEqual({ bytes: text.length, totalBytes: text.length, rows: 8 });
  expect(await copies()).toEqual(["master-a.csv"]);
  expect(await Bun.file(join(dataDir, "master-a.csv")).text()).toBe(text);
  expect(clock.timers).toBe(0);
});

test("DATA_DIR is made where there is none", async () => {
  dataDir = join(dataDir, "deep", "er");
  expect((await load()).source).toBe("downloaded");
  expect(await copies()).toEqual(["master-a.csv"]);
});

test("the next start asks by ETag and date, and on 304 reads the kept copy", async () => {
  await loadedBefore();
  answer = (request) =>
    request.headers.get("if-none-match") === '"one"' && request.headers.has("if-modified-since")
      ? new Response(null, { status: 304 })
      : csv("wrong");
  const loaded = await load();
  expect(loaded).toMatchObject({ source: "unchanged", fetchedAt: NOW, reason: null });
  expect(loaded.sink.rows).toHaveLength(8);
  expect(requests).toHaveLength(1);
  expect(clock.timers).toBe(0);
});

test("a newer file takes the place of the kept copy, and the old one goes", async () => {
  await loadedBefore();
  answer = () => csv(text.replace("Reliance Industries", "Reliance"), '"two"');
  const loaded = await load();
  expect(loaded).toMatchObject({ source: "downloaded", fetchedAt: clock.time });
  expect(await copies()).toEqual(["master-b.csv"]);
  answer = (request) => new Response(null, { status: request.headers.get("if-none-match") === '"two"' ? 304 : 500 });
  const unchanged = await load();
  expect(unchanged.source).toBe("unchanged");
  expect(unchanged.sink.rows.at(-1)!.displayName).toBe("Reliance");
});

test("contracts that expired since the copy was kept are left out of it", async () => {
  await loadedBefore();
  answer = () => new Response(null, { status: 304 });
  const { report } = await load({ today: "2026-09-16" });
  expect(report.dropped.expired).toBe(1);
});

test("a server that fails leaves the last good copy in use, with reason and age", async () => {
  await loadedBefore();
  answer = () => new Response("sorry", { status: 500 });
  const loaded = await load();
  expect(loaded).toMatchObject({ source: "last-good", fetchedAt: NOW });
  expect(loaded.reason).toBe("the server answered 500; using the copy of 5 h ago");
  expect(loaded.sink.rows).toHaveLength(8);
  expect(logged).toContain("the server answered 500");
});

test("no server at all does the same", async () => {
  await loadedBefore();
  const { url } = options();
  await server.stop(true);
  const loaded = await load({ url });
  expect(loaded.source).toBe("last-good");
  expect(loaded.reason).toContain("cannot be reached");
});

test("an unusable file never replaces the last good one, and the reason says what is wrong with it", async () => {
  await loadedBefore();
  const [header, ...rows] = text.trimEnd().split("\n");
  const unusable: [string, string][] = [
    ["", "no rows"],
    ["<!doctype html>\n<p>Maintenance</p>\n", "no column"],
    [`${header}\n`, "no rows"],
    [`${[header, ...rows.slice(0, 3)].join("\n")}\n`, "half of the last good one's 8 or fewer"],
    [text.slice(0, -60), "ends inside a row"],
    [text.replaceAll(/^(NSE|BSE|MCX)/gm, "???"), "none of the file's 8 rows"],
  ];
  for (const [body, reason] of unusable) {
    answer = () => csv(body, '"bad"');
    const loaded = await load();
    expect(loaded.source).toBe("last-good");
    expect(loaded.reason).toContain(reason);
    expect(loaded.sink.rows).toHaveLength(8);
    expect(await copies()).toEqual(["master-a.csv"]);
  }
});

test("more than half of the table in use is asked for, where the caller names its size, and does not insist", async () => {
  expect((await load({ previousRows: 15 })).source).toBe("downloaded");
  await expect(load({ dataDir: join(dataDir, "other"), previousRows: 16 })).rejects.toThrow("or fewer");
  expect((await load({ dataDir: join(dataDir, "other"), previousRows: 16, isForced: true })).source).toBe("downloaded");
});

test("with neither file nor copy the failure says what to do, and whether waiting may help", async () => {
  answer = () => new Response("", { status: 503 });
  const failure = await load().catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(MasterUnavailableError);
  expect(failure).toMatchObject({ code: "master-unavailable", retryable: true });
  expect(String(failure)).toContain("the server answered 503, and there is no last good copy");
  expect(String(failure)).toContain("DHAN_MASTER_URL=file:");
  answer = () => new Response("", { status: 404 });
  expect(await load().catch((error: unknown) => error)).toMatchObject({ retryable: false });
  expect(clock.timers).toBe(0);
});

test("a body that breaks off is no file", async () => {
  await loadedBefore();
  const half = text.slice(0, text.indexOf("\n", text.length / 2) + 1);
  const broken = await rawServer(
    `HTTP/1.1 200 OK\r\nContent-Type: text/csv\r\nContent-Length: ${text.length}\r\n\r\n${half}`,
  );
  try {
    const fetchBroken = (_url: string, init: RequestInit) => fetch(broken.url, init);
    const loaded = await load({ fetch: fetchBroken });
    expect(loaded.source).toBe("last-good");
    expect(loaded.reason).toContain("broke off");
    expect(await copies()).toEqual(["master-a.csv"]);
  } finally {
    broken.server.close();
  }
});

test("a chunked body without its end is no file", async () => {
  await loadedBefore();
  const broken = await rawServer(
    `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n${text.length.toString(16)}\r\n${text}\r\n`,
  );
  try {
    const loaded = await load({ fetch: (_url, init) => fetch(broken.url, init) });
    expect(loaded.source).toBe("last-good");
  } finally {
    broken.server.close();
  }
});

test("a server that accepts and never answers is given up", async () => {
  await loadedBefore();
  const { promise: held, resolve: letGo } = Promise.withResolvers<Response>();
  answer = () => held;
  const loading = load();
  await clock.running(MASTER_LIMITS.answerMs);
  clock.runOut(MASTER_LIMITS.answerMs);
  const loaded = await loading;
  letGo(new Response());
  expect(loaded.reason).toContain("the server does not answer");
  expect(clock.timers).toBe(0);
});

test("a body that falls silent is given up, and so is one that drips for too long", async () => {
  await loadedBefore();
  for (const [limit, reason] of [
    [MASTER_LIMITS.silenceMs, "the server stopped sending"],
    [MASTER_LIMITS.totalMs, "the transfer took too long"],
  ] as const) {
    answer = () =>
      new Response(
        new ReadableStream({
          start: (controller) => controller.enqueue(new TextEncoder().encode(text.slice(0, 300))),
        }),
      );
    const loading = load();
    await clock.running(MASTER_LIMITS.silenceMs);
    clock.runOut(limit);
    const loaded = await loading;
    expect(loaded.source).toBe("last-good");
    expect(loaded.reason).toContain(reason);
    expect(await copies()).toEqual(["master-a.csv"]);
    expect(clock.timers).toBe(0);
  }
});

test("a file may have the limit's bytes and not one more", async () => {
  const limits = { ...MASTER_LIMITS, bytes: text.length };
  expect((await load({ limits })).source).toBe("downloaded");
  answer = () => csv(`${text}\n`, '"two"');
  expect((await load({ limits })).reason).toContain(`larger than ${text.length} bytes`);
});

test("a body without end is left at the limit", async () => {
  let sent = 0;
  const block = new TextEncoder().encode("x,".repeat(32_768));
  answer = () =>
    new Response(
      new ReadableStream({
        pull(controller) {
          controller.enqueue(block);
          sent += block.length;
        },
      }),
    );
  const failure = await load({ limits: { ...MASTER_LIMITS, bytes: 1_000_000 } }).catch((error: unknown) => error);
  expect(String(failure)).toContain("larger than 1000000 bytes");
  expect(sent).toBeGreaterThan(1_000_000);
  expect(await copies()).toEqual([]);
});

test("a copy that changed on disk is noticed, and the file fetched anew", async () => {
  await loadedBefore();
  const path = join(dataDir, "master-a.csv");
  const flipped = text.replace("RELIANCE INDUSTRIES", "RELIANCE INDUSTRIAL".slice(0, 19));
  expect(flipped.length).toBe(text.length);
  await writeFile(path, flipped);
  answer = (request) => (request.headers.has("if-none-match") ? new Response(null, { status: 304 }) : csv(text));
  const loaded = await load();
  expect(loaded.source).toBe("downloaded");
  expect(requests.map((request) => request.headers.has("if-none-match"))).toEqual([true, false]);
  expect(logged).toContain("its check sum is wrong");
  expect((await load()).source).toBe("unchanged");
});

test("a copy that was cut, or whose card is garbage, is not even asked about", async () => {
  await loadedBefore();
  for (const [file, content] of [
    ["master-a.csv", text.slice(0, 100)],
    ["master.json", "{"],
    ["master.json", '{"file":"../../etc/passwd"}'],
  ] as const) {
    await writeFile(join(dataDir, file), content);
    requests.length = 0;
    expect((await load()).source).toBe("downloaded");
    expect(requests.map((request) => request.headers.has("if-none-match"))).toEqual([false]);
    expect(logged).toContain("of no use");
  }
});

test("a corrupt copy is no last good one", async () => {
  await loadedBefore();
  await writeFile(join(dataDir, "master-a.csv"), "x".repeat(text.length));
  answer = () => new Response("", { status: 500 });
  await expect(load()).rejects.toThrow(MasterUnavailableError);
});

test("a crash while the next file is written leaves the copy as it was", async () => {
  await loadedBefore();
  await writeFile(join(dataDir, "master-b.csv"), "half of the next");
  await writeFile(join(dataDir, "master.json.partial"), "{");
  answer = () => new Response(null, { status: 304 });
  expect((await load()).sink.rows).toHaveLength(8);
});

test("the copy of one address is not used for another", async () => {
  await loadedBefore();
  answer = () => new Response("", { status: 500 });
  await expect(load({ url: `${server.url.href}other.csv` })).rejects.toThrow(MasterUnavailableError);
  expect(requests.at(-1)!.headers.has("if-none-match")).toBe(false);
});

test("a server that answers 304 to what was never asked is taken for broken", async () => {
  answer = () => new Response(null, { status: 304 });
  await expect(load()).rejects.toThrow("the server answered 304");
});

test("a file: address is read from disk, and its last good copy kept too", async () => {
  const path = join(dataDir, "by hand.csv");
  const url = pathToFileURL(path).href;
  await writeFile(path, text);
  expect((await load({ url })).sink.rows).toHaveLength(8);
  await writeFile(path, "");
  expect(await load({ url })).toMatchObject({ source: "last-good", reason: expect.stringContaining("no rows") });
  await rm(path);
  expect((await load({ url })).reason).toContain("there is no such file");
  await expect(load({ url: "file://elsewhere/x.csv" })).rejects.toThrow("there is no such file");
  await expect(load({ url: pathToFileURL(dataDir).href })).rejects.toThrow(MasterUnavailableError);
});

test("a disk that cannot be written to costs the copy and not the instruments", async () => {
  const notADirectory = join(dataDir, "file");
  await writeFile(notADirectory, "");
  const loaded = await load({ dataDir: notADirectory });
  expect(loaded.source).toBe("downloaded");
  expect(loaded.sink.rows).toHaveLength(8);
  expect(logged).toContain("could not be kept");
});

test("no address is ever logged, kept or told, for it may hold a key", async () => {
  await loadedBefore();
  answer = () => new Response("", { status: 500 });
  const loaded = await load();
  const { url } = options();
  await server.stop(true);
  const gone = await load({ url });
  const failure = await load({ url: url.replace("master", "other") }).catch((error: Error) => error);
  const told = [logged, loaded.reason, gone.reason, Bun.inspect(failure), JSON.stringify(await readdir(dataDir))];
  told.push(await Bun.file(join(dataDir, "master.json")).text());
  for (const text of told) expect(text).not.toContain(SECRET);
});

test("bad rows are logged with a first example", async () => {
  answer = () => csv(text.replace("2885", "many"));
  const { report } = await load();
  expect(report.badRows).toBe(1);
  expect(logged).toContain("NSE,E,many,INE002A01018");
});

/** A server that sends these bytes to whoever connects, and closes. */
async function rawServer(bytes: string): Promise<{ url: string; server: Server }> {
  const server = createServer((socket) => {
    socket.on("error", () => {});
    socket.once("data", () => socket.end(bytes));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return { url: `http://127.0.0.1:${address.port}/`, server };
}

describe("where a master is in use", () => {
  const inUse = { fetchedAt: NOW, today: TODAY };

  test("one that is still the newest is not read again, on its day; on another day it is, for what has expired", async () => {
    await loadedBefore();
    answer = () => new Response(null, { status: 304 });
    expect(await refreshMaster(options(), inUse)).toBeNull();
    const nextDay = await refreshMaster(options({ today: "2026-09-16" }), inUse);
    expect(nextDay).toMatchObject({ source: "unchanged", fetchedAt: NOW });
    expect(nextDay!.report.dropped.expired).toBe(1);
    // The copy is not the one in use, whose own could not be kept.
    expect(await refreshMaster(options(), { ...inUse, fetchedAt: NOW + 1 })).toMatchObject({ source: "unchanged" });
  });

  test("a newer one is read; one that fails, or cannot be right, is an error, and never an older copy", async () => {
    await loadedBefore();
    answer = () => csv(text, '"two"');
    expect(await refreshMaster(options(), inUse)).toMatchObject({ source: "downloaded", reason: null });
    answer = () => new Response("", { status: 503 });
    await expect(refreshMaster(options(), inUse)).rejects.toMatchObject({ code: "status", retryable: true });
    answer = () => csv("<html>", '"three"');
    await expect(refreshMaster(options(), inUse)).rejects.toMatchObject({ code: "unusable" });
    expect(await copies()).toEqual(["master-b.csv"]);
  });
});

describe("a judge", () => {
  test("that refuses a new file leaves the kept copy in use, and the newest counts as refused", async () => {
    await loadedBefore();
    answer = () => csv(text.replace("Reliance Industries", "Reliance"), '"two"');
    const loaded = await load({ judge: async () => "too odd" });
    expect(loaded).toMatchObject({ source: "last-good", isNewestRefused: true });
    expect(loaded.reason).toBe("too odd; using the copy of 5 h ago");
    expect(await copies()).toEqual(["master-a.csv"]);
    answer = () => new Response("", { status: 503 });
    expect(await load()).toMatchObject({ source: "last-good", isNewestRefused: false });
  });

  test("sees the new instruments, and the kept copy's as they were on its day", async () => {
    await loadedBefore();
    clock.time = Date.UTC(2026, 8, 16);
    answer = () => csv(text, '"two"');
    let seen: (number | undefined)[] = [];
    const judge = async (sink: RowList, kept: () => Promise<RowList | null>) => {
      seen = [sink.rows.length, (await kept())?.rows.length];
      return null;
    };
    expect(await load({ today: "2026-09-16", judge })).toMatchObject({ source: "downloaded" });
    expect(seen).toEqual([7, 8]);
    expect(await copies()).toEqual(["master-b.csv"]);
  });

  test("is asked where there is no copy too, and not where nothing is new", async () => {
    let kept: unknown;
    const judge = async (_: RowList, read: () => Promise<RowList | null>) => {
      kept = await read();
      return null;
    };
    await load({ judge });
    expect(kept).toBeNull();
    answer = () => new Response(null, { status: 304 });
    await load({ judge: async () => "never asked" });
  });
});

test("a transfer is ended from outside, before it begins and in its middle, and nothing of it stays", async () => {
  await expect(load({ signal: AbortSignal.abort() })).rejects.toThrow("the transfer was ended");
  const { promise: asked, resolve: hasAsked } = Promise.withResolvers<void>();
  answer = () =>
    new Response(
      new ReadableStream({
        start(controller) {
          controller.enqueue(new TextEncoder().encode(text.slice(0, 300)));
          hasAsked();
        },
      }),
    );
  const stop = new AbortController();
  const loading = load({ signal: stop.signal }).catch((error: unknown) => error);
  await asked;
  stop.abort();
  expect(String(await loading)).toContain("the transfer was ended");
  expect([await copies(), clock.timers]).toEqual([[], 0]);
});
