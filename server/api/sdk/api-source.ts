import type { z } from "zod";
import { itemOf } from "../live/items-of.ts";
import type { AppRouter } from "../router.ts";
import { type Contract, jsonSchemaOf, jsonSchemas } from "./contracts.ts";
import { type JsonSchema, tsType } from "./ts-type.ts";

const HEAD =
  "// Written by `bun run sdk` from the contracts in shared/ and the routers in server/api. Not to be changed by hand.\n";

interface ProcedureDef {
  type: "query" | "mutation" | "subscription";
  inputs: readonly z.ZodType[];
  output?: z.ZodType;
  meta?: { isForRoute?: boolean };
}

/** How calls look, as seen from the generated file. */
const CALLS_FILE = "../call.ts";
/** What it calls each kind of procedure. */
const CALL = { query: "Query", mutation: "Mutation", subscription: "Subscribable" } as const;

const defOf = (procedure: unknown) => (procedure as { _def: ProcedureDef })._def;

/**
 * The API as TypeScript that imports nothing but how calls look: a type for each contract that the routers or the tick
 * stream use, and the interface of all procedures but those that only REST needs.
 * @param streamTypes contracts that the client itself speaks of.
 */
export function apiSource(
  router: AppRouter,
  contracts: ReadonlyMap<string, Contract>,
  streamTypes: readonly string[],
): string {
  const types = new TypeNames(contracts);
  const procedures = Object.entries(router._def.procedures)
    .map(([path, procedure]) => ({ path, def: defOf(procedure) }))
    .filter(({ def }) => def.meta?.isForRoute !== true)
    .map(({ path, def }) => ({ path: path.split("."), kind: def.type, call: types.callOf(def, path) }));
  for (const name of streamTypes) types.use(name, "output");
  const api = `/** Everything the server does, as calls. */\nexport interface Api ${tree(procedures)}\n`;
  const table = procedures.map(({ path, kind }) => `${JSON.stringify(path.join("."))}: ${JSON.stringify(kind)},`);
  const kinds = `/** Every procedure by its path, and how it is called. */\nexport const PROCEDURES = {\n${table.join("\n")}\n} as const;\n\n`;
  const used = [...new Set(procedures.map(({ kind }) => CALL[kind]))].sort().join(", ");
  const calls = `import type { ${used} } from ${JSON.stringify(CALLS_FILE)};`;
  return `${HEAD}${calls}\n\n${kinds}${types.declarations()}${api}`;
}

/** Which contracts are used, and what each is called: what a caller gives and what comes back may differ by defaults. */
class TypeNames {
  readonly #contracts: ReadonlyMap<string, Contract>;
  readonly #schemas: Readonly<Record<"input" | "output", Record<string, JsonSchema>>>;
  readonly #used = new Map<string, { name: string; io: "input" | "output" }>();

  constructor(contracts: ReadonlyMap<string, Contract>) {
    this.#contracts = contracts;
    this.#schemas = { input: jsonSchemas(contracts, "input"), output: jsonSchemas(contracts, "output") };
  }

  /** The name of a contract's type; from here on it is declared. */
  use(name: string, io: "input" | "output"): string {
    const called = io === "input" && this.#differs(name, new Set()) ? `${name}Wish` : name;
    if (!this.#used.has(called)) {
      this.#used.set(called, { name, io });
      this.#body(name, io);
    }
    return called;
  }

  callOf({ type, inputs, output }: ProcedureDef, path: string): string {
    if (inputs.length > 1) throw new Error(`${path} takes its input in ${inputs.length} parts`);
    const answer = output !== undefined && type === "subscription" ? itemOf(output) : output;
    if (answer === undefined) throw new Error(`${path} says not what it answers`);
    const input = inputs[0] === undefined ? "void" : this.#typeOf(inputs[0], "input");
    return `${CALL[type]}<${input}, ${this.#typeOf(answer, "output")}>`;
  }

  declarations(): string {
    const declared = [...this.#used].sort(([a], [b]) => a.localeCompare(b));
    return declared
      .map(([called, { name, io }]) => {
        const { doc } = this.#contracts.get(name)!;
        const body = this.#body(name, io);
        const comment = doc === "" ? "" : `/** ${doc} */\n`;
        const { type } = this.#schemas[io][name]!;
        const isInterface = type === "object" && body.startsWith("{");
        return `${comment}export ${isInterface ? `interface ${called} ${body}` : `type ${called} = ${body};`}\n\n`;
      })
      .join("");
  }

  #typeOf(schema: z.ZodType, io: "input" | "output"): string {
    return tsType(jsonSchemaOf(schema, this.#contracts, io), { nameOf: (name) => this.use(name, io) });
  }

  #body(name: string, io: "input" | "output"): string {
    const { fields } = this.#contracts.get(name)!;
    return tsType(this.#schemas[io][name]!, { nameOf: (other) => this.use(other, io), docs: fields });
  }

  /** Whether what goes in is not what comes out, in the contract itself or in one that it names. */
  #differs(name: string, seen: Set<string>): boolean {
    if (seen.has(name)) return false;
    seen.add(name);
    const named = new Set<string>();
    const nameOf = (other: string) => {
      named.add(other);
      return other;
    };
    const [input, output] = (["input", "output"] as const).map((io) => tsType(this.#schemas[io][name]!, { nameOf }));
    return input !== output || [...named].some((other) => this.#differs(other, seen));
  }
}

/** Calls by their path as nested object types. */
function tree(calls: readonly { path: readonly string[]; call: string }[]): string {
  const groups = Map.groupBy(calls, ({ path }) => path[0]!);
  const fields = [...groups].map(([name, group]) => {
    const [first] = group;
    const isCall = group.length === 1 && first!.path.length === 1;
    return `${name}: ${isCall ? first!.call : tree(group.map(({ path, call }) => ({ path: path.slice(1), call })))};`;
  });
  return `{\n${fields.join("\n")}\n}`;
}
