import { expect, test } from "bun:test";
import { EVENT_STREAM_LIMITS, EventStreams } from "../../server/api/event-streams.ts";
import { DEMO_IDENTITY, type Identified } from "../../server/auth/identity.ts";
import { OpenStreams } from "../../server/auth/open-streams.ts";

/** An answer that goes on, and knows whether it was given up. */
function endless() {
  const state = { isGivenUp: false };
  const body = new ReadableStream<Uint8Array>({
    cancel() {
      state.isGivenUp = true;
    },
  });
  return { state, response: new Response(body, { headers: { "content-type": "text/event-stream" } }) };
}

const as = (userId: string): Identified => ({ ok: true, identity: { ...DEMO_IDENTITY, userId } });

function start(limits?: { inAll: number; perUser: number }, random = () => 0) {
  const ofIdentities = new OpenStreams();
  const streams = new EventStreams({ ofIdentities, random, ...(limits === undefined ? {} : { limits }) });
  return { ofIdentities, streams, send: (userId: string) => streams.send(endless().response, as(userId)) };
}

test("a user has as many as may be; one more is refused and given up, and others are not touched", async () => {
  const { streams, send } = start();
  const open = Array.from({ length: EVENT_STREAM_LIMITS.perUser }, () => send("asha"));
  expect(open.map(({ status }) => status)).toEqual(open.map(() => 200));
  const { state, response } = endless();
  const refused = streams.send(response, as("asha"));
  expect(refused.status).toBe(429);
  expect(await refused.json()).toMatchObject({ reason: "too-many-streams" });
  expect(state.isGivenUp).toBe(true);
  expect(send("ravi").status).toBe(200);
  await open[0]!.body!.cancel();
  expect(send("asha").status).toBe(200);
});

test("all together have as many as may be", () => {
  const { send } = start({ inAll: 3, perUser: 2 });
  expect(["asha", "asha", "ravi", "meera"].map((userId) => send(userId).status)).toEqual([200, 200, 200, 503]);
});

test("when the server stops all end, and what is behind them is told", async () => {
  const { ofIdentities, streams } = start();
  const behind = [endless(), endless()];
  const sent = behind.map(({ response }, i) => streams.send(response, as(`user ${i}`)).body!.getReader());
  streams.endAll();
  expect(behind.map(({ state }) => state.isGivenUp)).toEqual([true, true]);
  expect([streams.size, ofIdentities.size]).toEqual([0, 0]);
  for (const reader of sent) while (!(await reader.read()).done);
});

test("each is told another time to come back after a loss", async () => {
  const first = async (random: () => number) => {
    const reader = start(undefined, random).send("asha").body!.getReader();
    return new TextDecoder().decode((await reader.read()).value);
  };
  expect(await first(() => 0)).toBe("retry: 500\n\n");
  expect(await first(() => 0.5)).toBe("retry: 2750\n\n");
});
