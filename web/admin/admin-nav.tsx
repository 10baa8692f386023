import { useEffect, useRef } from "react";
import { Link } from "wouter";
import { adminPath } from "../routes.ts";
import { SECTIONS, type SectionId } from "./sections.ts";

export function AdminNav({ current }: { current: SectionId }) {
  const nav = useRef<HTMLElement>(null);
  // Where there is no room for all, the one that is open is in sight.
  useEffect(() => {
    nav.current?.querySelector(`[data-section="${current}"]`)?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [current]);
  return (
    <nav ref={nav} className="admin-nav" aria-label="Admin">
      {SECTIONS.map(({ id, title }) => (
        <Link key={id} href={adminPath(id)} data-section={id} aria-current={id === current ? "page" : undefined}>
          {title}
        </Link>
      ))}
    </nav>
  );
}
