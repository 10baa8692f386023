import type { Clock } from "../clock.ts";
import type { InstrumentSink } from "../instruments/instrument-row.ts";
import type { Logger } from "../logger.ts";
import { CorruptCopyError, MasterCache, type MasterCard } from "./master-cache.ts";
import { MasterError } from "./master-error.ts";
import type { MasterLimits } from "./master-limits.ts";
import { parseMaster } from "./master-parser.ts";
import type { MasterReport } from "./master-report.ts";
import { type Fetch, type MasterAnswer, requestMaster } from "./master-source.ts";

export interface LoadMasterOptions<Sink extends InstrumentSink> {
  /** Of a detailed or compact CSV; http:, https: or file:. Never logged: it may carry a key. */
  url: string;
  /** Where the last good copy is kept. */
  dataDir: string;
  /** The Indian date, `YYYY-MM-DD`. */
  today: string;
  clock: Clock;
  log: Logger;
  /** Makes the sink of one attempt; one that was fed a bad file is thrown away. */
  createSink: () => Sink;
  fetch?: Fetch;
  limits?: MasterLimits;
  /** Instruments of the table in use; without it, of the kept copy. */
  previousRows?: number;
  onProgress?: (progress: MasterProgress) => void;
}

interface MasterProgress {
  bytes: number;
  /** Null while unknown. */
  totalBytes: number | null;
  rows: number;
}

export interface LoadedMaster<Sink extends InstrumentSink> {
  sink: Sink;
  /** downloaded: new; unchanged: the kept copy, still the newest; last-good: the kept copy, for want of a better. */
  source: "downloaded" | "unchanged" | "last-good";
  /** When these bytes were downloaded, UTC milliseconds. */
  fetchedAt: number;
  report: MasterReport;
  /** Why it is not the newest, in words; null when it is. */
  reason: string | null;
  /** answerMs: until the server's answer began; readMs: from there to the last row. */
  durations: { answerMs: number; readMs: number; totalMs: number };
}

/** There is no instrument master at all: no download and no last good copy. */
export class MasterUnavailableError extends Error {
  override readonly name = "MasterUnavailableError";
  readonly code = "master-unavailable";
  /** Whether trying again later may help without anybody doing something. */
  readonly retryable: boolean;

  constructor(cause: MasterError) {
    super(
      `no instrument master: ${cause.message}, and there is no last good copy. Check DHAN_MASTER_URL and the ` +
        "network, or download the detailed CSV by hand and set DHAN_MASTER_URL=file:///path/to/it",
      { cause },
    );
    this.retryable = cause.retryable;
  }
}

/**
 * Gets the day's instruments into a sink: a conditional download, read while it comes in. When that fails, or what comes
 * is unusable, the last good copy is read instead and `reason` says so.
 * @throws MasterUnavailableError when there is neither.
 */
export async function loadMaster<Sink extends InstrumentSink>(
  options: LoadMasterOptions<Sink>,
): Promise<LoadedMaster<Sink>> {
  const loaded = await new MasterLoad(options).run();
  const { source, reason, durations, report } = loaded;
  const summary = { source, rows: report.rows, kept: report.kept, dropped: report.dropped, durations };
  if (reason !== null) options.log.warn({ ...summary, reason }, "instrument master is not the newest");
  else options.log.info(summary, "instrument master read");
  if (report.badRows > 0) options.log.warn({ bad: report.bad }, "instrument master has rows that cannot be read");
  return loaded;
}

/** A master that was read, or why not. */
type Reading<Sink> = ({ ok: true } & Kept<Sink>) | { ok: false; reason: string };
interface Kept<Sink> {
  sink: Sink;
  report: MasterReport;
}
type Body = Extract<MasterAnswer, { kind: "body" }>;

class MasterLoad<Sink extends InstrumentSink> {
  readonly #options: LoadMasterOptions<Sink>;
  readonly #cache: MasterCache;
  readonly #startedAt: number;
  #answeredAt: number;

  constructor(options: LoadMasterOptions<Sink>) {
    this.#options = options;
    this.#cache = new MasterCache(options.dataDir, options.url);
    this.#startedAt = options.clock.now();
    this.#answeredAt = this.#startedAt;
  }

  async run(): Promise<LoadedMaster<Sink>> {
    const copy = await this.#openCopy();
    try {
      return await this.#newest(copy);
    } catch (error) {
      if (!(error instanceof MasterError)) throw error;
      return this.#lastGood(copy, error);
    }
  }

