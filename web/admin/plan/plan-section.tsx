import { useQuery } from "@tanstack/react-query";
import { Answered } from "../../answer/answered.tsx";
import { useMarket } from "../../market.ts";
import { PlanEditor } from "./plan-editor.tsx";
import { PlanHeld } from "./plan-held.tsx";

const EVERY_MS = 2_000;

/** What is subscribed all day whoever watches: the plan, and what became of it. */
export function PlanSection() {
  const { server } = useMarket();
  const plan = useQuery({ queryKey: ["admin.tierBPlan"], queryFn: () => server.admin.tierBPlan.query() });
  const held = useQuery({
    queryKey: ["subscriptions.tierB"],
    queryFn: () => server.subscriptions.tierB.query(),
    refetchInterval: EVERY_MS,
  });
  return (
    <>
      <Answered answer={plan} name="the plan">
        {/* A plan that was saved is edited from its beginning. */}
        {(data) => <PlanEditor key={JSON.stringify(data)} plan={data} held={held.data ?? null} />}
      </Answered>
      <Answered answer={held} name="what is held of it">
        {(data) => <PlanHeld status={data} />}
      </Answered>
    </>
  );
}
