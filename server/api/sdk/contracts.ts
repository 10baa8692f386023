import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import type { FieldDocs, JsonSchema } from "./ts-type.ts";

const SHARED = new URL("../../../shared/", import.meta.url);

/** A schema that `shared/` exports under a name. */
export interface Contract {
  schema: z.ZodType;
  /** What stands above it in the source; empty for nothing. */
  doc: string;
  fields: FieldDocs;
}

/** Every schema in `shared/`, by its name as a type: `chainLeg` is `ChainLeg`. @throws when two have one name. */
export async function readContracts(): Promise<Map<string, Contract>> {
  const contracts = new Map<string, Contract>();
  for (const file of readdirSync(fileURLToPath(SHARED))
    .filter((name) => name.endsWith(".ts"))
    .sort()) {
    const exported: Record<string, unknown> = await import(new URL(file, SHARED).href);
    const source = await Bun.file(fileURLToPath(new URL(file, SHARED))).text();
    for (const [name, value] of Object.entries(exported)) {
      if (!(value instanceof z.ZodType)) continue;
      const type = name[0]!.toUpperCase() + name.slice(1);
      if (contracts.has(type)) throw new Error(`two schemas in shared/ are called ${name}`);
      contracts.set(type, { schema: value, ...docsIn(source, name) });
    }
  }
  return contracts;
}

/** The contracts as JSON Schema that refers to each other by name. */
export function jsonSchemas(
  contracts: ReadonlyMap<string, Contract>,
  io: "input" | "output",
): Record<string, JsonSchema> {
  const { schemas } = z.toJSONSchema(registryOf(contracts), { io, unrepresentable: "any" });
  return schemas as Record<string, JsonSchema>;
}

/** One schema, of a procedure, that refers to contracts by name. */
export function jsonSchemaOf(
  schema: z.ZodType,
  contracts: ReadonlyMap<string, Contract>,
  io: "input" | "output",
): JsonSchema {
  const whole = [...contracts].find(([, contract]) => contract.schema === schema);
  if (whole !== undefined) return { $ref: whole[0] };
  return z.toJSONSchema(schema, { io, unrepresentable: "any", metadata: registryOf(contracts) }) as JsonSchema;
}

function registryOf(contracts: ReadonlyMap<string, Contract>) {
  const registry = z.registry<{ id: string }>();
  for (const [id, { schema }] of contracts) registry.add(schema, { id });
  return registry;
}

const COMMENT = String.raw`/\*\*((?:(?!\*/)[\s\S])*)\*/`;

/** The comments of a schema and of its fields, as its source has them. */
function docsIn(source: string, name: string): { doc: string; fields: FieldDocs } {
  const start = source.search(new RegExp(String.raw`^export const ${name}\b`, "m"));
  const end = source.slice(start).search(/\n\S*\);\n|\n\}\);\n|;\n\n/);
  const block = source.slice(start, end === -1 ? undefined : start + end);
  const above = new RegExp(`${COMMENT}\\s*$`).exec(source.slice(0, start));
  const fields = [...block.matchAll(new RegExp(String.raw`${COMMENT}\s*(\w+)\s*[:,]`, "g"))];
  return {
    doc: oneLine(above?.[1] ?? ""),
    fields: new Map(fields.map(([, comment, field]) => [field!, oneLine(comment!)])),
  };
}

function oneLine(comment: string): string {
  return comment.replaceAll(/\s*\n\s*\* ?/g, " ").trim();
}
