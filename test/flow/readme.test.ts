import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { API_ERRORS } from "../../shared/api-error.ts";
import { CloseCode } from "../../shared/stream-limits.ts";
import { AuthServer, PASSWORD } from "../fakes/auth-server.ts";
import { ServerProcess } from "../fakes/server-process.ts";
import { until } from "../fakes/until.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const SDK_README = readFileSync(join(ROOT, "client-sdk/README.md"), "utf8");
const README = readFileSync(join(ROOT, "README.md"), "utf8");

interface Example {
  language: string;
  code: string;
}

function examplesOf(text: string): Example[] {
  return [...text.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].map(([, language, code]) => ({
    language: language!,
    code: code!,
  }));
}

/** What each example of the client prints, in the order in which they stand. One that is missing here fails. */
const PRINTS: RegExp[][] = [
  [/^NSE_EQ:2885$/m, /^IDX_I:13 [\d.]+ false$/m],
  [/"key":"swk_/],
  [
    /^stream open$/m,
    /^feed up simulator$/m,
    /^tick NSE_EQ:2885 [\d.]+/m,
    /^rejected NSE_EQ:4294967295 unknown-instrument$/m,
  ],
  [/^full [\d.]+ \{$/m],
  [/^alone [\d.]+$/m],
  [/^forward [\d.]+ pcr [\d.]+ max pain \d+$/m, /^0\.\d+ [\d.]+ \d+ [\d.]+ 0\.\d+$/m],
  [/^added streaming$/m, /^refused unknown-instrument: .*search/m],
  [/^BAD_REQUEST mend it name: .*Mend the input/m],
  [/^lists \d+$/m, /^feed up$/m, /^chain 0\.\d+$/m],
];

let server: AuthServer;
let project: string;
let key: string;

beforeAll(async () => {
  server = await AuthServer.start();
  const asha = await server.addUser("asha", "trader");
  key = (await server.addKey(asha.session, ["read", "trade"])).text;
  await until("the start-up is over", async () => {
    const answer = (await (await fetch(`${server.url}/health/ready`)).json()) as { status: string };
    return answer.status === "ready";
  });
  project = mkdtempSync(join(tmpdir(), "strikewire-readme-"));
  mkdirSync(join(project, "node_modules/@strikewire"), { recursive: true });
  symlinkSync(join(ROOT, "client-sdk"), join(project, "node_modules/@strikewire/client"));
  writeFileSync(join(project, "package.json"), '{ "private": true, "type": "module" }');
});
afterAll(async () => {
  await server.stop();
  rmSync(project, { recursive: true, force: true });
});

/** The example for the server of this test, and somebody who may. */
function filledIn(code: string): string {
  const { host } = new URL(server.url);
  return code
    .replaceAll("127.0.0.1:8400", host)
    .replaceAll("swk_…", key)
    .replaceAll("you@example.com", "asha@example.com")
    .replaceAll("your password", PASSWORD.replaceAll("'", "'\\''"));
}

async function run(command: string[]): Promise<string> {
  const child = Bun.spawn(command, {
    cwd: project,
    stdout: "pipe",
    stderr: "pipe",
    env: { ...process.env, NO_COLOR: "1" },
  });
  const [text, errors] = await Promise.all([new Response(child.stdout).text(), new Response(child.stderr).text()]);
  expect({ code: await child.exited, errors: errors.replaceAll(/^.*ExperimentalWarning.*$/gm, "") }).toEqual({
    code: 0,
    errors: "",
  });
  return text;
}

const EXAMPLES = examplesOf(SDK_README);

test("what each of the client's examples prints is known", () => {
  expect(EXAMPLES).toHaveLength(PRINTS.length);
});

describe("the client's README", () => {
  test.each(EXAMPLES.map((example, place) => [place, example.language, example] as const))(
    "example %i (%s) runs, prints what it says and ends",
    async (place, language, { code }) => {
      const file = join(project, `example-${place}.${language}`);
      writeFileSync(file, filledIn(code));
      const text = await run(language === "ts" ? [process.execPath, file] : ["sh", file]);
      for (const printed of PRINTS[place]!) expect(text).toMatch(printed);
    },
  );

  test("its examples type-check", async () => {
    EXAMPLES.forEach(({ language, code }, place) => {
      if (language === "ts") writeFileSync(join(project, `typed-${place}.ts`), code);
    });
    writeFileSync(
      join(project, "ws.d.ts"),
      'declare module "ws" { export const WebSocket: typeof globalThis.WebSocket; }',
    );
    const compilerOptions = {
      ...{ strict: true, exactOptionalPropertyTypes: true, noEmit: true, skipLibCheck: true, types: [] },
      ...{ target: "esnext", module: "preserve", moduleResolution: "bundler", moduleDetection: "force" },
      ...{ lib: ["esnext", "dom", "dom.iterable"], allowImportingTsExtensions: true },
    };
    writeFileSync(
      join(project, "tsconfig.json"),
      JSON.stringify({ compilerOptions, include: ["typed-*.ts", "ws.d.ts"] }),
    );
    expect(await run([join(ROOT, "node_modules/.bin/tsc"), "-p", project])).toBe("");
  });

  test("its tables have every code of an error and every code of a close", () => {
    const rows = [...SDK_README.matchAll(/^\| `?([\w]+)`? \|/gm)].map(([, first]) => first!);
    for (const code of [...Object.keys(API_ERRORS), "UNREACHABLE", ...Object.values(CloseCode).map(String)])
      expect(rows).toContain(code);
  });
});

test("the README's line for a shell prints prices", async () => {
  const shell = examplesOf(README).find(({ code }) => code.includes("/ticks?encoding=json"))!.code;
  const demo = new ServerProcess();
  const { host } = new URL(await demo.url());
  const child = Bun.spawn(
    ["sh", "-c", shell.replaceAll("127.0.0.1:8400", host).replace("npx bun", `exec ${process.execPath}`)],
    {
      cwd: ROOT,
      stdout: "pipe",
    },
  );
  let text = "";
  const decoder = new TextDecoder();
  for await (const chunk of child.stdout) {
    text += decoder.decode(chunk, { stream: true });
    if (/"type":"ticks".*"instrument":"IDX_I:13","ltp":[\d.]+/.test(text)) break;
  }
  expect(text).toContain('"type":"hello"');
  child.kill();
  await child.exited;
  await demo.stop();
});
