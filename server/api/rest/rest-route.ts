import { z } from "zod";
import type { Need } from "../access.ts";
import type { AppRouter } from "../router.ts";

/** A procedure as a route. */
export interface RestRoute {
  /** The procedure's name: `watchlist.addItem`. */
  name: string;
  method: "GET" | "POST";
  /** Who may, as the procedure says. */
  need: Partial<Need>;
  /** Of its path; one in braces takes whatever is there. */
  segments: readonly string[];
  hasInput: boolean;
  /** Fields of the input that are numbers, which a query has as text. */
  numbers: ReadonlySet<string>;
}

type Definition = { inputs: z.ZodType[]; meta?: Partial<Need> & { openapi?: { method: string; path: string } } };

/** All that the router offers, those without parameters in their path first. */
export function restRoutes(router: AppRouter): RestRoute[] {
  const procedures = router._def.procedures as unknown as Record<string, { _def: Definition }>;
  const routes = Object.entries(procedures).flatMap(([name, { _def }]) => {
    const { inputs, meta } = _def;
    if (meta?.openapi === undefined) return [];
    const { method, path } = meta.openapi;
    const [input] = inputs;
    return [
      {
        name,
        method: method as RestRoute["method"],
        need: meta,
        segments: path.slice(1).split("/"),
        hasInput: input !== undefined,
        numbers: input === undefined ? new Set<string>() : numbersOf(input),
      },
    ];
  });
  return routes.sort((a, b) => parametersOf(a) - parametersOf(b));
}

/** What the parameters of its path are; null for a path that is another's. */
export function pathInput({ segments }: RestRoute, path: readonly string[]): Map<string, string> | null {
  if (segments.length !== path.length) return null;
  const input = new Map<string, string>();
  for (const [i, segment] of segments.entries()) {
    if (isParameter(segment)) input.set(segment.slice(1, -1), path[i]!);
    else if (segment !== path[i]) return null;
  }
  return input;
}

function isParameter(segment: string): boolean {
  return segment.startsWith("{");
}

function parametersOf({ segments }: RestRoute): number {
  return segments.filter(isParameter).length;
}

function numbersOf(input: z.ZodType): Set<string> {
  const { properties = {} } = z.toJSONSchema(input, { io: "input", unrepresentable: "any" });
  const isNumber = ([, schema]: [string, unknown]) => ["number", "integer"].includes((schema as { type: string }).type);
  return new Set(
    Object.entries(properties)
      .filter(isNumber)
      .map(([name]) => name),
  );
}
