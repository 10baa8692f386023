import { afterEach, describe, expect, test } from "bun:test";
import { failureOf, NIFTY, ok, setUp, tearDown } from "../fakes/dhan-rest-rig.ts";

afterEach(tearDown);

describe("trouble on the way", () => {
  test("an answer that does not come in time is a retryable error", async () => {
    const gate = Promise.withResolvers<Response>();
    const { rest } = setUp(() => gate.promise, { limits: { timeoutMs: 30, attempts: 1 } });
    expect(await failureOf(rest.ltp([NIFTY]))).toMatchObject({ code: "timeout", kind: "network", retryable: true });
    gate.resolve(ok({}));
  });

  test("an answer that stops half-way runs out of time too", async () => {
    const stalled = new ReadableStream({
      start: (controller) => controller.enqueue(new TextEncoder().encode('{"data":')),
    });
    const { rest } = setUp(() => new Response(stalled), { limits: { timeoutMs: 50, attempts: 1 } });
    expect(await failureOf(rest.ltp([NIFTY]))).toMatchObject({ code: "timeout", retryable: true });
  });

  test("an answer larger than the limit is given up, one of exactly that size is read", async () => {
    const body = JSON.stringify({ data: { IDX_I: { "13": { last_price: 1 } } }, status: "success" });
    const exact = setUp(() => new Response(body), { limits: { bodyBytes: body.length } });
    expect((await exact.rest.ltp([NIFTY])).get("IDX_I:13")).toEqual({ ltp: 1 });
    const short = setUp(() => new Response(body), { limits: { bodyBytes: body.length - 1 } });
    expect(await failureOf(short.rest.ltp([NIFTY]))).toMatchObject({ code: "body-too-large", retryable: false });
  });

  test("the limit counts what a compressed answer unfolds to", async () => {
    const body = Bun.gzipSync(Buffer.from(" ".repeat(100_000)));
    const { rest } = setUp(() => new Response(body, { headers: { "content-encoding": "gzip" } }), {
      limits: { bodyBytes: 10_000 },
    });
    expect((await failureOf(rest.ltp([NIFTY]))).code).toBe("body-too-large");
  });

  test("a server that is not there is a retryable error", async () => {
    const { rest, server } = setUp(() => ok({}), { limits: { attempts: 1 } });
    await server.stop();
    expect(await failureOf(rest.ltp([NIFTY]))).toMatchObject({ code: "network", httpStatus: null, retryable: true });
  });

  test("a redirect is not followed: it would take the token elsewhere", async () => {
    const { rest, server } = setUp(({ path }) =>
      path === "/v2/profile" ? new Response(null, { status: 307, headers: { location: "/v2/other" } }) : ok({}),
    );
    expect((await failureOf(rest.profile())).code).toBe("http-307");
    expect(server.received.length).toBe(1);
  });

  test("closing ends the call under way and all that come later", async () => {
    const gate = Promise.withResolvers<Response>();
    const { rest, server } = setUp(() => gate.promise);
    const underWay = failureOf(rest.profile());
    await server.receives(1);
    rest.close();
    expect((await underWay).code).toBe("closed");
    expect((await failureOf(rest.ltp([NIFTY]))).code).toBe("closed");
    expect((await failureOf(rest.optionChain([NIFTY], "2026-11-23"))).code).toBe("closed");
    gate.resolve(ok({}));
  });
});
