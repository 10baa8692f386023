import { describe, expect, test } from "bun:test";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { brokenImportRules, importsOf, mentionsEnvironment, withoutComments } from "./import-rules.ts";

const ROOT = join(import.meta.dir, "..");
const FILES = ["server", "shared", "client-sdk", "web"].flatMap((folder) =>
  [...new Bun.Glob(`${folder}/**/*.{ts,tsx}`).scanSync(ROOT)].filter((path) => !path.includes("node_modules")),
);

describe("the sources", () => {
  test("are found", () => {
    expect(FILES.length).toBeGreaterThan(100);
    expect(FILES).toContain("server/dhan/decoder.ts");
  });

  test("keep the rules of who may import whom", async () => {
    const broken = await Promise.all(
      FILES.map(async (path) => brokenImportRules(path, await Bun.file(join(ROOT, path)).text())),
    );
    expect(broken.flat()).toEqual([]);
  });

  test("import no file that isn't there", async () => {
    const missing: string[] = [];
    for (const path of FILES) {
      for (const { specifier } of importsOf(await Bun.file(join(ROOT, path)).text())) {
        if (!specifier.startsWith(".")) continue;
        if (!existsSync(join(ROOT, path, "..", specifier))) missing.push(`${path}: ${specifier}`);
      }
    }
    expect(missing).toEqual([]);
  });

  test("import nothing that the reading of their text has overlooked: Bun's parser finds no more", async () => {
    const overlooked: string[] = [];
    for (const path of FILES) {
      const source = await Bun.file(join(ROOT, path)).text();
      const transpiler = new Bun.Transpiler({ loader: path.endsWith("x") ? "tsx" : "ts" });
      const values = new Set(importsOf(source).flatMap((one) => (one.isTypeOnly ? [] : [one.specifier])));
      for (const { path: specifier, kind } of transpiler.scanImports(source)) {
        // What JSX compiles to is written nowhere.
        const isOfJsx = kind === "require-call" && /^react(\/|$)/.test(specifier);
        if (!values.has(specifier) && !isOfJsx) overlooked.push(`${path}: ${specifier}`);
      }
    }
    expect(overlooked).toEqual([]);
  });
});

describe("the reading of imports", () => {
  const specifiers = (source: string) => importsOf(source).map(({ specifier }) => specifier);

  test.each([
    'import { a } from "./x.ts";',
    'import a from "./x.ts"',
    'import a, { b } from "./x.ts";',
    'import * as a from "./x.ts";',
    'import "./x.ts";',
    "import {\n  a,\n  b, // from here\n} from './x.ts';",
    'import { type a } from "./x.ts";',
    'import { type a, b } from "./x.ts";',
    'import type from "./x.ts";',
    'import type, { a } from "./x.ts";',
    'export { a } from "./x.ts";',
    'export * from "./x.ts";',
    'export * as a from "./x.ts";',
    'const a = await import("./x.ts");',
    "const a = require('./x.ts');",
    'const a = import.meta.resolve("./x.ts");',
    'import a from "./x.ts" with { type: "text" };',
    'const a = 1; import { b } from "./x.ts";',
    '/* a */ import { b } from "./x.ts";',
    'const quote = "//"; const a = import("./x.ts");',
  ])("takes %p for a value", (source) => {
    expect(importsOf(source)).toEqual([{ specifier: "./x.ts", isTypeOnly: false }]);
  });

  test.each([
    'import type { a } from "./x.ts";',
    'import type a from "./x.ts";',
    'import type * as a from "./x.ts";',
    'import type {\n  a,\n  b,\n} from "./x.ts";',
    'export type { a } from "./x.ts";',
    'export type * from "./x.ts";',
  ])("takes %p for a type", (source) => {
    expect(importsOf(source)).toEqual([{ specifier: "./x.ts", isTypeOnly: true }]);
  });

  test("tells imports that follow each other apart", () => {
    const source =
      'import type { a } from "./a.ts";\nimport { b } from "./b.ts";\nimport "./c.ts";\nexport const d = "from";\nexport { e };\nimport type { f } from "./f.ts";';
    expect(
      importsOf(source)
        .filter(({ isTypeOnly }) => isTypeOnly)
        .map(({ specifier }) => specifier),
    ).toEqual([...["./a.ts", "./f.ts"]]);
    expect(specifiers(source).toSorted()).toEqual(["./a.ts", "./b.ts", "./c.ts", "./f.ts"]);
  });

  test("doesn't see what is commented out", () => {
    expect(specifiers('// import { a } from "./x.ts";\n/*\nimport "./y.ts";\n*/')).toEqual([]);
    expect(withoutComments('const url = "http://x"; // y')).toBe('const url = "http://x";  ');
  });

  test("sees the environment however it is reached, but not where it is only written of", () => {
    for (const source of [
      "process.env.PORT",
      "f(process.env)",
      'process["env"]',
      "Bun.env.PORT",
      "import.meta.env.PORT",
      "const { env } = process;",
      "const { argv, env: e } = process;",
    ]) {
      expect([source, mentionsEnvironment(source)]).toEqual([source, true]);
    }
    for (const source of [
      "// process.env",
      'define: { "process.env.NODE_ENV": x }',
      "context.env",
      "process.exit(1)",
    ]) {
      expect([source, mentionsEnvironment(source)]).toEqual([source, false]);
    }
  });
});