  async #newest(copy: MasterCard | null): Promise<LoadedMaster<Sink>> {
    const answer = await this.#request(copy);
    if (answer.kind === "unchanged") {
      const kept = await this.#readCopy(copy!);
      return kept === null ? this.#newest(null) : this.#loaded(kept, "unchanged", copy!.fetchedAt, null);
    }
    const fetchedAt = this.#options.clock.now();
    const received = await this.#receive(answer, copy, fetchedAt);
    if (!received.ok) throw new MasterError("unusable", received.reason);
    return this.#loaded(received, "downloaded", fetchedAt, null);
  }

  async #lastGood(copy: MasterCard | null, failure: MasterError): Promise<LoadedMaster<Sink>> {
    const kept = copy === null ? null : await this.#readCopy(copy);
    if (copy === null || kept === null) throw new MasterUnavailableError(failure);
    const age = ageInWords(this.#options.clock.now() - copy.fetchedAt);
    return this.#loaded(kept, "last-good", copy.fetchedAt, `${failure.message}; using the copy of ${age} ago`);
  }

  async #request(copy: MasterCard | null): Promise<MasterAnswer> {
    const answer = await requestMaster(this.#options, copy);
    this.#answeredAt = this.#options.clock.now();
    return answer;
  }

  /** Reads a body, and keeps it as the new copy if it is usable. */
  async #receive(body: Body, copy: MasterCard | null, fetchedAt: number): Promise<Reading<Sink>> {
    const newCopy = this.#cache.begin(copy);
    try {
      const previousRows = this.#options.previousRows ?? copy?.instruments;
      const received = await this.#read(newCopy.writing(body.pieces), body.totalBytes, previousRows);
      if (received.ok) {
        const problem = await newCopy.commit({ ...body.validators, fetchedAt, instruments: received.report.kept });
        if (problem !== null)
          this.#options.log.warn({ problem }, "the instrument master could not be kept in DATA_DIR");
      }
      return received;
    } finally {
      await newCopy.discard();
    }
  }

  async #read(
    pieces: AsyncIterable<Uint8Array>,
    totalBytes: number | null,
    previousRows: number | undefined,
  ): Promise<Reading<Sink>> {
    const { today, createSink, onProgress } = this.#options;
    const sink = createSink();
    const report = await parseMaster(pieces, {
      today,
      sink,
      onProgress: ({ bytes, rows }) => onProgress?.({ bytes, totalBytes, rows }),
    });
    const reason = report.unusable(previousRows);
    return reason === null ? { ok: true, sink, report } : { ok: false, reason };
  }

  /** The kept copy's card; null when there is none, or none to rely on. */
  async #openCopy(): Promise<MasterCard | null> {
    try {
      return await this.#cache.open();
    } catch (error) {
      return this.#distrust(error);
    }
  }

  /** The kept copy's instruments; null when it turns out not to be one. */
  async #readCopy(copy: MasterCard): Promise<Kept<Sink> | null> {
    try {
      const kept = await this.#read(this.#cache.read(copy), copy.bytes, undefined);
      return kept.ok ? kept : this.#distrust(new CorruptCopyError(kept.reason));
    } catch (error) {
      return this.#distrust(error);
    }
  }

  #distrust(error: unknown): null {
    if (!(error instanceof CorruptCopyError)) throw error;
    this.#options.log.warn({ reason: error.message }, "the last good copy of the instrument master is of no use");
    return null;
  }

  #loaded(
    { sink, report }: Kept<Sink>,
    source: LoadedMaster<Sink>["source"],
    fetchedAt: number,
    reason: string | null,
  ): LoadedMaster<Sink> {
    const now = this.#options.clock.now();
    const durations = {
      answerMs: this.#answeredAt - this.#startedAt,
      readMs: now - this.#answeredAt,
      totalMs: now - this.#startedAt,
    };
    return { sink, source, fetchedAt, report, reason, durations };
  }
}

/** `40 min`, `5 h`, `3 days`: as exact as a reader needs. */
function ageInWords(ms: number): string {
  const minutes = Math.round(ms / 60_000);
  if (minutes < 120) return `${minutes} min`;
  const hours = Math.round(minutes / 60);
  return hours < 48 ? `${hours} h` : `${Math.round(hours / 24)} days`;
}
