import type { ReactNode } from "react";

/** In place of a chain that cannot be shown: what is the matter, and the way on. */
export function ChainMessage({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className="chain-message" role="status">
      <h3>{title}</h3>
      {children}
    </div>
  );
}
