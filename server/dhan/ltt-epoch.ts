import { LTT_AHEAD_OF_UTC_SECONDS } from "./protocol.ts";

/** Dhan's "never traded" times: 0, and dates of about 1980. Nothing before 1981 is a trade. */
const NEVER_TRADED_BEFORE_SECONDS = 347_155_200;
/** A live tick's last trade lies within this of now; anything older says nothing about the epoch. */
const LIVE_WITHIN_SECONDS = 120;
/** Live ticks that must agree before the epoch is settled, and the least time from one to the next. */
export const LTT_SAMPLES_TO_SETTLE = 20;
export const LTT_SAMPLE_EVERY_MS = 1_000;

export type LttEpochVerdict = "unsettled" | "ist" | "utc";

/**
 * Turns the wire's last traded time into UTC. The wire counts on an Indian wall clock, which Dhan does not document,
 * so the first live ticks of a run are asked: under which reading is the trade about now? Should Dhan ever change to
 * true UTC, the answer changes here, at start-up, and is reported.
 */
export class LttEpoch {
  #aheadSeconds = LTT_AHEAD_OF_UTC_SECONDS;
  #verdict: LttEpochVerdict = "unsettled";
  #istSamples = 0;
  #utcSamples = 0;
  #newestLtt = 0;
  #nextSampleTime = 0;
  readonly #onSettled: (verdict: LttEpochVerdict) => void;

  constructor(onSettled: (verdict: LttEpochVerdict) => void = () => {}) {
    this.#onSettled = onSettled;
  }

  get verdict(): LttEpochVerdict {
    return this.#verdict;
  }

  get isSettled(): boolean {
    return this.#verdict !== "unsettled";
  }

  /** UTC seconds of a last traded time; 0 for what never traded. */
  utcSeconds(ltt: number): number {
    return ltt < NEVER_TRADED_BEFORE_SECONDS ? 0 : ltt - this.#aheadSeconds;
  }

  /**
   * Takes one tick as evidence, until enough agree. A trade later than all before it counts, one a second: five and a
   * half hours after the close every last trade of the day looks like now in UTC, but those stand still.
   */
  observe(ltt: number, receivedTime: number): void {
    if (this.isSettled || ltt <= this.#newestLtt || receivedTime < this.#nextSampleTime) return;
    const nowSeconds = receivedTime / 1000;
    if (Math.abs(nowSeconds - (ltt - LTT_AHEAD_OF_UTC_SECONDS)) <= LIVE_WITHIN_SECONDS) this.#istSamples++;
    else if (Math.abs(nowSeconds - ltt) <= LIVE_WITHIN_SECONDS) this.#utcSamples++;
    else return;
    this.#newestLtt = ltt;
    this.#nextSampleTime = receivedTime + LTT_SAMPLE_EVERY_MS;
    if (this.#istSamples + this.#utcSamples < LTT_SAMPLES_TO_SETTLE) return;
    // Ticks that disagree settle nothing: a few old trades can look like the other epoch.
    if (this.#istSamples > 0 && this.#utcSamples > 0) {
      this.#istSamples = 0;
      this.#utcSamples = 0;
      return;
    }
    this.#verdict = this.#utcSamples > 0 ? "utc" : "ist";
    if (this.#verdict === "utc") this.#aheadSeconds = 0;
    this.#onSettled(this.#verdict);
  }
}
