import type { TierAHolding } from "../../../client-sdk/index.ts";
import { grouped } from "../../format/number.ts";
import { type Column, DataTable } from "../../table/data-table.tsx";
import { useUserNames } from "../users/use-user-names.ts";

/** What each user holds of Tier A, beside their share. */
export function Holdings({ holdings }: { holdings: TierAHolding[] }) {
  const nameOf = useUserNames();
  const columns: Column<TierAHolding>[] = [
    {
      title: "User",
      cell: ({ userId }) =>
        userId === null ? <span title="All that are open, together as one user">Open pages</span> : nameOf(userId),
    },
    { title: "Units", cell: ({ units }) => grouped(units), isNumeric: true, width: "64px" },
    {
      title: "Slots",
      cell: ({ slots, share }) => <span className={slots > share ? "warned" : undefined}>{grouped(slots)}</span>,
      isNumeric: true,
      width: "72px",
    },
    { title: "Share", cell: ({ share }) => grouped(share), isNumeric: true, width: "72px" },
  ];
  return (
    <>
      <div className="admin-bar">
        <h2>Tier A by user</h2>
      </div>
      <DataTable
        caption="What users hold of Tier A"
        columns={columns}
        rows={holdings}
        idOf={({ userId }) => userId ?? "pages"}
        empty="No user holds anything now."
        minWidth={320}
      />
    </>
  );
}
