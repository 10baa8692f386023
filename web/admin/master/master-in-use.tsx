import type { MasterStatus } from "../../../client-sdk/index.ts";
import { Dash } from "../../format/dash.tsx";
import { Moment } from "../../format/moment.tsx";
import { grouped } from "../../format/number.ts";
import { FactList } from "../../table/fact-list.tsx";

const SOURCES: Record<NonNullable<MasterStatus["inUse"]>["source"], string> = {
  downloaded: "downloaded",
  unchanged: "the kept copy, still the newest",
  "last-good": "the kept copy, for want of a better",
};

export function MasterInUse({ status: { inUse, problem, nextRunAt } }: { status: MasterStatus }) {
  const next = ["Next refresh", <Moment key="next" at={nextRunAt} />] as const;
  return (
    <>
      {inUse === null ? (
        <FactList facts={[["Instruments", <Dash key="none" reason="No master has been read yet" />], next]} />
      ) : (
        <FactList
          facts={[
            ["Instruments", grouped(inUse.instruments)],
            ["From", SOURCES[inUse.source]],
            ["Downloaded", <Moment key="fetched" at={inUse.fetchedAt} />],
            [
              "Known to be the newest",
              <Moment key="newest" at={inUse.newestAt} unknown="That was never asked with success" />,
            ],
            ["In use since", <Moment key="loaded" at={inUse.loadedAt} />],
            next,
          ]}
        />
      )}
      {problem !== null && (
        <p className="failed" role="alert">
          The last refresh was {problem.outcome === "refused" ? "refused" : "in vain"} at <Moment at={problem.at} />:{" "}
          {problem.reason}
        </p>
      )}
    </>
  );
}
