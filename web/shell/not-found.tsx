import { Link } from "wouter";
import { HOME } from "../routes.ts";

export function NotFound() {
  return (
    <section className="panel view-message">
      <h2>There is nothing here</h2>
      <p>
        The address may be old or mistyped. <Link href={HOME}>Show the NIFTY chain</Link>
      </p>
    </section>
  );
}
