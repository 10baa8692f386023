import type { ReactNode } from "react";

interface ChainMetricProps {
  label: string;
  /** What it is, on hover. */
  title?: string | undefined;
  /** Characters kept free for the value, so that nothing moves when it grows. */
  width: number;
  tone?: "up" | "down" | "flat" | undefined;
  isStale?: boolean;
  children: ReactNode;
}

/** One figure of the chain as a whole. */
export function ChainMetric({ label, title, width, tone, isStale = false, children }: ChainMetricProps) {
  return (
    <div className="metric" title={title} data-stale={isStale || undefined}>
      <dt>{label}</dt>
      <dd className={tone} style={{ minWidth: `${width}ch` }}>
        {children}
      </dd>
    </div>
  );
}
