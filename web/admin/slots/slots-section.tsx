import { useQuery } from "@tanstack/react-query";
import { Answered } from "../../answer/answered.tsx";
import { useMarket } from "../../market.ts";
import { ActiveTable } from "./active-table.tsx";
import { Holdings } from "./holdings.tsx";
import { LetGo } from "./let-go.tsx";
import { TierBar } from "./tier-bar.tsx";
import { TierCounts } from "./tier-counts.tsx";

const EVERY_MS = 2_000;

/** What the slots are spent on, and by whom. */
export function SlotsSection() {
  const { server } = useMarket();
  const status = useQuery({
    queryKey: ["subscriptions.status"],
    queryFn: () => server.subscriptions.status.query(),
    refetchInterval: EVERY_MS,
  });
  const holdings = useQuery({
    queryKey: ["admin.holdings"],
    queryFn: () => server.admin.holdings.query(),
    refetchInterval: EVERY_MS,
  });
  return (
    <>
      <Answered answer={status} name="the slots">
        {(data) => (
          <>
            <TierBar status={data} />
            <TierCounts status={data} />
          </>
        )}
      </Answered>
      <div className="admin-columns">
        <div className="admin-column">
          <ActiveTable />
        </div>
        <div className="admin-column">
          <Answered answer={holdings} name="who holds what">
            {(data) => (
              <>
                <Holdings holdings={data} />
                <LetGo holdings={data} />
              </>
            )}
          </Answered>
        </div>
      </div>
    </>
  );
}
