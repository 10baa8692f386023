import type { ReactNode } from "react";

/** A text with parts of it in bold. @param ranges ascending, none touching another; the second number is not included */
export function Marked({ text, ranges }: { text: string; ranges: readonly (readonly [number, number])[] }) {
  const parts: ReactNode[] = [];
  let done = 0;
  for (const [from, to] of ranges) {
    parts.push(text.slice(done, from), <mark key={from}>{text.slice(from, to)}</mark>);
    done = to;
  }
  return [...parts, text.slice(done)];
}
