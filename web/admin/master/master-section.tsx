import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Answered } from "../../answer/answered.tsx";
import { useMarket } from "../../market.ts";
import { MasterInUse } from "./master-in-use.tsx";
import { RefreshChange } from "./refresh-change.tsx";
import { RefreshNow } from "./refresh-now.tsx";
import { RefreshProgress } from "./refresh-progress.tsx";
import { RefreshTable } from "./refresh-table.tsx";

const EVERY_MS = 5_000;
const EVERY_MS_WHILE_RUNNING = 500;

/** The instrument master: what is in use, how it came to be, and having it read again. */
export function MasterSection() {
  const { server } = useMarket();
  const [shown, setShown] = useState<number | null>(null);
  const status = useQuery({
    queryKey: ["admin.masterStatus"],
    queryFn: () => server.admin.masterStatus.query(),
    refetchInterval: ({ state }) => (state.data?.running ? EVERY_MS_WHILE_RUNNING : EVERY_MS),
  });
  const refreshes = useQuery({
    queryKey: ["admin.masterRefreshes"],
    queryFn: () => server.admin.masterRefreshes.query(),
    refetchInterval: EVERY_MS,
  });
  return (
    <>
      <Answered answer={status} name="the master">
        {(data) => (
          <section className="card" aria-label="In use">
            <h2>In use</h2>
            <MasterInUse status={data} />
            {data.running !== null && <RefreshProgress running={data.running} />}
            <RefreshNow status={data} />
          </section>
        )}
      </Answered>
      <Answered answer={refreshes} name="the refreshes">
        {(data) => (
          <div className="master-refreshes">
            <RefreshTable refreshes={data} shown={shown} onShow={setShown} />
          </div>
        )}
      </Answered>
      {shown !== null && <RefreshChange refreshId={shown} onClose={() => setShown(null)} />}
    </>
  );
}
