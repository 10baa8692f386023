import { useEffect, useRef } from "react";
import { Link } from "wouter";
import { dayText, weekday } from "../format/time.ts";
import { type Expiry, seriesPath, type Underlying } from "./series.ts";

interface ExpiryTabsProps {
  underlying: Underlying;
  expiries: readonly Expiry[];
  expiry: string;
  /** Indian date of today. */
  today: string;
}

/** Each expiry with the days left; the nearest with its day of the week. */
export function ExpiryTabs({ underlying, expiries, expiry, today }: ExpiryTabsProps) {
  const nav = useRef<HTMLElement>(null);

  // biome-ignore lint/correctness/useExhaustiveDependencies: another tab is current with another expiry
  useEffect(() => {
    nav.current?.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [expiry]);

  return (
    <nav className="expiry-tabs" aria-label="Expiries" ref={nav}>
      {expiries.map(({ expiry: date, kind, daysLeft, strikes }, n) => (
        <Link
          key={date}
          href={seriesPath(underlying, date)}
          aria-current={date === expiry ? "page" : undefined}
          data-kind={kind}
          title={`${kind === "monthly" ? "Monthly" : "Weekly"}, ${strikes} strikes`}
        >
          {n === 0 && `${weekday(date)} `}
          {dayText(date, today)} <span className="days-left">{daysLeft}d</span>
          <span className="for-ear"> {kind}</span>
        </Link>
      ))}
    </nav>
  );
}
