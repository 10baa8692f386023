import { MARKETS, type Market } from "../../shared/market.ts";
import type { Cancel, Clock } from "../clock.ts";
import type { EodRun, EodRuns, EodTrigger } from "../db/eod-runs.ts";
import type { Logger } from "../logger.ts";
import type { WatchlistUpkeep } from "../watchlist/watchlist-upkeep.ts";
import { scheduleCron } from "./cron-schedule.ts";
import { type EodAt, lastDays, type MarketDay, type TradingCalendar } from "./market-day.ts";

/** Each minute, on the minute. */
const LOOK_PATTERN = "* * * * *";
/** A run that begins later than this after its time makes up for one that was missed. */
export const LATE_AFTER_MS = 120_000;
/** For the log: what the schedule does by itself. */
const SCHEDULE = "end-of-day";

export interface EndOfDayOptions {
  clock: Clock;
  log: Logger;
  calendar: TradingCalendar;
  runs: Pick<EodRuns, "get" | "claim" | "finish">;
  watchlists: Pick<WatchlistUpkeep, "endDay" | "reopen" | "streamedBefore">;
  eodAt: EodAt;
  /** EOD_CLEAR_WATCHLISTS */
  isListCleared: boolean;
  /** A run has finished, well or not, and is recorded so. */
  onRun(run: EodRun): void;
}

/**
 * Ends each market's day and begins the next one. It looks each minute at what should be, by the calendar and by what
 * has been recorded, rather than wait for hours: so a process that was down, a machine that slept and a run that failed
 * are all made up for by the next look, and nothing is done twice.
 *
 * A missed end of day is made up for until the next pre-open; then the market is open again, and it is only recorded.
 */
export class EndOfDay {
  readonly #options: EndOfDayOptions;
  #cancel: Cancel = () => {};
  #last: Promise<unknown> = Promise.resolve();
  #isLooking = false;

  constructor(options: EndOfDayOptions) {
    this.#options = options;
  }

  /** Looks at once, for what was missed, and each minute from then on. Resolves after the first look. */
  async start(): Promise<void> {
    this.#cancel = scheduleCron(LOOK_PATTERN, this.#options.clock, () => {
      if (!this.#isLooking) void this.look();
    });
    await this.look();
  }

  /** Waits for what is under way. */
  async stop(): Promise<void> {
    this.#cancel();
    await this.#last;
  }

  /** Does what is due. Never rejects: what fails is logged, and tried again at the next look. */
  async look(): Promise<void> {
    this.#isLooking = true;
    await this.#inTurn(async () => {
      for (const market of MARKETS) {
        try {
          await this.#look(market);
        } catch (err) {
          this.#options.log.error({ err, market }, "the end of day failed; it is tried again in a minute");
        }
      }
    });
    this.#isLooking = false;
  }

  /**
   * Ends a market's day now, whatever the time, and records it for the day that began last. Once the day is over and
   * its run done, there is nothing left to let go but what was asked for since. @throws what the database does.
   */
  runNow(market: Market, actor: string): Promise<EodRun> {
    return this.#inTurn(async () => {
      const { clock, eodAt, calendar } = this.#options;
      const { opened } = lastDays(market, clock.now(), eodAt, calendar);
      if (opened === null) throw new RangeError(`the calendar knows no day of ${market} that has begun`);
      return this.#run(opened.date, market, "admin", actor);
    });
  }

  async #look(market: Market): Promise<void> {
    const { clock, eodAt, calendar, runs, watchlists, log } = this.#options;
    const now = clock.now();
    const { opened, ended } = lastDays(market, now, eodAt, calendar);
    if (opened !== null && (ended === null || opened.preOpen > ended.end)) {
      if (ended !== null) await this.#recordMissed(ended, market);
      const items = await watchlists.reopen(market, opened.preOpen);
      if (items > 0) log.info({ market, items }, "watchlists stream again");
    } else if (ended !== null && !isDone(await runs.get(ended.date, market), ended.end)) {
      const trigger = now - ended.end > LATE_AFTER_MS ? "catch-up" : "schedule";
      await this.#run(ended.date, market, trigger, SCHEDULE);
    }
  }

  /**
   * The process was down from that end until the next pre-open: nothing streamed, so nothing is let go, but it is
   * recorded, and the lists are emptied where they are to be.
   */
  async #recordMissed({ date, end }: MarketDay, market: Market): Promise<void> {
    const { runs, watchlists, isListCleared } = this.#options;
    if (isDone(await runs.get(date, market), end) || !(await watchlists.streamedBefore(market, end))) return;
    await this.#run(date, market, "catch-up", SCHEDULE, isListCleared);
  }

  /** One record a day and market: what a second run lets go is added to it. */
  async #run(date: string, market: Market, trigger: EodTrigger, actor: string, letsGo = true): Promise<EodRun> {
    const { clock, runs, watchlists, isListCleared, onRun, log } = this.#options;
    const before = await runs.get(date, market);
    const isClaimed = await runs.claim({ date, market, startedAt: clock.now(), trigger });
    const { unitsDropped, legsDropped } = isClaimed || before === null ? NOTHING : before;
    try {
      const { units, legs } = letsGo
        ? await watchlists.endDay(market, { actor, isListCleared })
        : { units: 0, legs: 0 };
      const dropped = { unitsDropped: unitsDropped + units, legsDropped: legsDropped + legs };
      await runs.finish(date, market, { ...dropped, finishedAt: clock.now(), error: null });
      log.info({ date, market, trigger, units, legs }, "end of day");
      const run = (await runs.get(date, market))!;
      onRun(run);
      return run;
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      // A record that cannot be written stays unfinished, and so is begun again too.
      await runs
        .finish(date, market, { unitsDropped, legsDropped, finishedAt: clock.now(), error: message })
        .then(async () => onRun((await runs.get(date, market))!))
        .catch((err: unknown) => log.error({ err, date, market }, "a failed end of day could not be recorded"));
      throw error;
    }
  }

  #inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const turn = this.#last.then(work);
    this.#last = turn.catch(() => {});
    return turn;
  }
}

const NOTHING = { unitsDropped: 0, legsDropped: 0 };

/** A run before the end, as an admin may start one, leaves the day's own still to come. */
function isDone(run: EodRun | null, end: number): boolean {
  return run !== null && run.finishedAt !== null && run.error === null && run.finishedAt >= end;
}
