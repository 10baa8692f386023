import { Baseline } from "./baseline.ts";
import type { Lane } from "./lane.ts";
import type { SlotFacts } from "./whole-record.ts";

/** The sessions of one interval, by their lanes: they are flushed together, so what one holds all hold that keep up. */
export class Cohort {
  readonly everyMs: number;
  readonly baseline: Baseline;
  readonly lanes = new Set<Lane>();

  constructor(everyMs: number, facts: SlotFacts) {
    this.everyMs = everyMs;
    this.baseline = new Baseline(facts);
  }

  /** The interval is over: encodes what has changed in it, and sends each session its part. */
  flush(now: number): void {
    this.baseline.begin(now);
    this.baseline.takeAll();
    for (const lane of this.lanes) lane.session.flush(lane, now);
  }
}
