import { dirname, join } from "node:path/posix";

/** One place where a module names another. */
export interface Import {
  specifier: string;
  /** `import type` or `export type … from`: gone at run time. */
  isTypeOnly: boolean;
}

/** `import … from "x"` and `export … from "x"`, over several lines too; a clause never holds a quote or a semicolon. */
const FROM = /(?:^|[;{}\n])\s*(?:import|export)\s+(type\s+(?!from\b|,))?[^"';]*?\bfrom\s*["']([^"']+)["']/g;
/** `import "x"`, and `import("x")`, `require("x")`, `import.meta.resolve("x")`. */
const BARE = /(?:^|[;{}\n])\s*import\s*["']([^"']+)["']/g;
const CALLED = /\b(?:import|require|import\.meta\.resolve)\s*\(\s*["'`]([^"'`]+)["'`]/g;

const COMMENT_OR_TEXT = /\/\*[\s\S]*?\*\/|\/\/.*|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'/g;

export function withoutComments(source: string): string {
  return source.replace(COMMENT_OR_TEXT, (match) => (match.startsWith("/") ? " " : match));
}

/** Everything a TypeScript module imports, types and values, by reading its text. */
export function importsOf(source: string): Import[] {
  const code = withoutComments(source);
  const values = [BARE, CALLED].flatMap((pattern) =>
    [...code.matchAll(pattern)].map(([, specifier]) => ({ specifier: specifier!, isTypeOnly: false })),
  );
  const froms = [...code.matchAll(FROM)].map(([, type, specifier]) => ({
    specifier: specifier!,
    isTypeOnly: type !== undefined,
  }));
  return [...froms, ...values];
}

/** Where the environment is mentioned in code (not in a comment, nor as a text of its own). */
export function mentionsEnvironment(source: string): boolean {
  return /(?<!["'\w.])(?:process|Bun|import\.meta)(?:\.env\b|\s*\[)|\{[^}]*\benv\b[^}]*\}\s*=\s*(?:process|Bun|import\.meta)\b/.test(
    withoutComments(source),
  );
}

/** The only files that may look at the environment; both entries hand it to config.ts whole. */
const READS_ENVIRONMENT = new Set(["server/config.ts", "server/main.ts", "server/simulator/main.ts"]);
/** Where parts are joined: these may import everything of the server. */
const COMPOSITION_ROOT = new Set(["server/main.ts", "server/compose.ts"]);
const FOR_ALL_OF_SERVER = new Set(["server/clock.ts", "server/logger.ts"]);
/** Besides the rules: a file and what else it alone may import. */
const EXCEPTIONS: Readonly<Record<string, string>> = { "server/simulator/main.ts": "server/config.ts" };
const BROWSER_SAFE = new Set(["shared", "client-sdk", "web"]);
const PACKAGES_OF_SHARED = new Set(["zod"]);
const PACKAGES_OF_CLIENT = new Set(["@trpc/client", "@trpc/server", "eventsource"]);

/** What is wrong with the imports of one file, a line each. `path` is relative to the repository, with slashes. */
export function brokenImportRules(path: string, source: string): string[] {
  const wrong = importsOf(source).flatMap(({ specifier, isTypeOnly }) => {
    const reason = specifier.startsWith(".")
      ? reasonAgainstFile(path, join(dirname(path), specifier), isTypeOnly)
      : reasonAgainstPackage(path, specifier);
    return reason === null ? [] : [`${path} imports ${specifier}: ${reason}`];
  });
  if (mentionsEnvironment(source) && !READS_ENVIRONMENT.has(path)) {
    wrong.push(`${path} reads the environment: only server/config.ts does`);
  }
  return wrong;
}

function reasonAgainstFile(from: string, to: string, isTypeOnly: boolean): string | null {
  const top = topOf(from);
  const topOfTarget = topOf(to);
  if (to.startsWith("..")) return "it is outside the repository";
  if (topOfTarget === "test") return "nothing but tests imports from test/";
  if (topOfTarget === "shared" || (topOfTarget === top && top !== "server")) return null;
  if (top === "web" && topOfTarget === "client-sdk") return null;
  if (top !== "server") return `${top} may not import ${topOfTarget}`;
  if (topOfTarget !== "server") return `server may not import ${topOfTarget}`;
  if (COMPOSITION_ROOT.has(from) || FOR_ALL_OF_SERVER.has(to) || EXCEPTIONS[from] === to) return null;
  const folder = folderOf(from);
  if (folder !== null && folder === folderOf(to)) return null;
  if (folder === "simulator" && folderOf(to) === "dhan") {
    return to === "server/dhan/protocol.ts" ? null : "the simulator shares only dhan/protocol.ts with the client";
  }
  return isTypeOnly ? null : "folders of the server are joined in compose.ts; only types may be imported";
}

function reasonAgainstPackage(from: string, specifier: string): string | null {
  const top = topOf(from);
  if (specifier.startsWith("/") || specifier.startsWith("file:")) return "it is outside the repository";
  if (top === "shared" && !PACKAGES_OF_SHARED.has(specifier)) return "shared imports only zod";
  if (top === "client-sdk" && !PACKAGES_OF_CLIENT.has(specifier))
    return "client-sdk imports only shared, tRPC's client and its EventSource";
  if (BROWSER_SAFE.has(top) && /^(?:node|bun)(?::|$)/.test(specifier)) return `${top} runs in browsers`;
  return null;
}

function topOf(path: string): string {
  return path.split("/", 1)[0]!;
}

/** The folder of the server that a file is in, or null for a file beside the folders. */
function folderOf(path: string): string | null {
  const [, folder, ...rest] = path.split("/");
  return rest.length === 0 ? null : folder!;
}
