import { Link } from "wouter";
import { useMarket } from "../market.ts";
import { HOME } from "../routes.ts";

/** For whoever came here without the right: what they lack, and who can change it. */
export function NoAdmin() {
  const { me } = useMarket();
  return (
    <section className="panel view-message">
      <h2>This is for admins</h2>
      <p>
        {me === null ? "You are not signed in." : `${me.name}, you are a ${me.role} here: an admin can change that.`}{" "}
        <Link href={HOME}>Show the NIFTY chain</Link>
      </p>
    </section>
  );
}
