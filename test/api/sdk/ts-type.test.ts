import { expect, test } from "bun:test";
import { z } from "zod";
import { type JsonSchema, tsType } from "../../../server/api/sdk/ts-type.ts";

const typeOf = (schema: z.ZodType, docs?: Map<string, string>) =>
  tsType(z.toJSONSchema(schema, { io: "output", unrepresentable: "any" }) as JsonSchema, {
    nameOf: (name) => name,
    ...(docs === undefined ? {} : { docs }),
  }).replaceAll("\n", " ");

test.each([
  [z.string(), "string"],
  [z.uuid(), "string"],
  [z.number().int().positive(), "number"],
  [z.boolean(), "boolean"],
  [z.null(), "null"],
  [z.literal("up"), '"up"'],
  [z.literal([5, 10]), "5 | 10"],
  [z.enum(["a", "b"]), '"a" | "b"'],
  [z.number().nullable(), "number | null"],
  [z.array(z.string()), "string[]"],
  [z.array(z.enum(["a", "b"])), '("a" | "b")[]'],
  [z.array(z.string().nullable()), "(string | null)[]"],
  [z.tuple([z.number(), z.string().nullable()]), "[number, string | null]"],
  [z.union([z.string(), z.number()]), "string | number"],
  [z.object({}), "Record<string, never>"],
  [z.object({ a: z.number(), b: z.string().optional() }), "{ a: number; b?: string | undefined; }"],
  [z.array(z.object({ a: z.null() })), "{ a: null; }[]"],
  [z.object({ "odd name": z.string() }), '{ "odd name": string; }'],
  [z.record(z.string(), z.number()), "{ [name: string]: number; }"],
  [z.unknown(), "unknown"],
] as const)("%p becomes what a TypeScript author would write", (schema, text) => {
  expect(typeOf(schema)).toBe(text);
});

test("a field's comment stands above it", () => {
  expect(typeOf(z.object({ a: z.number() }), new Map([["a", "Rupees."]]))).toBe("{ /** Rupees. */ a: number; }");
});

test("a schema that is referred to goes by its name", () => {
  expect(tsType({ type: "array", items: { $ref: "#/$defs/Leg" } }, { nameOf: (name) => `My${name}` })).toBe("MyLeg[]");
});
