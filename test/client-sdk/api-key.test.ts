import { afterAll, beforeAll, expect, test } from "bun:test";
import { createTickStream, StreamClosedError, strikewire } from "../../client-sdk/index.ts";
import { CloseCode } from "../../shared/stream-limits.ts";
import { AuthServer, type Credentials } from "../fakes/auth-server.ts";
import { first, NIFTY, whenStatus } from "./harness.ts";

let server: AuthServer;
let asha: { userId: string; session: Credentials };

beforeAll(async () => {
  server = await AuthServer.start();
  asha = await server.addUser("asha", "trader");
});
afterAll(() => server.stop());

/** The platform's own, which notes where it went. */
function notingSocket() {
  return class extends WebSocket {
    static readonly addresses: string[] = [];
    constructor(url: string, protocols: string[]) {
      super(url, protocols);
      new.target.addresses.push(url);
    }
  };
}

async function readAll(items: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of items);
}

test("P60: one key opens calls and ticks alike", async () => {
  const { text: apiKey } = await server.addKey(asha.session, ["read"]);
  const sw = strikewire({ url: server.url, apiKey });
  expect(await sw.auth.status.query()).toMatchObject({ me: { id: asha.userId } });
  for await (const { instrument } of sw.ticks([NIFTY], { mode: "ltp" })) {
    expect(instrument).toBe(NIFTY);
    break;
  }
  sw.close();
});

test("P60: the key goes along at every attempt, and never in the address", async () => {
  const { text: apiKey } = await server.addKey(asha.session, ["read"]);
  const NotingSocket = notingSocket();
  const limits = { silenceMs: 1 };
  const stream = createTickStream({
    url: `${server.url}/ticks`,
    apiKey,
    limits,
    random: () => 0,
    WebSocket: NotingSocket,
  });
  await whenStatus(stream, "open");
  await whenStatus(stream, "reconnecting");
  await whenStatus(stream, "open");
  stream.close();
  expect(NotingSocket.addresses.length).toBeGreaterThanOrEqual(2);
  for (const address of NotingSocket.addresses) expect(address).not.toContain(apiKey);
});

test("P61: a key that is revoked closes the stream for good, and whoever iterates is told", async () => {
  const { id, text: apiKey } = await server.addKey(asha.session, ["read"]);
  const NotingSocket = notingSocket();
  const sw = strikewire({ url: server.url, apiKey, WebSocket: NotingSocket });
  const reading = readAll(sw.ticks([NIFTY])).catch((thrown) => thrown);
  await whenStatus(sw.stream, "open");
  await server.as(asha.session).auth.keys.revoke.mutate({ id });
  const error = await reading;
  expect(error).toBeInstanceOf(StreamClosedError);
  expect(error).toMatchObject({ code: CloseCode.signedOut, retryable: false });
  expect(sw.stream.status).toMatchObject({ status: "closed", by: "server", code: CloseCode.signedOut });
  sw.stream.retryNow();
  expect(NotingSocket.addresses).toHaveLength(1);
});

test("P3: a key that is not good is told from a network that is not there, and is not tried again", async () => {
  const NotingSocket = notingSocket();
  const bad = createTickStream({ url: `${server.url}/ticks`, apiKey: "swk_of_nobody", WebSocket: NotingSocket });
  expect(await whenStatus(bad, "closed")).toMatchObject({
    by: "server",
    code: CloseCode.signedOut,
    reason: expect.stringContaining("API key is not valid"),
  });
  const tried = NotingSocket.addresses.length;
  bad.retryNow();
  expect(NotingSocket.addresses).toHaveLength(tried);

  const nobody = createTickStream({ url: `${server.url}/ticks` });
  expect(await whenStatus(nobody, "closed")).toMatchObject({ reason: expect.stringContaining("Sign in") });

  const asked: string[] = [];
  const nowhere = createTickStream({
    url: "ws://127.0.0.1:1/ticks",
    random: () => 0,
    fetch: Object.assign(
      async (url: URL | RequestInfo) => {
        asked.push(String(url));
        return new Response("<html>a proxy's page</html>", { status: 403 });
      },
      { preconnect() {} },
    ),
  });
  await first(nowhere.onStatus, (status) => status.status === "reconnecting" && status.attempt === 3);
  expect(asked).toContain("http://127.0.0.1:1/ticks");
  expect(nowhere.status.status).toBe("reconnecting");
  nowhere.close();
});
