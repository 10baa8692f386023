import { useQuery } from "@tanstack/react-query";
import { Answered } from "../../answer/answered.tsx";
import { useMarket } from "../../market.ts";
import { DhanForm } from "./dhan-form.tsx";
import { DhanStatus } from "./dhan-status.tsx";

const EVERY_MS = 5_000;

/** The account at Dhan whose prices these are. */
export function DhanSection() {
  const { server } = useMarket();
  const answer = useQuery({
    queryKey: ["admin.dhanCredentials.status"],
    queryFn: () => server.admin.dhanCredentials.status.query(),
    refetchInterval: EVERY_MS,
  });
  return (
    <div className="cards">
      <section className="card" aria-label="Credentials in use">
        <h2>In use</h2>
        <Answered answer={answer} name="the credentials">
          {(status) => <DhanStatus status={status} />}
        </Answered>
      </section>
      <DhanForm />
    </div>
  );
}
