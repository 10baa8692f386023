import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { LogEntry } from "../../../client-sdk/index.ts";
import { Answered } from "../../answer/answered.tsx";
import { Dash } from "../../format/dash.tsx";
import { Moment } from "../../format/moment.tsx";
import { grouped } from "../../format/number.ts";
import { useMarket } from "../../market.ts";
import { type Column, DataTable } from "../../table/data-table.tsx";
import { Pager } from "../../table/pager.tsx";
import { useCursors } from "../../table/use-cursors.ts";
import { useUserNames } from "../users/use-user-names.ts";
import { ACTION_NAMES } from "./action-names.ts";
import { type LogFilter, LogFilters } from "./log-filters.tsx";

const PER_PAGE = 100;
const EVERY_MS = 5_000;

/** What happened to what is subscribed, newest first. */
export function LogSection() {
  const { server } = useMarket();
  const nameOf = useUserNames();
  const [filter, setFilter] = useState<LogFilter>({});
  const { cursor, page, next, previous } = useCursors<number>(JSON.stringify(filter));
  const input = { limit: PER_PAGE, ...filter, ...(cursor === undefined ? {} : { before: cursor }) };
  const answer = useQuery({
    queryKey: ["admin.subscriptionLog", input],
    queryFn: () => server.admin.subscriptionLog.query(input),
    placeholderData: keepPreviousData,
    // What is older does not change.
    ...(cursor === undefined ? { refetchInterval: EVERY_MS } : {}),
  });
  const { data, isPlaceholderData } = answer;
  const columns: Column<LogEntry>[] = [
    { title: "Time (IST)", cell: ({ at }) => <Moment at={at} />, width: "116px" },
    { title: "What", cell: ({ action }) => ACTION_NAMES[action], width: "104px" },
    { title: "Unit", cell: ({ unitId }) => <span title={unitId}>{unitId}</span> },
    { title: "Legs", cell: ({ legs }) => grouped(legs), isNumeric: true, width: "56px" },
    {
      title: "User",
      cell: ({ userId }) => (userId === null ? <Dash reason="Of no user: the plan, or all" /> : nameOf(userId)),
      width: "112px",
    },
    { title: "By", cell: ({ actor }) => nameOf(actor), width: "112px" },
    { title: "Why", cell: ({ reason }) => <span title={reason}>{reason}</span> },
    {
      title: "Conn.",
      cell: ({ connection }) => connection ?? <Dash reason="Of no single connection" />,
      isNumeric: true,
      width: "56px",
    },
  ];
  return (
    <>
      <div className="admin-bar">
        <LogFilters filter={filter} onChange={setFilter} />
        <Pager
          page={page}
          hasNext={data?.next != null}
          isBusy={isPlaceholderData}
          onPrevious={previous}
          onNext={() => data?.next != null && next(data.next)}
        />
      </div>
      <Answered answer={answer} name="the log">
        {({ entries }) => (
          <DataTable
            caption="Subscription log"
            columns={columns}
            rows={entries}
            idOf={({ id }) => id}
            empty="Nothing has happened that fits."
            minWidth={960}
          />
        )}
      </Answered>
    </>
  );
}
