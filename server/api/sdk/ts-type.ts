/** The part of JSON Schema that zod writes for our contracts. */
export interface JsonSchema {
  $ref?: string;
  type?: string | readonly string[];
  const?: unknown;
  enum?: readonly unknown[];
  anyOf?: readonly JsonSchema[];
  oneOf?: readonly JsonSchema[];
  allOf?: readonly JsonSchema[];
  items?: JsonSchema;
  /** Of a tuple. */
  prefixItems?: readonly JsonSchema[];
  properties?: Readonly<Record<string, JsonSchema>>;
  required?: readonly string[];
  additionalProperties?: boolean | JsonSchema;
}

/** Comments of an object's fields, by name. */
export type FieldDocs = ReadonlyMap<string, string>;

export interface TsTypeOptions {
  /** What a name that is referred to is called. */
  nameOf(ref: string): string;
  docs?: FieldDocs;
}

const PRIMITIVE: Readonly<Record<string, string>> = {
  string: "string",
  number: "number",
  integer: "number",
  boolean: "boolean",
  null: "null",
};

/** A schema as the text of a TypeScript type. What no rule fits is `unknown`, which a reader must look into. */
export function tsType(schema: JsonSchema, options: TsTypeOptions): string {
  if (schema.$ref !== undefined) return options.nameOf(schema.$ref.split("/").at(-1)!);
  if ("const" in schema) return JSON.stringify(schema.const);
  if (schema.enum !== undefined) return union(schema.enum.map((value) => JSON.stringify(value)));
  const either = schema.anyOf ?? schema.oneOf;
  const inner: TsTypeOptions = { nameOf: options.nameOf };
  if (either !== undefined) return union(either.map((one) => tsType(one, inner)));
  if (schema.allOf !== undefined) return schema.allOf.map((one) => tsType(one, inner)).join(" & ");
  if (Array.isArray(schema.type)) return union(schema.type.map((type) => tsType({ ...schema, type }, inner)));
  if (schema.prefixItems !== undefined) return `[${schema.prefixItems.map((one) => tsType(one, inner)).join(", ")}]`;
  if (schema.type === "array") return `${bracketed(tsType(schema.items ?? {}, inner))}[]`;
  if (schema.type === "object") return objectType(schema, options);
  return PRIMITIVE[String(schema.type)] ?? "unknown";
}

function objectType(
  { properties = {}, required = [], additionalProperties }: JsonSchema,
  options: TsTypeOptions,
): string {
  const inner: TsTypeOptions = { nameOf: options.nameOf };
  const fields = Object.entries(properties).map(([name, schema]) => {
    const doc = options.docs?.get(name);
    const key = /^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name);
    const isRequired = required.includes(name);
    return `${doc === undefined ? "" : `/** ${doc} */\n`}${key}${isRequired ? "" : "?"}: ${tsType(schema, inner)}${isRequired ? "" : " | undefined"};`;
  });
  if (typeof additionalProperties === "object")
    fields.push(`[name: string]: ${tsType(additionalProperties, inner)}${fields.length > 0 ? " | undefined" : ""};`);
  return fields.length === 0 ? "Record<string, never>" : `{\n${fields.join("\n")}\n}`;
}

function union(types: readonly string[]): string {
  return [...new Set(types)].join(" | ");
}

function bracketed(type: string): string {
  return /[|&]/.test(type) && !type.startsWith("{") ? `(${type})` : type;
}
