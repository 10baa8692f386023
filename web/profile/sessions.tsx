import { useQuery } from "@tanstack/react-query";
import { Answered } from "../answer/answered.tsx";
import { useMarket } from "../market.ts";
import { SessionTable } from "./session-table.tsx";

/** Where one is signed in. */
export function Sessions() {
  const { server } = useMarket();
  const answer = useQuery({ queryKey: ["auth.sessions.list"], queryFn: () => server.auth.sessions.list.query() });
  return (
    <section className="card" aria-label="Sessions">
      <h2>Sessions</h2>
      <Answered answer={answer} name="your sessions">
        {(sessions) => (
          <SessionTable
            sessions={sessions}
            refreshes="auth.sessions.list"
            revoke={(id) => server.auth.sessions.revoke.mutate({ id })}
          />
        )}
      </Answered>
    </section>
  );
}
