import { expect, test } from "bun:test";
import { PROCEDURES } from "../../../client-sdk/generated/api.ts";
import { apiSource } from "../../../server/api/sdk/api-source.ts";
import { readContracts } from "../../../server/api/sdk/contracts.ts";
import { generatedApi, uncallableRouter } from "../../../server/api/sdk/generated-api.ts";

const FILE = new URL("../../../client-sdk/generated/api.ts", import.meta.url);

test("the client's generated part is what the contracts and routers give: `bun run sdk` mends it", async () => {
  expect(await Bun.file(FILE).text()).toBe(await generatedApi());
});

test("it imports nothing but how calls look", async () => {
  const imports = [...(await Bun.file(FILE).text()).matchAll(/from "([^"]+)"/g)].map(([, specifier]) => specifier);
  expect(imports).toEqual(["../call.ts"]);
});

test("no procedure is left out but those that are there for REST's paths, and do what another does", () => {
  const all = Object.keys(uncallableRouter()._def.procedures);
  const called = new Set(Object.keys(PROCEDURES));
  expect(all.filter((path) => !called.has(path)).sort()).toEqual(["chains.ofSymbol", "search.found"]);
  expect([...called].filter((path) => !all.includes(path))).toEqual([]);
});

test("comments of the contracts come along", async () => {
  const source = await Bun.file(FILE).text();
  expect(source).toContain(
    "/** One call or put. Prices in rupees, quantities in units. */\nexport interface ChainLeg {",
  );
  expect(source).toContain("  /** A year, as a fraction: 0.118 is 11.8 %. */\n  iv: number | null;");
});

test("a contract whose defaults are filled in has two types: what is given, and what comes", async () => {
  const source = await Bun.file(FILE).text();
  expect(source).toContain("export interface ChainSpecWish {");
  expect(/export interface ChainSpec \{[^}]*strikesEachSide: 5/.test(source)).toBe(true);
  expect(/export interface ChainSpecWish \{[^}]*strikesEachSide\?: 5/.test(source)).toBe(true);
});

test("a procedure that says not what it answers is a mistake that is named", async () => {
  const router = { _def: { procedures: { "a.b": { _def: { type: "query", inputs: [] } } } } };
  const contracts = await readContracts();
  expect(() => apiSource(router as never, contracts, [])).toThrow("a.b says not what it answers");
});
