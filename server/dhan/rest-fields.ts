import { z } from "zod";
import { IST_OFFSET_MS } from "../../shared/ist.ts";
import { DhanRestError } from "./rest-error.ts";

/** A number, also one in quotes; null for null, "" and what is not there. Dhan quotes numbers in some answers. */
export const looseNumber = z
  .union([z.number(), z.string()])
  .nullish()
  .transform((value, context) => {
    if (value == null || value === "") return null;
    const number = Number(value);
    if (Number.isFinite(number)) return number;
    context.addIssue("not a number");
    return z.NEVER;
  });

/** Prices come as 32-bit floats with all their tail (23092.19921875), and as 0 where there is none: rounded, or null. */
export function price(value: number | null, decimals: 2 | 4): number | null {
  const rounded = signedPrice(value, decimals);
  return rounded !== null && rounded > 0 ? rounded : null;
}

/** The same for what may be 0 or less, such as a change of price. */
export function signedPrice(value: number | null, decimals: 2 | 4): number | null {
  return value === null ? null : Math.round(value * 10 ** decimals) / 10 ** decimals;
}

const DAY_FIRST = /^(\d{2})\/(\d{2})\/(\d{4})[ T](\d{2}:\d{2})(:\d{2})?$/;
const YEAR_FIRST = /^(\d{4})-(\d{2})-(\d{2})[ T](\d{2}:\d{2})(:\d{2}(?:\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})?$/;

/**
 * UTC milliseconds of Dhan's date-times: `DD/MM/YYYY HH:MM[:SS]` and `YYYY-MM-DD HH:MM:SS[.s]`, both on an Indian clock
 * unless they name an offset. Null for anything else.
 */
export function readTime(text: string | null | undefined): number | null {
  const dayFirst = DAY_FIRST.exec(text ?? "");
  if (dayFirst !== null) {
    const [, day, month, year, time, seconds = ":00"] = dayFirst;
    return indian(`${year}-${month}-${day}T${time}${seconds}`);
  }
  const yearFirst = YEAR_FIRST.exec(text ?? "");
  if (yearFirst === null) return null;
  const [, year, month, day, time, seconds = ":00", offset] = yearFirst;
  const local = `${year}-${month}-${day}T${time}${seconds.slice(0, 7)}`;
  return offset === undefined ? indian(local) : finite(Date.parse(`${local}${offset}`));
}

function indian(local: string): number | null {
  return finite(Date.parse(`${local}Z`) - IST_OFFSET_MS);
}

function finite(ms: number): number | null {
  return Number.isNaN(ms) ? null : ms;
}

/**
 * What an answer holds, by its schema.
 * @throws DhanRestError `bad-answer`, naming the first fields that are wrong but none of their values.
 */
export function readAnswer<T>(schema: z.ZodType<T>, answer: unknown, call: string): T {
  const result = schema.safeParse(answer);
  if (result.success) return result.data;
  const issues = result.error.issues
    .slice(0, 3)
    .map(({ path, message }) => `${path.join(".") || "the whole"}: ${message}`);
  throw new DhanRestError(call, { kind: "answer", code: "bad-answer", message: issues.join("; ") });
}
