import { MOST_WAITED } from "./measured-run.ts";

/** One line of the table: what was measured beside what must and what should be. Less is better. */
export interface Verdict {
  what: string;
  unit: string;
  must: number;
  aim: number;
  /** Null where it could not be: `why` says so. */
  measured: number | null;
  why?: string;
  /** What to know of a figure that holds with a reserve. */
  reserve?: string | undefined;
}

export function isMet({ measured, must }: Verdict): boolean {
  return measured !== null && measured <= must;
}

/** That a machine was too busy to tell, where it was. */
export function busy(waited: number): string | undefined {
  return waited > MOST_WAITED ? `no core for ${Math.round(waited * 100)} % of the time` : undefined;
}

/** As a row for people. */
export function verdictRow(verdict: Verdict): string[] {
  const { what, unit, must, aim, measured, why, reserve = "" } = verdict;
  const figure = (value: number) => (unit === "×" ? ratioText(value) : `${value} ${unit}`);
  const judged = measured === null ? "" : measured <= aim ? "aim met" : measured <= must ? "must met" : "NOT MET";
  return [what, figure(must), figure(aim), measured === null ? (why ?? "none") : figure(measured), judged, reserve];
}

export const VERDICT_HEAD = ["", "must", "aim", "measured", "", ""];

/** Small ratios read better as a part: 1/8. */
export function ratioText(value: number): string {
  return value < 0.2 ? `1/${Number((1 / value).toPrecision(3))}` : `${Number(value.toPrecision(3))}`;
}
