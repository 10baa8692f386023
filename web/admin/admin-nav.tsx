import { Link } from "wouter";
import { adminPath } from "../routes.ts";
import { SECTIONS, type SectionId } from "./sections.ts";

export function AdminNav({ current }: { current: SectionId }) {
  return (
    <nav className="admin-nav" aria-label="Admin">
      {SECTIONS.map(({ id, title }) => (
        <Link key={id} href={adminPath(id)} aria-current={id === current ? "page" : undefined}>
          {title}
        </Link>
      ))}
    </nav>
  );
}