describe("a planted breach is found", () => {
  test.each([
    ["shared/tick.ts", 'import { a } from "../server/clock.ts";', "shared may not import server"],
    ["shared/tick.ts", 'import type { a } from "../client-sdk/index.ts";', "shared may not import client-sdk"],
    ["shared/tick.ts", 'import pino from "pino";', "only zod"],
    ["shared/tick.ts", 'import { join } from "node:path";', "only zod"],
    ["client-sdk/stream.ts", 'import type { a } from "../server/hub/hub.ts";', "client-sdk may not import server"],
    ["client-sdk/stream.ts", 'import { a } from "../web/market.ts";', "client-sdk may not import web"],
    ["client-sdk/stream.ts", 'import WebSocket from "ws";', "only shared"],
    ["web/board/board.tsx", 'import type { a } from "../../server/hub/hub.ts";', "web may not import server"],
    ["web/main.tsx", 'import { readFile } from "node:fs";', "browsers"],
    ["web/main.tsx", 'import { serve } from "bun";', "browsers"],
    ["server/hub/hub.ts", 'import { Feed } from "../dhan/feed.ts";', "only types"],
    ["server/hub/hub.ts", 'import { type Feed } from "../dhan/feed.ts";', "only types"],
    ["server/hub/hub.ts", 'const feed = await import("../dhan/feed.ts");', "only types"],
    ["server/hub/hub.ts", 'export * from "../dhan/feed.ts";', "only types"],
    ["server/hub/deep/hub.ts", 'import { Feed } from "../../dhan/feed.ts";', "only types"],
    ["server/hub/hub.ts", 'import { readConfig } from "../config.ts";', "only types"],
    ["server/hub/hub.ts", 'import { compose } from "../compose.ts";', "only types"],
    ["server/startup.ts", 'import { Hub } from "./hub/hub.ts";', "only types"],
    ["server/hub/hub.ts", 'import { a } from "../../client-sdk/index.ts";', "server may not import client-sdk"],
    ["server/api/web-page.ts", 'import page from "../../web/index.html";', "server may not import web"],
    ["server/dhan/feed.ts", 'import { a } from "../simulator/universe.ts";', "only types"],
    ["server/simulator/feed/feed.ts", 'import { a } from "../../dhan/decoder.ts";', "only dhan/protocol.ts"],
    ["server/simulator/feed/feed.ts", 'import type { a } from "../../dhan/decoder.ts";', "only dhan/protocol.ts"],
    ["server/simulator/simulator.ts", 'import { a } from "../config.ts";', "only types"],
    ["server/main.ts", 'import { a } from "../test/fakes/clock.ts";', "test/"],
    ["server/hub/hub.ts", 'import type { a } from "../../test/fakes/clock.ts";', "test/"],
    ["web/main.tsx", 'import a from "../../elsewhere/a.ts";', "outside the repository"],
    ["server/main.ts", 'import a from "/opt/a.ts";', "outside the repository"],
    ["server/hub/hub.ts", "const port = process.env.PORT;", "reads the environment"],
    ["server/compose.ts", "const port = Bun.env.PORT;", "reads the environment"],
  ])("%s: %s", (path, source, reason) => {
    const broken = brokenImportRules(path, source);
    expect(broken).toHaveLength(1);
    expect(broken[0]).toContain(reason);
  });

  test.each([
    ["shared/tick.ts", 'import { z } from "zod";\nimport { a } from "./ist.ts";'],
    ["client-sdk/stream.ts", 'import { a } from "../shared/tick.ts";\nimport { b } from "./socket.ts";'],
    [
      "web/board/board.tsx",
      'import { a } from "../../client-sdk/index.ts";\nimport { b } from "react";\nimport "../x.ts";',
    ],
    ["server/hub/hub.ts", 'import type { a } from "../dhan/feed.ts";\nimport { b } from "../clock.ts";'],
    ["server/hub/deep/hub.ts", 'import { a } from "../hub.ts";\nimport { b } from "../../../shared/tick.ts";'],
    ["server/simulator/feed/feed.ts", 'import { a } from "../../dhan/protocol.ts";'],
    ["server/simulator/main.ts", 'import { a } from "../config.ts";\na(process.env);'],
    ["server/main.ts", 'import { a } from "./compose.ts";\na(process.env);'],
    ["server/compose.ts", 'import { a } from "./dhan/feed.ts";\nimport { b } from "./startup.ts";'],
    ["server/startup.ts", 'import type { a } from "./logger.ts";\nimport { b } from "../shared/health.ts";'],
  ])("and what is allowed in %s is not one", (path, source) => {
    expect(brokenImportRules(path, source)).toEqual([]);
  });
});
