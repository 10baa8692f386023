import { afterAll, beforeAll, expect, test } from "bun:test";
import { subscriptionStatus } from "../../shared/subscription-status.ts";
import { ServerProcess } from "../fakes/server-process.ts";

let server: ServerProcess;
let url: string;

beforeAll(async () => {
  server = new ServerProcess();
  url = await server.url();
});
afterAll(() => server.stop());

test("the subscription status adds up, and the six pinned indices are in it", async () => {
  const response = await fetch(`${url}/trpc/subscriptions.status`);
  const { result } = (await response.json()) as { result: { data: unknown } };
  const { total, tiers, connections, capacity } = subscriptionStatus.parse(result.data);
  expect(tiers.pinned.desired).toBe(6);
  expect(tiers.pinned.desired + tiers.B.desired + tiers.A.desired).toBe(total.desired);
  expect(connections.reduce((sum, { desired }) => sum + desired, 0)).toBe(total.desired);
  expect(capacity.left).toBe(25_000 - total.desired);
});

test("another site's page gets nothing: no API, no page, no stream", async () => {
  for (const path of ["/trpc/subscriptions.status", "/", "/health/live", "/ticks"]) {
    expect((await fetch(url + path, { headers: { origin: "http://elsewhere.example" } })).status).toBe(403);
  }
  expect((await fetch(`${url}/health/live`, { headers: { origin: url } })).status).toBe(200);
});

/** The first line of the answer to a request written by hand. */
async function rawRequest(host: string, origin = ""): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>();
  const socket = await Bun.connect({
    hostname: "127.0.0.1",
    port: Number(new URL(url).port),
    socket: { data: (_, data) => resolve(data.toString().split("\r\n")[0]!) },
  });
  socket.write(`GET /health/live HTTP/1.1\r\nHost: ${host}\r\n${origin}Connection: close\r\n\r\n`);
  const line = await promise;
  socket.end();
  return line;
}

test("a name that is not ours is refused, also when the page that uses it says that it is: no DNS rebinding", async () => {
  const { port } = new URL(url);
  expect(await rawRequest(`127.0.0.1:${port}`)).toContain(" 200 ");
  expect(await rawRequest(`localhost:${port}`)).toContain(" 200 ");
  expect(await rawRequest(`evil.example:${port}`)).toContain(" 403 ");
  expect(await rawRequest(`evil.example:${port}`, `Origin: http://evil.example:${port}\r\n`)).toContain(" 403 ");
});

test("a Host that is no name is a bad request, without a page of our sources", async () => {
  expect(await rawRequest("[bad")).toContain(" 400 ");
});

test("answers carry security headers, and what is not there is a plain 404", async () => {
  for (const [path, status] of [
    ["/", 200],
    ["/health/ready", 200],
    ["/trpc/subscriptions.status", 200],
    ["/no/such/thing", 404],
    ["/%2e%2e/%2e%2e/etc/passwd", 404],
  ] as const) {
    const response = await fetch(url + path);
    expect(response.status).toBe(status);
    expect(response.headers.get("content-security-policy")).toContain("default-src 'none'");
    expect(response.headers.get("x-content-type-options")).toBe("nosniff");
  }
});

/** A file of the page as it travels. */
function raw(path: string, acceptEncoding: string): Promise<Response> {
  return fetch(url + path, { headers: { "accept-encoding": acceptEncoding }, decompress: false });
}

/** The script that the page names. */
async function firstScript(): Promise<string> {
  const html = await (await raw("/", "identity")).text();
  return /src="(\/[^"]+\.js)"/.exec(html)![1]!;
}

test("the page comes compressed in the best way that is understood, and its files may be kept for ever", async () => {
  const page = await raw("/", "gzip");
  expect(page.headers.get("content-encoding")).toBe("gzip");
  expect(page.headers.get("cache-control")).toBe("no-cache");
  const script = await firstScript();
  const plain = await raw(script, "identity");
  expect(plain.headers.get("content-encoding")).toBe(null);
  const text = await plain.text();
  for (const [accepted, encoding] of [
    ["gzip, deflate, br, zstd", "zstd"],
    ["gzip, zstd;q=0", "gzip"],
    ["GZIP", "gzip"],
  ] as const) {
    const file = await raw(script, accepted);
    expect(file.headers.get("content-encoding")).toBe(encoding);
    expect(file.headers.get("cache-control")).toContain("immutable");
    expect(file.headers.get("vary")).toBe("accept-encoding");
    const bytes = new Uint8Array(await file.arrayBuffer());
    const unpacked = encoding === "zstd" ? Bun.zstdDecompressSync(bytes) : Bun.gunzipSync(bytes);
    expect(new TextDecoder().decode(unpacked)).toBe(text);
  }
});

test("a view is a file of its own, which may be kept for ever too; one that is gone is a plain 404, never the page", async () => {
  const text = await (await raw(await firstScript(), "identity")).text();
  const views = [...text.matchAll(/import\("(\/[^"]+\.js)"\)/g)].map(([, path]) => path!);
  expect(views.length).toBeGreaterThanOrEqual(5);
  for (const view of views) {
    const file = await raw(view, "identity");
    expect(file.headers.get("content-type")).toContain("javascript");
    expect(file.headers.get("cache-control")).toContain("immutable");
  }
  expect((await raw("/chunk-00000000.js", "identity")).status).toBe(404);
});

test("the stream wants a WebSocket and a known encoding, and says so", async () => {
  expect((await fetch(`${url}/ticks`)).status).toBe(426);
  expect((await fetch(`${url}/ticks?encoding=xml`)).status).toBe(400);
});
