import type { MasterRefresh } from "../../../client-sdk/index.ts";
import { Dash } from "../../format/dash.tsx";
import { Moment } from "../../format/moment.tsx";
import { grouped } from "../../format/number.ts";
import { type Column, DataTable } from "../../table/data-table.tsx";
import { useUserNames } from "../users/use-user-names.ts";
import { changesText } from "./changes-text.ts";

const TRIGGERS: Record<MasterRefresh["trigger"], string> = {
  start: "at the start",
  schedule: "on time",
  retry: "tried again",
  admin: "by an admin",
};

interface RefreshTableProps {
  refreshes: MasterRefresh[];
  /** The id of the one whose differences are shown. */
  shown: number | null;
  onShow(refreshId: number): void;
}

/** Attempts to have the newest master, newest first. */
export function RefreshTable({ refreshes, shown, onShow }: RefreshTableProps) {
  const nameOf = useUserNames();
  const columns: Column<MasterRefresh>[] = [
    { title: "Began (IST)", cell: ({ startedAt }) => <Moment at={startedAt} />, width: "124px" },
    { title: "How", cell: ({ trigger }) => TRIGGERS[trigger], width: "96px" },
    { title: "By", cell: ({ actor }) => nameOf(actor), width: "96px" },
    {
      title: "Outcome",
      cell: ({ outcome, isForced }) => (
        <span className={outcome === "refused" || outcome === "failed" ? "failed" : undefined}>
          {outcome}
          {isForced && ", forced"}
        </span>
      ),
      width: "112px",
    },
    {
      title: "Took",
      cell: ({ startedAt, finishedAt }) => `${grouped((finishedAt - startedAt) / 1_000, 1)} s`,
      isNumeric: true,
      width: "64px",
    },
    { title: "Instruments", cell: ({ instruments }) => grouped(instruments), isNumeric: true, width: "88px" },
    {
      title: "Changes",
      cell: ({ counts, reason }) => {
        const text = reason ?? (counts === null ? null : changesText(counts));
        return text === null ? <Dash reason="Nothing was replaced" /> : <span title={text}>{text}</span>;
      },
    },
    {
      title: "",
      cell: ({ id, counts }) =>
        id !== null &&
        counts !== null && (
          <button type="button" aria-expanded={shown === id} onClick={() => onShow(id)}>
            Differences
          </button>
        ),
      width: "108px",
    },
  ];
  return (
    <DataTable
      caption="Refreshes of the instrument master"
      columns={columns}
      rows={refreshes}
      idOf={({ id, startedAt }) => id ?? startedAt}
      empty="None has ended yet."
      minWidth={860}
      selected={shown}
    />
  );
}
