import { afterEach, describe, expect, test } from "bun:test";
import type { DhanRestError } from "../../server/dhan/rest-error.ts";
import { failureOf, NIFTY, setUp, tearDown } from "../fakes/dhan-rest-rig.ts";
import { dataError, tradingError } from "../fakes/dhan-rest-server.ts";

afterEach(tearDown);

describe("Dhan's ways of saying no", () => {
  const tests: [string, () => Response, Partial<DhanRestError>][] = [
    ["DH-901", () => tradingError(401, "DH-901", "Client ID is invalid."), { kind: "token", httpStatus: 401 }],
    ["DH-902", () => tradingError(401, "DH-902", "no plan"), { kind: "plan" }],
    ["DH-904", () => tradingError(429, "DH-904", "too many"), { kind: "rate-limit", retryable: true }],
    ["DH-905", () => tradingError(429, "DH-905", "too fast for us"), { kind: "rate-limit" }],
    ["DH-905", () => tradingError(400, "DH-905", "Invalid IP"), { kind: "request", retryable: false }],
    ["DH-906", () => tradingError(400, "DH-906", "Invalid Token"), { kind: "token" }],
    ["DH-906", () => tradingError(400, "DH-906", "bad order"), { kind: "request" }],
    ["DH-908", () => tradingError(500, "DH-908", "internal"), { kind: "server", retryable: true }],
    ["DH-1111", () => tradingError(500, "DH-1111", "not listed"), { kind: "server" }],
    ["805", () => dataError(429, 805, "Too many requests. Further…"), { kind: "rate-limit", httpStatus: 429 }],
    ["805", () => dataError(200, 805, "Too many requests."), { kind: "rate-limit", httpStatus: 200 }],
    ["806", () => dataError(401, 806, "Data APIs not Subscribed"), { kind: "plan", retryable: false }],
    ["807", () => dataError(401, 807, "Access token is expired"), { kind: "token" }],
    ["811", () => dataError(400, 811, "Invalid Expiry Date"), { kind: "request" }],
    ["800", () => dataError(500, 800, "Internal Server Error"), { kind: "server", retryable: true }],
    ["http-429", () => new Response("slow down", { status: 429 }), { kind: "rate-limit", retryable: true }],
    ["http-401", () => new Response("", { status: 401 }), { kind: "token" }],
    ["http-403", () => new Response("<html>", { status: 403 }), { kind: "plan" }],
    ["http-502", () => new Response("<html>Bad Gateway", { status: 502 }), { kind: "server", retryable: true }],
    ["http-400", () => Response.json({ unknown: "shape" }, { status: 400 }), { kind: "request" }],
    ["http-200", () => Response.json({ status: "failed", data: "" }), { kind: "answer" }],
    ["http-302", () => Response.redirect("http://127.0.0.1:1/elsewhere"), { kind: "answer", httpStatus: 302 }],
    ["not-json", () => new Response("<html>Welcome"), { kind: "answer", retryable: false }],
    ["not-json", () => new Response(""), { kind: "answer" }],
    ["bad-answer", () => Response.json({ data: "nothing" }), { kind: "answer", retryable: false }],
    ["bad-answer", () => Response.json("text"), { kind: "answer" }],
  ];
  test.each(tests)("%s", async (code, answer, expected) => {
    const { rest } = setUp(answer, { limits: { attempts: 1 } });
    const failure = await failureOf(rest.ltp([NIFTY]));
    expect(failure).toMatchObject({ code, ...expected });
    expect(failure.message).toStartWith("POST /");
    expect(failure.message).toContain("/marketfeed/ltp: ");
  });

  test("the Spring server's 404 names the path and says to check the address", async () => {
    const { rest } = setUp(({ path }) =>
      Response.json(
        { timestamp: "2026-11-23T00:00:00.000+00:00", status: 404, error: "Not Found", path },
        { status: 404 },
      ),
    );
    const failure = await failureOf(rest.profile());
    expect([failure.code, failure.httpStatus, failure.retryable]).toEqual(["http-404", 404, false]);
    expect(failure.message).toContain("Not Found: /v2/profile");
    expect(failure.message).toContain("DHAN_API_URL");
  });

  test("a message says what to do", async () => {
    const { rest } = setUp(() => dataError(401, 806, "Data APIs not Subscribed"));
    const { message } = await failureOf(rest.ltp([NIFTY]));
    expect(message).toBe(
      "POST /v2/marketfeed/ltp: 806 Data APIs not Subscribed (HTTP 401). Look at web.dhan.co (profile, Access DhanHQ APIs) whether the account has the Data API plan.",
    );
  });
});
