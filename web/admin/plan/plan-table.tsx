import type { Exchange, TierBEntryStatus, TierBStatus } from "../../../client-sdk/index.ts";
import { entryId, instrumentsOf } from "../../../shared/tier-b-rules.ts";
import { Choice } from "../../form/choice.tsx";
import { Dash } from "../../format/dash.tsx";
import { grouped } from "../../format/number.ts";
import { type Column, DataTable } from "../../table/data-table.tsx";
import { type DraftEntry, entryOf, entryProblem } from "./plan-draft.ts";
import { PlanNumber } from "./plan-number.tsx";

const EXCHANGES = [
  { value: "", label: "first that lists it" },
  { value: "NSE", label: "NSE" },
  { value: "BSE", label: "BSE" },
  { value: "MCX", label: "MCX" },
] as const;
const TICKER_MOST = 40;

interface PlanTableProps {
  draft: readonly DraftEntry[];
  held: TierBStatus | null;
  onChange(id: number, fields: Partial<DraftEntry>): void;
  onRemove(id: number): void;
}

export function PlanTable({ draft, held, onChange, onRemove }: PlanTableProps) {
  const columns: Column<DraftEntry>[] = [
    {
      title: "Underlying",
      cell: (entry) => (
        <input
          className="cell-input"
          aria-label={`Underlying ${entry.underlying}`.trim()}
          aria-invalid={entryProblem(entry) !== null}
          value={entry.underlying}
          maxLength={TICKER_MOST}
          placeholder="NIFTY"
          spellCheck={false}
          autoComplete="off"
          ref={(input) => {
            // A row that was added is filled in next.
            if (entry.underlying === "") input?.focus();
          }}
          onChange={(event) => onChange(entry.id, { underlying: event.target.value.toUpperCase() })}
        />
      ),
    },
    {
      title: "Exchange",
      cell: (entry) => (
        <Choice<Exchange | "">
          label={`Exchange of ${entry.underlying}`}
          isBare
          options={EXCHANGES}
          value={entry.exchange}
          onChange={(exchange) => onChange(entry.id, { exchange })}
        />
      ),
      width: "144px",
    },
    {
      title: "Option expiries",
      cell: (entry) => <PlanNumber entry={entry} field="optionExpiries" label="Option expiries" onChange={onChange} />,
      isNumeric: true,
      width: "112px",
    },
    {
      title: "Strikes each side",
      cell: (entry) => (
        <PlanNumber entry={entry} field="strikesEachSide" label="Strikes each side" onChange={onChange} />
      ),
      isNumeric: true,
      width: "128px",
    },
    {
      title: "Futures",
      cell: (entry) => <PlanNumber entry={entry} field="futures" label="Futures" onChange={onChange} />,
      isNumeric: true,
      width: "88px",
    },
    {
      title: "Slots",
      cell: (entry) => grouped(instrumentsOf({ entries: [entryOf(entry)] })),
      isNumeric: true,
      width: "64px",
    },
    { title: "Now", cell: (entry) => <Held status={statusOf(held, entry)} />, width: "220px" },
    {
      title: "",
      cell: ({ id, underlying }) => (
        <button type="button" aria-label={`Remove ${underlying || "the empty row"}`} onClick={() => onRemove(id)}>
          Remove
        </button>
      ),
      width: "84px",
    },
  ];
  return (
    <DataTable
      caption="Underlyings that are always on"
      columns={columns}
      rows={draft}
      idOf={({ id }) => id}
      empty="Nothing is always on: only the six indices, and what users ask for."
      minWidth={990}
    />
  );
}

function statusOf(held: TierBStatus | null, entry: DraftEntry): TierBEntryStatus | null {
  const id = entryId(entryOf(entry));
  return held?.entries.find((one) => entryId(one) === id) ?? null;
}

/** What is held of it now, and what is short of the saved plan. */
function Held({ status }: { status: TierBEntryStatus | null }) {
  if (status === null) return <Dash reason="Not in the plan that is in use" />;
  const { optionExpiries, futures, shortfalls } = status;
  const parts = [
    optionExpiries.wanted > 0 && `${optionExpiries.listed} of ${optionExpiries.wanted} expiries`,
    futures.wanted > 0 && `${futures.listed} of ${futures.wanted} futures`,
  ].filter(Boolean);
  return (
    <span className={shortfalls.length > 0 ? "warned" : undefined} title={shortfalls.join("\n")}>
      {parts.length === 0 ? "nothing" : parts.join(", ")}
    </span>
  );
}
