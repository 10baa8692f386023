import type { InstrumentKey } from "../../shared/instrument-key.ts";
import { istDate } from "../../shared/ist.ts";
import { isUnchanged, type MasterChange } from "../../shared/master-change.ts";
import type { MasterRefresh, MasterStatus, RefreshTrigger, RunningRefresh } from "../../shared/master-refresh.ts";
import type { Clock } from "../clock.ts";
import type { NewMasterRefresh } from "../db/master-refreshes.ts";
import type { LoadedMaster, LoadMasterOptions, MasterInUse } from "../dhan/master-load.ts";
import type { Logger } from "../logger.ts";
import { type ComparedMasters, compareMasters } from "./compared-masters.ts";
import type { InstrumentTable } from "./instrument-table.ts";
import { InstrumentTableBuilder } from "./instrument-table-builder.ts";
import type { Listing } from "./listing.ts";
import type { LastOver } from "./master-diff.ts";
import { whyImplausible } from "./master-plausibility.ts";

export type MasterRequest = Pick<
  LoadMasterOptions<InstrumentTableBuilder>,
  "today" | "createSink" | "previousRows" | "isForced" | "judge" | "signal" | "onProgress"
>;

export interface PresentMasterOptions {
  clock: Clock;
  log: Logger;
  /**
   * The newest master, or null when the one in use is. While none is in use, the last good one for want of a better.
   * @throws Error with the reason in words; its `isRefusal` is true when the newest was had and cannot be right.
   */
  load(request: MasterRequest, inUse: MasterInUse | null): Promise<LoadedMaster<InstrumentTableBuilder> | null>;
  /** Makes all that is looked up in a table, in turns of the event loop where it takes long. */
  build(table: InstrumentTable): Promise<Listing>;
  /** What every page shows: a master without one of them that was there cannot be right. */
  pinned: readonly InstrumentKey[];
  lastOver: LastOver;
  /** Keeps an attempt that is over. */
  record(refresh: NewMasterRefresh): Promise<MasterRefresh>;
  /** Another master is in use from this moment on. */
  onReplaced(replaced: ReplacedMaster): void;
  /** An attempt is over, whatever came of it. */
  onFinished(refresh: MasterRefresh): void;
}

export interface ReplacedMaster {
  listing: Listing;
  /** What is what in the one before, which may be the last run's; null where there was none. */
  compared: ComparedMasters | null;
}

export interface RefreshWish {
  trigger: RefreshTrigger;
  /** A user's id, or `server`. */
  actor: string;
  /** Takes what would be refused for what it lacks beside the one in use. */
  isForced?: boolean;
  onProgress?: (running: RunningRefresh) => void;
}

interface Running {
  state: RunningRefresh;
  promise: Promise<MasterRefresh>;
}

type Ended = Pick<MasterRefresh, "outcome" | "reason"> & { change: MasterChange | null };
type InUse = NonNullable<MasterStatus["inUse"]>;

/**
 * The instrument master in use, and the one way in which it comes to be another: at a start, at its time of the day,
 * after a failure and when an admin asks, the newest is read beside the one in use, compared with it, and takes its
 * place at one instant; or is refused, and nothing has happened.
 */
export class PresentMaster {
  readonly #options: PresentMasterOptions;
  readonly #stop = new AbortController();
  #listing: Listing | null = null;
  #inUse: InUse | null = null;
  /** The Indian date it was read for: what had ended before is not in it. */
  #today = "";
  #running: Running | null = null;
  #forced: Promise<MasterRefresh> | null = null;
  #problem: MasterStatus["problem"] = null;

  constructor(options: PresentMasterOptions) {
    this.#options = options;
  }

  /** Null while there is none. */
  get listing(): Listing | null {
    return this.#listing;
  }

