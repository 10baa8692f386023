import type { Role } from "../../client-sdk/index.ts";
import { Dash } from "../format/dash.tsx";
import { useMarket } from "../market.ts";
import { FactList } from "../table/fact-list.tsx";

const MAY: Record<Role, string> = {
  viewer: "see prices, chains and what is subscribed",
  trader: "see everything on the market, and keep watchlists",
  admin: "everything, users and the feed too",
};

export function WhoAmI() {
  const { me } = useMarket();
  if (me === null) return null;
  return (
    <section className="card" aria-label="Who you are">
      <h2>{me.name}</h2>
      <FactList
        facts={[
          ["E-mail", me.email ?? <Dash key="email" reason="Nobody signs in in demo mode" />],
          ["Role", me.role],
          ["May", MAY[me.role]],
        ]}
      />
    </section>
  );
}
