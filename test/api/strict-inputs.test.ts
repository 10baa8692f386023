import { describe, expect, test } from "bun:test";
import { z } from "zod";
import { uncallableRouter } from "../../server/api/sdk/generated-api.ts";

type Schema = { type?: string; additionalProperties?: unknown } & Record<string, unknown>;

const procedures = Object.entries(
  (uncallableRouter() as unknown as { _def: { procedures: Record<string, { _def: { inputs: z.ZodType[] } }> } })._def
    .procedures,
);

/** Where in a schema an object takes fields that it does not name. */
function openObjects(schema: unknown, at = ""): string[] {
  if (typeof schema !== "object" || schema === null) return [];
  const { type, additionalProperties } = schema as Schema;
  const here = type === "object" && additionalProperties !== false ? [at || "the input itself"] : [];
  return [...here, ...Object.entries(schema).flatMap(([name, part]) => openObjects(part, `${at}/${name}`))];
}

describe("what a procedure takes", () => {
  test.each(procedures)("has no field that it does not know: %s", (_, { _def }) => {
    const schemas = _def.inputs.map((input) => z.toJSONSchema(input, { io: "input", unrepresentable: "any" }));
    expect(schemas.flatMap((schema) => openObjects(schema))).toEqual([]);
  });

  test.each(procedures)("takes no text for a number, though a route has made one of it before: %s", (_, { _def }) => {
    for (const input of _def.inputs) {
      const { properties = {} } = z.toJSONSchema(input, { io: "input", unrepresentable: "any" });
      for (const [name, schema] of Object.entries(properties)) {
        if (!/"type":"(number|integer|boolean)"/.test(JSON.stringify(schema))) continue;
        const { error } = input.safeParse({ [name]: "5" });
        expect(error?.issues.map(({ path }) => path[0])).toContain(name);
      }
    }
  });
});
