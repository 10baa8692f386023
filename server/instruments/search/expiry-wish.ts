import type { ExpiryKind } from "../../../shared/expiry-kind.ts";
import { DAY_MS } from "../../../shared/ist.ts";

/** Which expiries a query asks for; days are day numbers (shared/ist.ts), both ends included. */
export type ExpiryWish =
  | { readonly kind: "day"; readonly day: number }
  | { readonly kind: "month"; readonly from: number; readonly to: number }
  /** A week or month told from today. */
  | { readonly kind: "period"; readonly from: number; readonly to: number }
  /** The one after the nearest. */
  | { readonly kind: "next" };

/** A date that is no expiry means the one that a holiday has moved from it, at most so far away. */
const DAYS_MOVED_MOST = 7;

/**
 * Those of the listed expiries, ascending, that are asked for. A day that is none gives the nearest of its month or
 * week; a period without any, the first one after it; a cycle the underlying does not have is left out of account.
 * A month without any has none: nobody who names February should buy April.
 *
 * @param kinds of each of `days`; read for a cycle alone.
 */
export function expiriesWished(
  days: readonly number[],
  kinds: readonly ExpiryKind[],
  wish: ExpiryWish | null,
  cycle: ExpiryKind | null,
): number[] {
  const ofCycle = days.filter((_, place) => cycle === null || kinds[place] === cycle);
  const listed = ofCycle.length > 0 ? ofCycle : [...days];
  if (wish === null) return listed;
  if (wish.kind === "next") return listed.slice(1, 2);
  if (wish.kind === "day") return nearestTo(wish.day, listed);
  const within = listed.filter((day) => isWithin(day, wish));
  if (within.length > 0 || wish.kind === "month") return within;
  return listed.filter((day) => day >= wish.from).slice(0, 1);
}

/** The same to the letter: only what is asked for, or nothing. */
export function expiriesMeant(
  days: readonly number[],
  kinds: readonly ExpiryKind[],
  wish: ExpiryWish | null,
  cycle: ExpiryKind | null,
): number[] {
  const ofCycle = days.filter((_, place) => cycle === null || kinds[place] === cycle);
  if (wish?.kind === "next") return ofCycle.slice(1, 2);
  return ofCycle.filter((day) => wish === null || (wish.kind === "day" ? day === wish.day : isWithin(day, wish)));
}

function isWithin(day: number, { from, to }: { readonly from: number; readonly to: number }): boolean {
  return day >= from && day <= to;
}

/** Of two that are as near the earlier: holidays move expiries to the day before. */
function nearestTo(wished: number, days: readonly number[]): number[] {
  const month = monthOf(wished);
  let nearest: number | undefined;
  for (const day of days) {
    const distance = Math.abs(day - wished);
    if (distance > DAYS_MOVED_MOST && monthOf(day) !== month) continue;
    if (nearest === undefined || distance < Math.abs(nearest - wished)) nearest = day;
  }
  return nearest === undefined ? [] : [nearest];
}

/** Months since 1970. */
function monthOf(day: number): number {
  const date = new Date(day * DAY_MS);
  return date.getUTCFullYear() * 12 + date.getUTCMonth();
}
