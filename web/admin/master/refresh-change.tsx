import { useQuery } from "@tanstack/react-query";
import type { ChangedInstrument, InstrumentGroup, MasterChange } from "../../../client-sdk/index.ts";
import { Answered } from "../../answer/answered.tsx";
import { Dash } from "../../format/dash.tsx";
import { grouped } from "../../format/number.ts";
import { useMarket } from "../../market.ts";
import { type Column, DataTable } from "../../table/data-table.tsx";
import { CHANGE_NAMES, changesText } from "./changes-text.ts";

const count = (field: "before" | "after" | "added" | "expired" | "gone" | "reassigned", title: string) => ({
  title,
  cell: (group: InstrumentGroup) => grouped(group[field]),
  isNumeric: true,
  width: "80px",
});
const GROUP_COLUMNS: readonly Column<InstrumentGroup>[] = [
  { title: "Segment and kind", cell: ({ segment, kind }) => `${segment} ${kind}` },
  count("before", "Before"),
  count("after", "After"),
  count("added", "Added"),
  count("expired", "Expired"),
  count("gone", "Gone"),
  count("reassigned", "Reassigned"),
];

const value = (field: "before" | "after", title: string) => ({
  title,
  cell: (row: ChangedInstrument) => row[field] ?? <Dash reason="None" />,
  width: "160px",
});
const ROW_COLUMNS: readonly Column<ChangedInstrument & { kind: string }>[] = [
  { title: "Instrument", cell: ({ name, key }) => <span title={key}>{name}</span> },
  { title: "What", cell: ({ kind }) => CHANGE_NAMES[kind] ?? kind, width: "176px" },
  { title: "Instruments", cell: ({ instruments }) => grouped(instruments), isNumeric: true, width: "88px" },
  value("before", "Before"),
  value("after", "Now"),
];

interface RefreshChangeProps {
  refreshId: number;
  onClose(): void;
}

/** All that one refresh changed. */
export function RefreshChange({ refreshId, onClose }: RefreshChangeProps) {
  const { server } = useMarket();
  const answer = useQuery({
    queryKey: ["admin.masterChange", refreshId],
    queryFn: () => server.admin.masterChange.query({ refreshId }),
    staleTime: Number.POSITIVE_INFINITY,
  });
  return (
    <section className="master-change" aria-label="Differences">
      <div className="admin-bar">
        <h2>Differences</h2>
        <button type="button" onClick={onClose}>
          Close
        </button>
      </div>
      <Answered answer={answer} name="the differences">
        {(change) => (change === null ? <p className="faint">It changed nothing.</p> : <Change change={change} />)}
      </Answered>
    </section>
  );
}

function Change({ change }: { change: MasterChange }) {
  const { counts, groups, expiries } = change;
  const changed = groups.filter((group) => group.added + group.expired + group.gone + group.reassigned > 0);
  return (
    <>
      <p>
        {changesText(counts)}. {grouped(expiries.added.count)} expiries came, {grouped(expiries.removed.count)} went.
      </p>
      <DataTable
        caption="Changes by segment and kind"
        columns={GROUP_COLUMNS}
        rows={changed}
        idOf={({ segment, kind }) => `${segment} ${kind}`}
        empty="None came and none went."
        minWidth={640}
      />
      <DataTable
        caption="Instruments that changed"
        columns={ROW_COLUMNS}
        rows={rowsOf(change)}
        idOf={({ kind, key }) => `${kind} ${key}`}
        empty="No instrument is listed one by one."
        minWidth={720}
      />
    </>
  );
}

/** What is rare and listed one by one, one kind after the other. */
function rowsOf({ reassigned, gone, added, fields }: MasterChange): (ChangedInstrument & { kind: string })[] {
  const kinds = { reassigned, gone, ...fields, added };
  return Object.entries(kinds).flatMap(([kind, rows]) => rows.map((row) => ({ ...row, kind })));
}
