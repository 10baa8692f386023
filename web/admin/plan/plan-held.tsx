import type { TierBEntryStatus, TierBStatus } from "../../../client-sdk/index.ts";
import { entryId } from "../../../shared/tier-b-rules.ts";
import { counted } from "../../format/counted.ts";
import { Dash } from "../../format/dash.tsx";
import { grouped } from "../../format/number.ts";
import { type Column, DataTable } from "../../table/data-table.tsx";

type Series = TierBEntryStatus["series"][number];

const ATM_FROM = {
  stream: "the feed",
  future: "the future",
  rest: "asked at Dhan",
  "previous-close": "yesterday's close",
} as const;

const COLUMNS: readonly Column<Series>[] = [
  { title: "Expiry", cell: ({ expiry }) => expiry, width: "96px" },
  { title: "Instruments", cell: ({ instruments }) => grouped(instruments), isNumeric: true, width: "88px" },
  {
    title: "ATM",
    cell: ({ atm, reason }) => (atm === null ? <Dash reason={`No price to go by: ${reason}`} /> : grouped(atm.strike)),
    isNumeric: true,
    width: "88px",
  },
  {
    title: "Price",
    cell: ({ atm }) => (atm === null ? <Dash reason="None to go by" /> : grouped(atm.price, 2)),
    isNumeric: true,
    width: "96px",
  },
  {
    title: "From",
    cell: ({ atm }) => (atm === null ? <Dash reason="None to go by" /> : ATM_FROM[atm.source]),
  },
];

/** What became of the plan, series by series. */
export function PlanHeld({ status: { instruments, isComplete, entries } }: { status: TierBStatus }) {
  return (
    <section className="plan-held" aria-label="Held now">
      <h2>
        Held now <span className="faint">{counted(instruments.demanded, "instrument")}</span>
        {!isComplete && <span className="warned"> · short of the plan</span>}
      </h2>
      {entries.map((entry) => (
        <details key={entryId(entry)}>
          <summary>
            {entryId(entry)}{" "}
            <span className="faint">
              {grouped(entry.optionExpiries.listed)} series, {counted(entry.futures.listed, "future")}
            </span>
            {entry.shortfalls.length > 0 && <span className="warned"> · {entry.shortfalls.join("; ")}</span>}
          </summary>
          <DataTable
            caption={`Series of ${entryId(entry)}`}
            columns={COLUMNS}
            rows={entry.series}
            idOf={({ expiry }) => expiry}
            empty="No option series of it are held."
            minWidth={480}
          />
        </details>
      ))}
    </section>
  );
}
