import type { ReactNode } from "react";

/** The page before one is in: a title, and what is to be done. */
export function Door({ title, children }: { title: string; children: ReactNode }) {
  return (
    <main className="door">
      <div className="door-panel panel">
        <p className="door-brand">strikewire</p>
        <h1>{title}</h1>
        {children}
      </div>
    </main>
  );
}
