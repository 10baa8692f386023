/** One line of the table: what was measured beside what must and what should be. Less is better. */
export interface Verdict {
  what: string;
  unit: string;
  must: number;
  aim: number;
  /** Null where it could not be: `why` says so. */
  measured: number | null;
  why?: string;
}

export function isMet({ measured, must }: Verdict): boolean {
  return measured !== null && measured <= must;
}

/** As a row for people. */
export function verdictRow(verdict: Verdict): string[] {
  const { what, unit, must, aim, measured, why } = verdict;
  const figure = (value: number) => (unit === "×" ? ratioText(value) : `${value} ${unit}`);
  const judged = measured === null ? "" : measured <= aim ? "aim met" : measured <= must ? "must met" : "NOT MET";
  return [what, figure(must), figure(aim), measured === null ? (why ?? "none") : figure(measured), judged];
}

export const VERDICT_HEAD = ["", "must", "aim", "measured", ""];

/** Small ratios read better as a part: 1/8. */
function ratioText(value: number): string {
  return value < 0.2 ? `1/${Number((1 / value).toPrecision(3))}` : `${Number(value.toPrecision(3))}`;
}
