import type { RunningRefresh } from "../../../client-sdk/index.ts";
import { grouped } from "../../format/number.ts";
import { age } from "../../format/time.ts";
import { useNow } from "../../market.ts";

const BYTES_PER_MB = 1_000_000;
const PHASES: Record<RunningRefresh["phase"], string> = {
  reading: "Reading",
  comparing: "Comparing with the one in use",
  building: "Building what is searched",
};

/** How far a refresh is. */
export function RefreshProgress({ running }: { running: RunningRefresh }) {
  const now = useNow();
  const { phase, bytes, totalBytes, rows, startedAt } = running;
  const megabytes = (count: number) => grouped(count / BYTES_PER_MB, 1);
  const read = totalBytes === null ? `${megabytes(bytes)} MB` : `${megabytes(bytes)} of ${megabytes(totalBytes)} MB`;
  const label = `${PHASES[phase]}: ${read}, ${grouped(rows)} rows, since ${age(now - startedAt)}`;
  return (
    <div className="refresh-progress">
      <p role="status">{PHASES[phase]}</p>
      <progress aria-label={label} {...(totalBytes === null ? {} : { value: bytes, max: totalBytes })} />
      <p className="faint" aria-hidden="true">
        {read}, {grouped(rows)} rows, since {age(now - startedAt)}
      </p>
    </div>
  );
}
