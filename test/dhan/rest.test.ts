import { afterEach, describe, expect, test } from "bun:test";
import type { DhanRestError } from "../../server/dhan/rest-error.ts";
import { REST_LIMITS } from "../../server/dhan/rest-limits.ts";
import type { InstrumentRef } from "../../shared/instrument-key.ts";
import { CLIENT_ID, FREE, failureOf, NIFTY, ok, setUp, TOKEN, tearDown } from "../fakes/dhan-rest-rig.ts";
import { dataError, tradingError } from "../fakes/dhan-rest-server.ts";

const PIN = "843219";
const TOTP_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";

afterEach(tearDown);

describe("sending again", () => {
  test.each([
    ["429", () => dataError(429, 805, "Too many requests.")],
    ["an internal error", () => dataError(500, 800, "Internal Server Error")],
    ["a gateway's page", () => new Response("<html>", { status: 503 })],
  ])("helps after %s", async (_what, trouble) => {
    const answers = [trouble(), trouble(), ok({ IDX_I: { "13": { last_price: 1 } } })];
    const { rest, server } = setUp(() => answers.shift()!);
    expect((await rest.ltp([NIFTY])).get("IDX_I:13")).toEqual({ ltp: 1 });
    expect(server.received.length).toBe(3);
  });

  test("ends after the attempts allowed", async () => {
    const { rest, server } = setUp(() => dataError(500, 800, "Internal Server Error"), { limits: { attempts: 3 } });
    expect((await failureOf(rest.ltp([NIFTY]))).code).toBe("800");
    expect(server.received.length).toBe(3);
  });

  test.each([
    ["a refused request", () => dataError(400, 814, "Invalid Request")],
    ["a dead token", () => dataError(401, 807, "expired")],
    ["an answer of another shape", () => Response.json({ data: 5 })],
  ])("is not tried after %s", async (_what, answer) => {
    const { rest, server } = setUp(answer);
    await failureOf(rest.ltp([NIFTY]));
    expect(server.received.length).toBe(1);
  });

  test("is never tried for a token, whose lost answer may hide a success", async () => {
    const { rest, server } = setUp(() => tradingError(500, "DH-908", "internal"));
    await failureOf(rest.renewToken());
    await failureOf(rest.generateToken(CLIENT_ID, PIN, TOTP_SECRET));
    expect(server.received.length).toBe(2);
  });
});

describe("a token that Dhan does not take", () => {
  test.each([
    ["HTTP 401", () => new Response("", { status: 401 })],
    ["DH-901", () => tradingError(401, "DH-901", "invalid")],
    ["DH-906 Invalid Token", () => tradingError(400, "DH-906", "Invalid Token")],
    ["807", () => dataError(401, 807, "expired")],
    ["809", () => dataError(401, 809, "invalid")],
  ])("is reported to its holder: %s", async (_what, answer) => {
    const { rest, rejected } = setUp(answer);
    await failureOf(rest.ltp([NIFTY]));
    expect(rejected).toEqual([TOKEN]);
  });

  test("is not confused with a missing data plan", async () => {
    const { rest, rejected } = setUp(() => dataError(401, 806, "Data APIs not Subscribed"));
    await failureOf(rest.ltp([NIFTY]));
    expect(rejected).toEqual([]);
  });
});

