import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { ActiveSubscription, InstrumentKey, SubscriptionTier } from "../../../client-sdk/index.ts";
import { Answered } from "../../answer/answered.tsx";
import { Choice } from "../../form/choice.tsx";
import { grouped } from "../../format/number.ts";
import { useMarket } from "../../market.ts";
import { type Column, DataTable } from "../../table/data-table.tsx";
import { Pager } from "../../table/pager.tsx";
import { useCursors } from "../../table/use-cursors.ts";

const PER_PAGE = 100;
const EVERY_MS = 5_000;
const TIERS = [
  { value: "", label: "All tiers" },
  { value: "pinned", label: "Pinned" },
  { value: "B", label: "Tier B" },
  { value: "A", label: "Tier A" },
] as const;
const CONNECTIONS = ["", "1", "2", "3", "4", "5"].map((value) => ({
  value,
  label: value === "" ? "All connections" : `Connection ${value}`,
}));

const COLUMNS: readonly Column<ActiveSubscription>[] = [
  { title: "Instrument", cell: ({ key, name }) => <span title={key}>{name ?? key}</span> },
  { title: "Tier", cell: ({ tier }) => (tier === "pinned" ? "pinned" : `Tier ${tier}`), width: "56px" },
  { title: "Conn.", cell: ({ connection }) => connection, isNumeric: true, width: "52px" },
  { title: "Mode", cell: ({ mode }) => mode, width: "52px" },
  { title: "Wanted by", cell: ({ wantedBy }) => wantedText(wantedBy), width: "104px" },
  {
    title: "Packet",
    cell: ({ isConfirmed }) =>
      isConfirmed ? (
        "came"
      ) : (
        <span className="warned" title="It has sent nothing since it was last asked for">
          awaited
        </span>
      ),
    width: "68px",
  },
];

/** What is subscribed, page by page. */
export function ActiveTable() {
  const { server } = useMarket();
  const [tier, setTier] = useState<SubscriptionTier | "">("");
  const [connection, setConnection] = useState("");
  const { cursor, page, next, previous } = useCursors<InstrumentKey>(`${tier} ${connection}`);
  const input = {
    limit: PER_PAGE,
    ...(tier === "" ? {} : { tier }),
    ...(connection === "" ? {} : { connection: Number(connection) }),
    ...(cursor === undefined ? {} : { after: cursor }),
  };
  const answer = useQuery({
    queryKey: ["subscriptions.active", input],
    queryFn: () => server.subscriptions.active.query(input),
    refetchInterval: EVERY_MS,
    placeholderData: keepPreviousData,
  });
  const { data, isPlaceholderData } = answer;
  return (
    <>
      <div className="admin-bar">
        <h2>Subscribed</h2>
        <Choice<SubscriptionTier | ""> label="Tier" isBare options={TIERS} value={tier} onChange={setTier} />
        <Choice label="Connection" isBare options={CONNECTIONS} value={connection} onChange={setConnection} />
        <Pager
          page={page}
          hasNext={data?.next != null}
          isBusy={isPlaceholderData}
          total={data === undefined ? "" : `${grouped(data.total)} instruments`}
          onPrevious={previous}
          onNext={() => data?.next != null && next(data.next)}
        />
      </div>
      <Answered answer={answer} name="the subscriptions">
        {({ subscriptions }) => (
          <DataTable
            caption="Subscribed instruments"
            columns={COLUMNS}
            rows={subscriptions}
            idOf={({ key }) => key}
            empty="Nothing is subscribed that fits."
            minWidth={540}
          />
        )}
      </Answered>
    </>
  );
}

function wantedText({ pinned, B, A }: ActiveSubscription["wantedBy"]): string {
  const parts = [pinned > 0 && "always", B > 0 && "the plan", A > 0 && `${grouped(A)} of users`];
  return parts.filter(Boolean).join(", ");
}
