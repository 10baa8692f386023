import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Answered } from "../answer/answered.tsx";
import { useMarket } from "../market.ts";
import { ShownOnce } from "../secret/shown-once.tsx";
import { KeyForm } from "./key-form.tsx";
import { KeyTable } from "./key-table.tsx";

/** Keys for one's programs. */
export function Keys() {
  const { server } = useMarket();
  const [made, setMade] = useState<{ name: string; key: string } | null>(null);
  const answer = useQuery({ queryKey: ["auth.keys.list"], queryFn: () => server.auth.keys.list.query() });
  return (
    <section className="card" aria-label="API keys">
      <h2>API keys</h2>
      {made !== null && (
        <ShownOnce
          title={`The key ${made.name}`}
          secret={made.key}
          hint="Send it in the header authorization: Bearer."
          onDismiss={() => setMade(null)}
        />
      )}
      <Answered answer={answer} name="your keys">
        {(keys) => (
          <KeyTable keys={keys} refreshes="auth.keys.list" revoke={(id) => server.auth.keys.revoke.mutate({ id })} />
        )}
      </Answered>
      <KeyForm onMade={setMade} />
    </section>
  );
}
