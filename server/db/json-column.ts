import type { z } from "zod";
import { DatabaseError } from "./database-error.ts";

/**
 * What a column of JSON holds.
 * @param where the table, column and row, for the error.
 * @throws DatabaseError (`bad-value`) when it is no JSON or does not fit the schema.
 */
export function fromJson<Schema extends z.ZodType>(schema: Schema, text: string, where: string): z.infer<Schema> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new DatabaseError("bad-value", `${where} is not JSON`, { cause });
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const wrong = parsed.error.issues.map(({ path, message }) => [...path, message].join(": "));
  throw new DatabaseError("bad-value", `${where} does not fit: ${wrong.join("; ")}`);
}
