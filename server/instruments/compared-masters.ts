import type { MasterChange } from "../../shared/master-change.ts";
import { turnOfTheLoop } from "../clock.ts";
import { InstrumentMatch } from "./instrument-match.ts";
import type { InstrumentTable } from "./instrument-table.ts";
import { diffMasters, type LastOver } from "./master-diff.ts";

/** Two masters: which instruments are which, and how the one differs from the other. */
export interface ComparedMasters {
  match: InstrumentMatch;
  change: MasterChange;
}

/** Compares them in turns of the event loop. */
export async function compareMasters(
  before: InstrumentTable,
  after: InstrumentTable,
  lastOver: LastOver,
): Promise<ComparedMasters> {
  const match = new InstrumentMatch(before, after);
  const steps = diffMasters(match, lastOver);
  for (;;) {
    await turnOfTheLoop();
    const step = steps.next();
    if (step.done === true) return { match, change: step.value };
  }
}