describe("limits", () => {
  test("the three kinds of price share one call a window", async () => {
    const everyMs = 50;
    const { rest, server } = setUp(() => ok({}), { limits: { quote: { ...FREE, calls: 1, everyMs } } });
    const begin = performance.now();
    await Promise.all([rest.ltp([NIFTY]), rest.ohlc([NIFTY]), rest.quote([NIFTY])]);
    expect(server.received.map(({ path }) => path.split("/").at(-1))).toEqual(["ltp", "ohlc", "quote"]);
    // The system clock, by which the limiter counts, and this one may differ by a rounded millisecond each.
    expect(server.received[2]!.at - begin).toBeGreaterThanOrEqual(2 * everyMs - 2);
  });

  test("the same chain is asked for again only a while after its last answer, another at once", async () => {
    const chainEveryMs = 60;
    const answeredAt: number[] = [];
    const { rest, server } = setUp(
      () => {
        answeredAt.push(performance.now());
        return ok(["2026-12-29"]);
      },
      { limits: { chainEveryMs } },
    );
    const bank: InstrumentRef = { segment: "IDX_I", securityId: 25 };
    await rest.expiryList([NIFTY]);
    await Promise.all([rest.expiryList([NIFTY]), rest.expiryList([bank])]);
    const ids = server.received.map(({ body }) => (body as { UnderlyingScrip: number }).UnderlyingScrip);
    expect(ids).toEqual([13, 25, 13]);
    expect(server.received[2]!.at - answeredAt[0]!).toBeGreaterThanOrEqual(chainEveryMs - 2);
  });

  test("who asks for a chain that is asked for already gets the same answer", async () => {
    const gate = Promise.withResolvers<Response>();
    const { rest, server } = setUp(() => gate.promise);
    const both = Promise.all([rest.expiryList([NIFTY]), rest.expiryList([NIFTY])]);
    await server.receives(1);
    const third = rest.expiryList([NIFTY]);
    gate.resolve(ok(["2026-12-29"]));
    expect(await both).toEqual([["2026-12-29"], ["2026-12-29"]]);
    expect(await third).toEqual(["2026-12-29"]);
    expect(server.received.length).toBe(1);
  });

  test("chains go one at a time, and only so many wait", async () => {
    const gate = Promise.withResolvers<void>();
    let underWay = 0;
    let most = 0;
    const { rest } = setUp(
      async () => {
        most = Math.max(most, ++underWay);
        await gate.promise;
        underWay--;
        return ok(["2026-12-29"]);
      },
      { limits: { data: { ...FREE, concurrency: 1, waiting: 3 } } },
    );
    const of = (securityId: number) => rest.expiryList([{ segment: "IDX_I", securityId }]);
    const accepted = [of(1), of(2), of(3)];
    const refused = await failureOf(of(4));
    expect([refused.code, refused.retryable]).toEqual(["queue-full", true]);
    gate.resolve();
    await Promise.all(accepted);
    expect(most).toBe(1);
  });

  test("prices beyond what may wait fail at once", async () => {
    const gate = Promise.withResolvers<Response>();
    const { rest } = setUp(() => gate.promise.then((answer) => answer.clone()), {
      limits: { quote: { ...FREE, concurrency: 1, waiting: 1 } },
    });
    const accepted = [rest.ltp([NIFTY]), rest.ltp([NIFTY])];
    expect(await failureOf(rest.ltp([NIFTY]))).toMatchObject({ code: "queue-full", retryable: true });
    gate.resolve(ok({}));
    await Promise.all(accepted);
  });

  test("an answer has eight megabytes, and ten seconds", () => {
    expect([REST_LIMITS.bodyBytes, REST_LIMITS.timeoutMs, REST_LIMITS.attempts]).toEqual([8_388_608, 10_000, 3]);
  });
});

describe("secrets", () => {
  const everything = (error: DhanRestError) => {
    const causes: unknown[] = [];
    for (let cause: unknown = error; cause instanceof Error; cause = cause.cause) {
      causes.push(cause.message, cause.stack, JSON.stringify(cause), Bun.inspect(cause));
    }
    return causes.join("\n");
  };

  test("show up in no error and no log line, though Dhan sends them back", async () => {
    const { rest, logged } = setUp(({ headers, query }) => {
      const echo = `${headers.get("access-token")} ${query.get("pin")} ${query.get("totp")}`;
      return tradingError(500, "DH-908", `cannot serve ${echo}`);
    });
    const failures = [
      await failureOf(rest.profile()),
      await failureOf(rest.renewToken()),
      await failureOf(rest.generateToken(CLIENT_ID, PIN, TOTP_SECRET)),
    ];
    const text = failures.map(everything).join("\n") + logged.text();
    for (const secret of [TOKEN, TOKEN.split(".")[1]!, PIN, TOTP_SECRET]) expect(text).not.toContain(secret);
    expect(failures[2]!.message).toContain("cannot serve");
  });

  test("show up in no error when the network fails", async () => {
    const { rest, server, logged } = setUp(() => ok({}));
    await server.stop();
    const failures = [
      await failureOf(rest.profile()),
      await failureOf(rest.generateToken(CLIENT_ID, PIN, TOTP_SECRET)),
    ];
    logged.log.error({ err: failures[1] }, "logged whole");
    const text = failures.map(everything).join("\n") + logged.text();
    for (const secret of [TOKEN, PIN, TOTP_SECRET]) expect(text).not.toContain(secret);
  });
});
