import { afterAll, beforeAll, expect, test } from "bun:test";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { BROWSER_BYTES_MOST, browserBytes } from "../../server/api/sdk/browser-size.ts";
import { AuthServer } from "../fakes/auth-server.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

let server: AuthServer;
let project: string;

/** What a command prints; it must end well. */
async function output(command: string[], cwd: string, env: Record<string, string> = {}): Promise<string> {
  const child = Bun.spawn(command, { cwd, env: { ...process.env, ...env }, stdout: "pipe", stderr: "pipe" });
  const [text, errors] = await Promise.all([new Response(child.stdout).text(), new Response(child.stderr).text()]);
  if ((await child.exited) !== 0) throw new Error(`${command.join(" ")} failed:\n${text}${errors}`);
  return text;
}

beforeAll(async () => {
  server = await AuthServer.start();
  project = mkdtempSync(join(tmpdir(), "strikewire-sdk-"));
  await output(["bun", "run", "sdk:pack"], ROOT);
  cpSync(join(ROOT, "dist/strikewire-client-0.1.0.tgz"), join(project, "client.tgz"));
  writeFileSync(join(project, "package.json"), '{ "private": true, "type": "module" }');
  // Node 20 has no WebSocket of its own.
  await output(
    [
      "npm",
      "install",
      "--no-audit",
      "--no-fund",
      "--ignore-scripts",
      "./client.tgz",
      "ws@8",
      "@types/ws@8",
      "typescript@5.9",
    ],
    project,
  );
}, 180_000);
afterAll(async () => {
  await server.stop();
  rmSync(project, { recursive: true, force: true });
});

const installed = () => join(project, "node_modules/@strikewire/client");

test("the package depends on nothing and names nothing of the server's, its declarations included", () => {
  const manifest = JSON.parse(readFileSync(join(installed(), "package.json"), "utf8"));
  expect(Object.keys(manifest)).not.toContain("dependencies");
  const files = readdirSync(installed(), { recursive: true }).map(String);
  const sources = files.filter((file) => /\.(js|d\.ts)$/.test(file));
  expect(sources.length).toBeGreaterThan(5);
  for (const file of sources) {
    const imports = [...readFileSync(join(installed(), file), "utf8").matchAll(/(?:from|import\() ?"([^"]+)"/g)];
    for (const [, specifier] of imports) expect(specifier).toMatch(/^\.{1,2}\/[^:]*\.js$/);
  }
});

test("a project that installs it type-checks in strict mode, and is told what is wrong", async () => {
  const program = (mode: string) => `
    import { strikewire, ApiError, type FullTick } from "@strikewire/client";
    import { WebSocket } from "ws";
    const sw = strikewire({ url: "http://127.0.0.1:8400", apiKey: "swk_1", WebSocket });
    const lists: { id: string; name: string }[] = await sw.watchlist.all.query();
    sw.subscribe(["IDX_I:13"], { mode: "${mode}", onTick: (tick) => console.log(tick.depth, lists) });
    for await (const tick of sw.ticks(["IDX_I:13"], { mode: "full" })) { const full: FullTick = tick; console.log(full.oi); }
    sw.chain({ underlying: "NIFTY", expiry: "2026-12-01", onChain: ({ rows }) => console.log(rows[0]?.call?.iv) });
    const answer = await sw.chains.get.query({ underlying: "NIFTY", expiry: "2026-12-01" });
    if (answer.ok) console.log(answer.chain.summary.pcrOi); else console.log(answer.reason);
    try { await sw.admin.rebalance.mutate(); } catch (error) { if (error instanceof ApiError) console.log(error.code === "FORBIDDEN"); }
    const live = sw.chains.live.subscribe({ underlying: "NIFTY", expiry: "2026-12-01" }, {
      onData: (item) => console.log(item.ok ? item.chain.legs.length : item.reason),
      onError: (error) => console.log(error.code === "UNREACHABLE", error.reason),
    });
    live.unsubscribe();
  `;
  // biome-ignore format: a flag and its value
  const tsc = (file: string) => [
    "npx", "tsc", "--noEmit", "--strict", "--exactOptionalPropertyTypes", "--noUncheckedIndexedAccess",
    "--target", "es2022", "--module", "nodenext", "--lib", "es2022,dom,esnext.asynciterable", "--types", "ws", file,
  ];
  writeFileSync(join(project, "right.ts"), program("full"));
  expect(await output(tsc("right.ts"), project)).toBe("");
  // A tick of this mode has no depth.
  writeFileSync(join(project, "wrong.ts"), program("quote"));
  expect(output(tsc("wrong.ts"), project)).rejects.toThrow("Property 'depth' does not exist");
}, 180_000);

test("on Node it signs in with a key, searches, adds to a list, prints ticks and takes one item of a subscription", async () => {
  writeFileSync(
    join(project, "run.js"),
    `
    import { strikewire } from "@strikewire/client";
    import { WebSocket } from "ws";
    const sw = strikewire({ url: process.env.URL, apiKey: process.env.KEY, WebSocket });
    console.log((await sw.auth.status.query()).me.name);
    const found = await sw.search.instruments.query({ query: "reliance" });
    const { key } = found.hits[0];
    const list = await sw.watchlist.create.mutate({ name: "from Node" });
    const added = await sw.watchlist.addItem.mutate({ listId: list.list.id, item: { kind: "EQUITY", key } });
    console.log(added.ok, added.item.underlying, added.item.state);
    let ticks = 0;
    for await (const { instrument, ltp, depth } of sw.ticks([key], { mode: "full" })) {
      if (ltp === null) continue;
      console.log(instrument, typeof ltp, depth.length);
      if (++ticks === 2) break;
    }
    console.log(await new Promise((onData) => sw.watchlist.events.subscribe(undefined, { onData })));
    const refused = await sw.watchlist.create.mutate({ name: "" }).catch((error) => error);
    console.log(refused.name, refused.code, refused.httpStatus, refused.retryable);
    sw.close();
    const nobody = strikewire({ url: process.env.URL });
    const { code, reason } = await nobody.watchlist.all.query().catch((error) => error);
    console.log(code, reason);
    const error = await new Promise((onError) => nobody.watchlist.events.subscribe(undefined, { onData() {}, onError }));
    console.log(error.name, error.code, error.reason);
    const nowhere = strikewire({ url: "http://127.0.0.1:1" });
    console.log((await nowhere.watchlist.all.query().catch((error) => error)).code);
    `,
  );
  const asha = await server.addUser("asha", "trader");
  const { text: KEY } = await server.addKey(asha.session, ["read", "trade"]);
  const text = await output(["node", "run.js"], project, { URL: server.url, KEY });
  expect(text.trim().split("\n")).toEqual([
    "asha",
    "true RELIANCE streaming",
    "NSE_EQ:2885 number 5",
    "NSE_EQ:2885 number 5",
    "{ type: 'listening' }",
    "ApiError BAD_REQUEST 400 false",
    "UNAUTHORIZED sign-in-needed",
    "ApiError UNAUTHORIZED sign-in-needed",
    "UNREACHABLE",
  ]);
}, 180_000);

test("a browser has little to load", async () => {
  expect(await browserBytes()).toBeLessThanOrEqual(BROWSER_BYTES_MOST);
});
