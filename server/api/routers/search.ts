import { expiriesAnswer, expiriesInput, seriesAnswer, seriesInput } from "../../../shared/expiries.ts";
import { instrumentAnswer, instrumentInput, searchAnswer, searchInput } from "../../../shared/search.ts";
import type { InstrumentDirectory } from "../../instruments/instrument-directory.ts";
import { procedure, router } from "../trpc.ts";

/** What is listed, and where to find it. */
export function searchRouter(directory: Pick<InstrumentDirectory, "search" | "instrument" | "expiries" | "series">) {
  return router({
    instruments: procedure
      .input(searchInput)
      .output(searchAnswer)
      .query(({ input }) => directory.search(input)),
    instrument: procedure
      .input(instrumentInput)
      .output(instrumentAnswer)
      .query(({ input }) => directory.instrument(input)),
    expiries: procedure
      .input(expiriesInput)
      .output(expiriesAnswer)
      .query(({ input }) => directory.expiries(input)),
    series: procedure
      .input(seriesInput)
      .output(seriesAnswer)
      .query(({ input }) => directory.series(input)),
  });
}
