import { afterEach, expect, test } from "bun:test";
import { ClientAddresses } from "../../server/api/client-address.ts";
import { EventStreams } from "../../server/api/event-streams.ts";
import { adminProcedure, publicProcedure, router, viewerProcedure } from "../../server/api/trpc.ts";
import { trpcEndpoint } from "../../server/api/trpc-endpoint.ts";
import { DEMO_IDENTITY, type Identified, type Identity } from "../../server/auth/identity.ts";
import { OpenStreams } from "../../server/auth/open-streams.ts";
import { SCOPES_OF } from "../../shared/role.ts";
import { recordingLog } from "../fakes/dhan-rest-log.ts";
import { until } from "../fakes/until.ts";

const VIEWER: Identity = { ...DEMO_IDENTITY, userId: "asha", role: "viewer", scopes: SCOPES_OF.viewer, via: "session" };
/** Streams of counting whose end was seen by the procedure. */
let ended = 0;
afterEach(() => {
  ended = 0;
});

async function* countFor(signal: AbortSignal | undefined) {
  try {
    for (let n = 0; signal?.aborted !== true; n++) {
      yield n;
      await Bun.sleep(1);
    }
  } finally {
    ended++;
  }
}

const routerOfTest = router({
  count: viewerProcedure.subscription(({ signal }) => countFor(signal)),
  secret: adminProcedure.query(() => "secret"),
  open: publicProcedure.query(() => "open"),
  broken: publicProcedure.query(() => {
    throw new Error("the password is hunter2");
  }),
});

function serve(caller: Identified = { ok: true, identity: VIEWER }) {
  const streams = new OpenStreams();
  const logged = recordingLog();
  const endpoint = trpcEndpoint({
    router: routerOfTest,
    auth: { identify: () => caller },
    eventStreams: new EventStreams({ ofIdentities: streams }),
    addresses: new ClientAddresses([]),
    log: logged.log,
  });
  const ask = (name: string, headers: Record<string, string> = {}) =>
    endpoint(new Request(`http://127.0.0.1/trpc/${name}`, { headers }));
  const stream = async (name: string) => (await ask(name, { accept: "text/event-stream" })).body!.getReader();
  return { streams, logged, ask, stream };
}

test.each(["userEnded", "rightsChanged"] as const)(
  "a stream of events ends within its procedure too: %s",
  async (how) => {
    const { streams, stream } = serve();
    const [ending, other] = [await stream("count"), await stream("count")];
    await ending.read();
    expect(streams.size).toBe(2);
    streams[how]("ravi");
    await other.read();
    streams[how]("asha");
    for (const reader of [ending, other]) while (!(await reader.read()).done);
    await until("both procedures have ended", () => ended === 2);
    expect(streams.size).toBe(0);
  },
);

test("a stream that the browser leaves is taken off", async () => {
  const { streams, stream } = serve();
  const reader = await stream("count");
  await reader.read();
  await reader.cancel();
  await until("the procedure has ended", () => ended === 1);
  expect(streams.size).toBe(0);
});

test("what is refused opens nothing", async () => {
  const { streams, ask } = serve({ ok: false, reason: "sign-in-needed" });
  const response = await ask("count", { accept: "text/event-stream" });
  expect(await response.text()).toContain("sign-in-needed");
  expect(streams.size).toBe(0);
});

test("an error inside is answered without its words, and logged", async () => {
  const { ask, logged } = serve();
  const response = await ask("broken");
  expect(response.status).toBe(500);
  const text = await response.text();
  for (const inside of ["hunter2", "stack", "server/api", ".ts:"]) expect(text).not.toContain(inside);
  expect(logged.text()).toContain("a procedure failed");
});

test("more calls in one request than there may be are refused", async () => {
  const { ask } = serve();
  const batch = (calls: number) => ask(`${Array(calls).fill("open").join(",")}?batch=1&input={}`);
  expect((await batch(20)).status).toBe(200);
  expect((await batch(21)).status).toBe(400);
});
