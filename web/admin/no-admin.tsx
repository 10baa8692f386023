import { Link } from "wouter";
import { HOME } from "../routes.ts";
import { useAccount } from "../sign-in/account-context.ts";

/** For whoever came here without the right: what they lack, and who can change it. */
export function NoAdmin() {
  const { me } = useAccount();
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
