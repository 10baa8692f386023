import { expiriesAnswer, expiriesInput, seriesAnswer, seriesInput } from "../../../shared/expiries.ts";
import {
  instrumentAnswer,
  instrumentInput,
  searchAnswer,
  searchInput,
  searchRouteInput,
} from "../../../shared/search.ts";
import type { InstrumentDirectory } from "../../instruments/instrument-directory.ts";
import { route, router, viewerProcedure } from "../trpc.ts";

/** What is listed, and where to find it. */
export function searchRouter(directory: Pick<InstrumentDirectory, "search" | "instrument" | "expiries" | "series">) {
  return router({
    instruments: viewerProcedure
      .input(searchInput)
      .output(searchAnswer)
      .query(({ input }) => directory.search(input)),
    /** The same as `instruments`, with its lists as text. */
    found: viewerProcedure
      .meta(route("GET", "/instruments/search", "instruments", "Find instruments in a trader's words"))
      .input(searchRouteInput)
      .output(searchAnswer)
      .query(({ input }) => directory.search(input)),
    instrument: viewerProcedure
      .meta(route("GET", "/instruments/{key}", "instruments", "One instrument"))
      .input(instrumentInput)
      .output(instrumentAnswer)
      .query(({ input }) => directory.instrument(input)),
    expiries: viewerProcedure
      .meta(
        route("GET", "/instruments/{underlying}/expiries", "instruments", "What is traded on an underlying, by expiry"),
      )
      .input(expiriesInput)
      .output(expiriesAnswer)
      .query(({ input }) => directory.expiries(input)),
    series: viewerProcedure
      .input(seriesInput)
      .output(seriesAnswer)
      .query(({ input }) => directory.series(input)),
  });
}
