import type { InstrumentSink } from "../instruments/instrument-row.ts";
import { type LoadedMaster, type LoadMasterOptions, type MasterInUse, MasterLoad } from "./master-load.ts";

/**
 * Gets the day's instruments into a sink: a conditional download, read while it comes in. When that fails, or what comes
 * is unusable, the last good copy is read instead and `reason` says so.
 * @throws MasterUnavailableError when there is neither.
 */
export async function loadMaster<Sink extends InstrumentSink>(
  options: LoadMasterOptions<Sink>,
): Promise<LoadedMaster<Sink>> {
  return logged(await new MasterLoad(options).loadAny(), options);
}

/**
 * The same where a master is in use: null when that is still the newest, and else the newest, never an older one.
 * @throws MasterError when it cannot be had, or, with code `unusable`, cannot be right.
 */
export async function refreshMaster<Sink extends InstrumentSink>(
  options: LoadMasterOptions<Sink>,
  inUse: MasterInUse,
): Promise<LoadedMaster<Sink> | null> {
  const loaded = await new MasterLoad(options, inUse).loadNewest();
  return loaded === null ? null : logged(loaded, options);
}

function logged<Sink extends InstrumentSink>(
  loaded: LoadedMaster<Sink>,
  { log }: LoadMasterOptions<Sink>,
): LoadedMaster<Sink> {
  const { source, reason, durations, report } = loaded;
  const summary = { source, rows: report.rows, kept: report.kept, dropped: report.dropped, durations };
  if (reason !== null) log.warn({ ...summary, reason }, "instrument master is not the newest");
  else log.info(summary, "instrument master read");
  if (report.badRows > 0) log.warn({ bad: report.bad }, "instrument master has rows that cannot be read");
  return loaded;
}
