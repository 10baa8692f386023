import { useQuery } from "@tanstack/react-query";
import type { EodRun } from "../../../client-sdk/index.ts";
import { Answered } from "../../answer/answered.tsx";
import { Dash } from "../../format/dash.tsx";
import { Moment } from "../../format/moment.tsx";
import { grouped } from "../../format/number.ts";
import { useMarket } from "../../market.ts";
import { type Column, DataTable } from "../../table/data-table.tsx";
import { EndDay } from "./end-day.tsx";
import { MARKET_NAMES } from "./market-names.ts";

const EVERY_MS = 5_000;
const TRIGGERS: Record<EodRun["trigger"], string> = {
  schedule: "on time",
  "catch-up": "made up for",
  admin: "by an admin",
};

const COLUMNS: readonly Column<EodRun>[] = [
  { title: "Day", cell: ({ date }) => date, width: "96px" },
  { title: "Market", cell: ({ market }) => MARKET_NAMES[market], width: "104px" },
  { title: "How", cell: ({ trigger }) => TRIGGERS[trigger], width: "96px" },
  { title: "Began (IST)", cell: ({ startedAt }) => <Moment at={startedAt} />, width: "124px" },
  {
    title: "Took",
    cell: ({ startedAt, finishedAt }) =>
      finishedAt === null ? (
        <Dash reason="It runs still, or the server stopped before it was through" />
      ) : (
        `${grouped(finishedAt - startedAt)} ms`
      ),
    isNumeric: true,
    width: "80px",
  },
  { title: "Items", cell: ({ unitsDropped }) => grouped(unitsDropped), isNumeric: true, width: "64px" },
  { title: "Legs", cell: ({ legsDropped }) => grouped(legsDropped), isNumeric: true, width: "64px" },
  {
    title: "Outcome",
    cell: ({ finishedAt, error }) =>
      error === null ? finishedAt === null ? "not through" : "done" : <span className="failed">{error}</span>,
  },
];

/** When each market's day was ended, and ending it now. */
export function DaySection() {
  const { server } = useMarket();
  const runs = useQuery({
    queryKey: ["admin.eodRuns"],
    queryFn: () => server.admin.eodRuns.query(),
    refetchInterval: EVERY_MS,
  });
  return (
    <>
      <div className="admin-bar">
        <h2>End of day</h2>
        <EndDay market="NSE_BSE" />
        <EndDay market="MCX" />
      </div>
      <Answered answer={runs} name="the runs">
        {(data) => (
          <DataTable
            caption="Ends of day"
            columns={COLUMNS}
            rows={data}
            idOf={({ date, market }) => `${date} ${market}`}
            empty="No day has ended yet: NSE and BSE end in the afternoon, MCX at night."
            minWidth={800}
          />
        )}
      </Answered>
    </>
  );
}