  status(): Omit<MasterStatus, "nextRunAt"> {
    const running = this.#running === null ? null : { ...this.#running.state };
    return { inUse: this.#inUse, running, problem: this.#problem };
  }

  /** Who asks while one runs gets that one's answer; one that is forced follows one that is not. */
  refresh(wish: RefreshWish): Promise<MasterRefresh> {
    const running = this.#running;
    if (running === null) return this.#begin(wish);
    if (running.state.isForced || wish.isForced !== true) return running.promise;
    this.#forced ??= running.promise.then(() => {
      this.#forced = null;
      return this.refresh(wish);
    });
    return this.#forced;
  }

  /** Ends what is under way. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await Promise.allSettled([this.#running?.promise, this.#forced]);
  }

  #begin({ trigger, actor, isForced = false, onProgress = () => {} }: RefreshWish): Promise<MasterRefresh> {
    const { clock } = this.#options;
    const progress = { phase: "reading" as const, bytes: 0, totalBytes: null, rows: 0 };
    const state: RunningRefresh = { trigger, actor, isForced, startedAt: clock.now(), ...progress };
    const noted = (now: Partial<RunningRefresh>) => {
      Object.assign(state, now);
      onProgress(state);
    };
    const promise = this.#run(state, noted).finally(() => {
      this.#running = null;
    });
    this.#running = { state, promise };
    return promise;
  }

  async #run(state: RunningRefresh, noted: (now: Partial<RunningRefresh>) => void): Promise<MasterRefresh> {
    const { clock, log, onFinished } = this.#options;
    const { outcome, reason, change } = await this.#attempt(state, noted);
    const { trigger, actor, isForced, startedAt } = state;
    const isProblem = outcome === "refused" || outcome === "failed";
    const instruments = this.#listing?.table.size ?? 0;
    const finishedAt = clock.now();
    const ended = { startedAt, finishedAt, trigger, actor, isForced, outcome, reason, instruments };
    this.#problem = isProblem ? { outcome, reason: reason!, at: finishedAt } : null;
    log[isProblem || reason !== null ? "warn" : "info"](
      { ...ended, ...change?.counts },
      `instrument master ${outcome}`,
    );
    const kept = await this.#record({ ...ended, change });
    onFinished(kept);
    return kept;
  }

  async #attempt({ isForced }: RunningRefresh, noted: (now: Partial<RunningRefresh>) => void): Promise<Ended> {
    const { clock, load, pinned, lastOver } = this.#options;
    const before = this.#listing;
    const today = istDate(clock.now());
    const found: { compared: ComparedMasters | null; overruled: string | null } = { compared: null, overruled: null };
    const judge: MasterRequest["judge"] = async (sink, kept) => {
      const old = before?.table ?? (await kept())?.build();
      if (old === undefined) return null;
      noted({ phase: "comparing" });
      found.compared = await compareMasters(old, sink.build(), lastOver);
      const reason = whyImplausible(found.compared.change, found.compared.match, pinned);
      if (!isForced) return reason;
      found.overruled = reason;
      return null;
    };
    const inUse = this.#inUse === null ? null : { fetchedAt: this.#inUse.fetchedAt, today: this.#today };
    let loaded: LoadedMaster<InstrumentTableBuilder> | null;
    try {
      const request: MasterRequest = {
        today,
        createSink: () => new InstrumentTableBuilder(),
        isForced,
        judge,
        signal: this.#stop.signal,
        onProgress: noted,
        ...(before === null ? {} : { previousRows: before.table.size }),
      };
      loaded = await load(request, inUse);
    } catch (error) {
      return this.#ended(error);
    }
    if (loaded === null) {
      this.#inUse = { ...this.#inUse!, newestAt: clock.now() };
      return { outcome: "unchanged", reason: null, change: null };
    }
    return this.#take(loaded, today, found.compared, found.overruled, noted);
  }

  /** Puts what was read in use, unless it says the same as what is. */
  async #take(
    { sink, source, fetchedAt, reason, isNewestRefused }: LoadedMaster<InstrumentTableBuilder>,
    today: string,
    judged: ComparedMasters | null,
    overruled: string | null,
    noted: (now: Partial<RunningRefresh>) => void,
  ): Promise<Ended> {
    const { clock, build, onReplaced, lastOver } = this.#options;
    const table = sink.build();
    const before = this.#listing;
    // What was judged may not be what was taken: the last good one is, for want of a better.
    let compared = source === "downloaded" ? judged : null;
    if (compared === null && before !== null) compared = await compareMasters(before.table, table, lastOver);
    const isSame = before !== null && compared !== null && isUnchanged(compared.change);
    noted({ phase: "building" });
    const listing = isSame ? before : await build(table);

    const now = clock.now();
    const newestAt = reason === null ? now : null;
    const loadedAt = isSame ? this.#inUse!.loadedAt : now;
    this.#listing = listing;
    this.#inUse = { source, instruments: listing.table.size, fetchedAt, newestAt, loadedAt };
    this.#today = today;
    if (isSame) return { outcome: "unchanged", reason: null, change: null };
    onReplaced({ listing, compared });
    const change = compared?.change ?? null;
    if (reason !== null) return { outcome: isNewestRefused ? "refused" : "failed", reason, change };
    const outcome = before === null && source === "unchanged" ? "unchanged" : "replaced";
    return { outcome, reason: overruled === null ? null : `taken all the same: ${overruled}`, change };
  }

  #ended(error: unknown): Ended {
    if (!(error instanceof Error)) return { outcome: "failed", reason: String(error), change: null };
    const isRefusal = "isRefusal" in error && error.isRefusal === true;
    if (!("isRefusal" in error)) this.#options.log.error({ err: error }, "the instrument master cannot be read");
    return { outcome: isRefusal ? "refused" : "failed", reason: error.message, change: null };
  }

  /** What cannot be kept has happened all the same. What was only cut short by the end of the process has not. */
  async #record(refresh: NewMasterRefresh): Promise<MasterRefresh> {
    const { change, ...rest } = refresh;
    const unkept = { ...rest, id: null, counts: change?.counts ?? null };
    if (this.#stop.signal.aborted) return unkept;
    try {
      return await this.#options.record(refresh);
    } catch (err) {
      this.#options.log.error({ err }, "a refresh of the instrument master could not be recorded");
      return unkept;
    }
  }
}
