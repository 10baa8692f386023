import { istDate } from "../../shared/ist.ts";
import type { Clock } from "../clock.ts";
import type { InstrumentSink } from "../instruments/instrument-row.ts";
import type { Logger } from "../logger.ts";
import { CorruptCopyError, MasterCache, type MasterCard } from "./master-cache.ts";
import { MasterError, MasterUnavailableError } from "./master-error.ts";
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
  /** A new file is taken however few instruments it has. */
  isForced?: boolean;
  /**
   * Why a new file must not take the place of the kept copy, or null. `kept` reads that copy as it was on its day; null
   * when there is none. A judge may take its time: nothing is lost meanwhile.
   */
  judge?: (sink: Sink, kept: () => Promise<Sink | null>) => Promise<string | null>;
  /** Ends a transfer under way. */
  signal?: AbortSignal;
  onProgress?: (progress: MasterProgress) => void;
}

/** The master that a caller has in memory. */
export interface MasterInUse {
  /** LoadedMaster's. */
  fetchedAt: number;
  /** The day it was read for. */
  today: string;
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
  /** True when the newest was had and cannot be right. */
  isNewestRefused: boolean;
  /** answerMs: until the server's answer began; readMs: from there to the last row. */
  durations: { answerMs: number; readMs: number; totalMs: number };
}

/** A master that was read, or why not. */
type Reading<Sink> = ({ ok: true } & Kept<Sink>) | { ok: false; reason: string };
interface Kept<Sink> {
  sink: Sink;
  report: MasterReport;
}
type Body = Extract<MasterAnswer, { kind: "body" }>;

/** One attempt to have the newest master, or else the last good one. */
export class MasterLoad<Sink extends InstrumentSink> {
  readonly #options: LoadMasterOptions<Sink>;
  readonly #inUse: MasterInUse | null;
  readonly #cache: MasterCache;
  readonly #startedAt: number;
  #answeredAt: number;

  constructor(options: LoadMasterOptions<Sink>, inUse: MasterInUse | null = null) {
    this.#options = options;
    this.#inUse = inUse;
    this.#cache = new MasterCache(options.dataDir, options.url);
    this.#startedAt = options.clock.now();
    this.#answeredAt = this.#startedAt;
  }

  async loadAny(): Promise<LoadedMaster<Sink>> {
    const copy = await this.#openCopy();
    try {
      // There is none in use that could be the newest.
      return (await this.#newest(copy))!;
    } catch (error) {
      if (!(error instanceof MasterError)) throw error;
      return this.#lastGood(copy, error);
    }
  }

  async loadNewest(): Promise<LoadedMaster<Sink> | null> {
    return this.#newest(await this.#openCopy());
  }

  /** Null when what is in use is still the newest. */
  async #newest(copy: MasterCard | null): Promise<LoadedMaster<Sink> | null> {
    const answer = await this.#request(copy);
    if (answer.kind === "unchanged") {
      if (this.#isInUse(copy!)) return null;
      const kept = await this.#readCopy(copy!);
      return kept === null ? this.#newest(null) : this.#loaded(kept, "unchanged", copy!.fetchedAt, null);
    }
    const fetchedAt = this.#options.clock.now();
    const received = await this.#receive(answer, copy, fetchedAt);
    if (!received.ok) throw new MasterError("unusable", received.reason);
    return this.#loaded(received, "downloaded", fetchedAt, null);
  }

  /** On another day the same file lists less: what has expired since is left out. */
  #isInUse(copy: MasterCard): boolean {
    return copy.fetchedAt === this.#inUse?.fetchedAt && this.#options.today === this.#inUse.today;
  }

  async #lastGood(copy: MasterCard | null, failure: MasterError): Promise<LoadedMaster<Sink>> {
    const kept = copy === null ? null : await this.#readCopy(copy);
    if (copy === null || kept === null) throw new MasterUnavailableError(failure);
    const age = ageInWords(this.#options.clock.now() - copy.fetchedAt);
    const reason = `${failure.message}; using the copy of ${age} ago`;
    return this.#loaded(kept, "last-good", copy.fetchedAt, reason, failure.isRefusal);
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
      const { previousRows = copy?.instruments, isForced, judge, log, today } = this.#options;
      const pieces = newCopy.writing(body.pieces);
      const received = await this.#read(pieces, body.totalBytes, today, (report) =>
        report.unusable(previousRows, isForced),
      );
      if (!received.ok) return received;
      const asItWas = async () =>
        copy === null ? null : ((await this.#readCopy(copy, istDate(copy.fetchedAt)))?.sink ?? null);
      const reason = (await judge?.(received.sink, asItWas)) ?? null;
      if (reason !== null) return { ok: false, reason };
      const problem = await newCopy.commit({ ...body.validators, fetchedAt, instruments: received.report.kept });
      if (problem !== null) log.warn({ problem }, "the instrument master could not be kept in DATA_DIR");
      return received;
    } finally {
      await newCopy.discard();
    }
  }

  async #read(
    pieces: AsyncIterable<Uint8Array>,
    totalBytes: number | null,
    today: string,
    unusable: (report: MasterReport) => string | null,
  ): Promise<Reading<Sink>> {
    const { createSink, onProgress } = this.#options;
    const sink = createSink();
    const report = await parseMaster(pieces, {
      today,
      sink,
      onProgress: ({ bytes, rows }) => onProgress?.({ bytes, totalBytes, rows }),
    });
    const reason = unusable(report);
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
  async #readCopy(copy: MasterCard, today = this.#options.today): Promise<Kept<Sink> | null> {
    try {
      const kept = await this.#read(this.#cache.read(copy), copy.bytes, today, (report) => report.unusable(undefined));
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
    isNewestRefused = false,
  ): LoadedMaster<Sink> {
    const now = this.#options.clock.now();
    const durations = {
      answerMs: this.#answeredAt - this.#startedAt,
      readMs: now - this.#answeredAt,
      totalMs: now - this.#startedAt,
    };
    return { sink, source, fetchedAt, report, reason, isNewestRefused, durations };
  }
}

/** `40 min`, `5 h`, `3 days`: as exact as a reader needs. */
function ageInWords(ms: number): string {
  const minutes = Math.round(ms / 60_000);
  if (minutes < 120) return `${minutes} min`;
  const hours = Math.round(minutes / 60);
  return hours < 48 ? `${hours} h` : `${Math.round(hours / 24)} days`;
}
