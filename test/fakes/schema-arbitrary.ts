import fc from "fast-check";

/** JSON Schema, as far as the routes' inputs use it. */
export interface InputSchema {
  type?: string;
  enum?: unknown[];
  const?: unknown;
  format?: string;
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  minItems?: number;
  maxItems?: number;
  items?: InputSchema;
  properties?: Record<string, InputSchema>;
  required?: string[];
  oneOf?: InputSchema[];
  anyOf?: InputSchema[];
}

/** Texts that a schema alone cannot know, by the field's name: a key that is listed, a date on which something expires. */
export type KnownTexts = Readonly<Record<string, readonly string[]>>;

/** Values that a schema takes. */
export function fitting(schema: InputSchema, known: KnownTexts, name = ""): fc.Arbitrary<unknown> {
  const choices = schema.oneOf ?? schema.anyOf;
  if (choices !== undefined) return fc.oneof(...choices.map((choice) => fitting(choice, known, name)));
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
  switch (schema.type) {
    case "string":
      return fittingText(schema, known[name] ?? []);
    case "integer":
    case "number":
      return fc.integer({ min: schema.minimum ?? -100, max: schema.maximum ?? 1_000 });
    case "boolean":
      return fc.boolean();
    case "array":
      return fc.array(fitting(schema.items!, known, name), {
        minLength: schema.minItems ?? 0,
        maxLength: Math.min(schema.maxItems ?? 5, 25),
      });
    case "object":
      return fc.record(
        Object.fromEntries(
          Object.entries(schema.properties ?? {}).map(([key, value]) => [key, fitting(value, known, key)]),
        ),
        { requiredKeys: schema.required ?? [] },
      );
    default:
      throw new Error(`no values are known for ${JSON.stringify(schema)}`);
  }
}

function fittingText({ format, minLength = 0, maxLength = 60 }: InputSchema, known: readonly string[]) {
  const made =
    format === "date"
      ? fc.date({ min: new Date("2020-01-01"), max: new Date("2035-12-31"), noInvalidDate: true }).map(isoDate)
      : format === "uuid"
        ? fc.uuid()
        : fc.string({ minLength, maxLength: Math.max(minLength, Math.min(maxLength, 60)) });
  return known.length === 0 ? made : fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...known) }, made);
}

function isoDate(date: Date): string {
  return date.toISOString().slice(0, 10);
}

/** Texts that have broken one server or another. */
export const ODD_TEXTS: readonly string[] = [
  ...["", " ", "null", "undefined", "NaN", "-1", "0", "1e309", "0x10", "true", "[]", "{}", "%", "%00", "%2e%2e%2f"],
  ...["\0", "\r\nx-injected: 1", "../../etc/passwd", "..\\..\\", "' or 1=1 --", "<script>alert(1)</script>", "{{7*7}}"],
  ...["\ud800", "\u202e\u200b", "e\u0301".repeat(30), "𝟙𝟚𝟛", "रिलायंस", "🚀".repeat(20), "ﷺ", "İ", "ß"],
  ...["__proto__", "constructor", "toString", "hasOwnProperty", "IDX_I:", ":13", "IDX_I:13:13", "IDX_I:-1", "idx_i:13"],
  ...["NSE_EQ:99999999999999999999", "0000-00-00", "2026-02-30", "9999-12-31", "x".repeat(1_000)],
];

/** Anything in the place of a value: of another kind, odd, or huge. */
export const anything: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom(...ODD_TEXTS),
  fc.constantFrom(null, true, -1, 0, 0.5, 1e308, 2 ** 53, [], {}, [[]], [null], { toString: 1 }, { __proto__: null }),
  fc.string({ unit: "binary", maxLength: 30 }),
  fc.jsonValue({ maxDepth: 2 }),
);

/** Values near to what a schema takes: one field of another kind, one too many, one too few. */
export function nearly(schema: InputSchema, known: KnownTexts): fc.Arbitrary<Record<string, unknown>> {
  const names = Object.keys(schema.properties ?? {});
  const field = fc.oneof(...(names.length > 0 ? [{ weight: 4, arbitrary: fc.constantFrom(...names) }] : []), {
    weight: 1,
    arbitrary: fc.constantFrom("__proto__", "constructor", "colour", "", "userId", "role"),
  });
  return fc
    .tuple(fitting(schema, known) as fc.Arbitrary<Record<string, unknown>>, field, fc.option(anything))
    .map(([value, name, other]) => {
      const rest = Object.entries(value).filter(([key]) => key !== name);
      // Null takes the field away. `fromEntries` makes a field of `__proto__`, where a literal would set the prototype.
      return Object.fromEntries(other === null ? rest : [...rest, [name, other]]);
    });
}
