import { expect, test } from "bun:test";
import type { SimulatorMessage } from "../../server/simulator/simulator-message.ts";
import { FeedClient } from "./feed-client.ts";

const MAIN = new URL("../../server/simulator/main.ts", import.meta.url).pathname;
const ENVIRONMENT = { SIM_PORT: "0", SIM_SEED: "5", LOG_LEVEL: "warn", PATH: process.env.PATH ?? "" };

/** Starts the simulator with IPC; resolves with its first message. */
async function start(env: Record<string, string> = {}) {
  const first = Promise.withResolvers<SimulatorMessage>();
  const child = Bun.spawn([process.execPath, MAIN], {
    env: { ...ENVIRONMENT, ...env },
    stdout: "ignore",
    stderr: "pipe",
    ipc: (message) => first.resolve(message as SimulatorMessage),
  });
  return { child, message: await first.promise };
}

test("a parent gets what a client needs, and SIGTERM ends sockets and process in order", async () => {
  const { child, message } = await start();
  if (message.type !== "ready") throw new Error(message.reason);
  const { clientId, accessToken } = message.credentials;
  const query = new URLSearchParams({ version: "2", authType: "2", clientId, token: accessToken });
  const client = new FeedClient(`${message.feedUrl}/?${query}`);
  await client.opened();
  child.kill("SIGTERM");
  await client.closed();
  expect(client.closeCode).toBe(1000);
  expect(await child.exited).toBe(0);
}, 30_000);

test("it goes when its parent does", async () => {
  const { child, message } = await start();
  expect(message.type).toBe("ready");
  child.disconnect();
  expect(await child.exited).toBe(0);
}, 30_000);

test("a port in use is one clear line, from its parent if it has one, and exit code 1", async () => {
  const taken = Bun.listen({ hostname: "127.0.0.1", port: 0, socket: { data() {} } });
  try {
    const env = { SIM_PORT: String(taken.port) };
    const { child, message } = await start(env);
    expect(message).toEqual({ type: "failed", reason: expect.stringContaining(String(taken.port)) });
    expect(await child.exited).toBe(1);
    expect(await new Response(child.stderr).text()).toBe("");

    const alone = Bun.spawn([process.execPath, MAIN], { env: { ...ENVIRONMENT, ...env }, stderr: "pipe" });
    expect(await alone.exited).toBe(1);
    expect(await new Response(alone.stderr).text()).toBe(
      `simulator: port ${taken.port} is in use: set SIM_PORT to a free one\n`,
    );
  } finally {
    taken.stop(true);
  }
}, 30_000);

test("without a parent it prints the environment that makes bun start use it", async () => {
  const child = Bun.spawn([process.execPath, MAIN], { env: ENVIRONMENT, stdout: "pipe", stderr: "inherit" });
  let text = "";
  for await (const chunk of child.stdout.pipeThrough(
    new TextDecoderStream() as never,
  ) as unknown as AsyncIterable<string>) {
    text += chunk;
    if (text.includes("/control")) break;
  }
  for (const name of ["CLIENT_ID", "ACCESS_TOKEN", "FEED_URL", "API_URL", "AUTH_URL", "MASTER_URL"]) {
    expect(text).toMatch(new RegExp(`^DHAN_${name}=\\S+$`, "m"));
  }
  child.kill("SIGINT");
  expect(await child.exited).toBe(0);
}, 30_000);
