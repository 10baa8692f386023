import { afterEach, describe, expect, test } from "bun:test";
import { systemClock } from "../../server/clock.ts";
import { CLIENT_ID, failureOf, ok, setUp, TOKEN, tearDown } from "../fakes/dhan-rest-rig.ts";
import { fakeToken } from "../fakes/dhan-rest-server.ts";

const PIN = "843219";
const TOTP_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";

afterEach(tearDown);

describe("profile", () => {
  const PROFILE = {
    dhanClientId: CLIENT_ID,
    tokenValidity: "30/03/2025 15:37",
    activeSegment: "Equity, Derivative, Currency, Commodity",
    ddpi: "Active",
    mtf: "Active",
    dataPlan: "Active",
    dataValidity: "2024-12-05 09:37:52.0",
  };

  test("says how long the token and the data plan last, in UTC", async () => {
    const { rest, server } = setUp(() => Response.json(PROFILE));
    expect(await rest.profile()).toEqual({
      clientId: CLIENT_ID,
      tokenExpiresAt: Date.parse("2025-03-30T15:37:00+05:30"),
      isDataPlanActive: true,
      dataPlanEndsAt: Date.parse("2024-12-05T09:37:52+05:30"),
      activeSegments: ["Equity", "Derivative", "Currency", "Commodity"],
    });
    const request = server.received[0]!;
    expect([request.method, request.path]).toEqual(["GET", "/v2/profile"]);
    expect(request.headers.get("access-token")).toBe(TOKEN);
    expect(request.headers.get("client-id")).toBe(CLIENT_ID);
  });

  test("is found whether or not the address ends with a slash", async () => {
    const { server } = setUp(() => Response.json(PROFILE));
    const { rest } = setUp(() => Response.json(PROFILE), { apiUrl: `${server.url}/v2/` });
    await rest.profile();
    expect(server.received[0]!.path).toBe("/v2/profile");
  });

  test("of an account without a data plan says so, and of the sandbox that it is not told", async () => {
    const answers = [{ ...PROFILE, dataPlan: "Deactive" }, { dhanClientId: 1100001 }];
    const { rest } = setUp(() => Response.json(answers.shift()));
    expect((await rest.profile()).isDataPlanActive).toBe(false);
    expect(await rest.profile()).toEqual({
      clientId: CLIENT_ID,
      tokenExpiresAt: null,
      isDataPlanActive: null,
      dataPlanEndsAt: null,
      activeSegments: [],
    });
  });
});

describe("tokens", () => {
  test("are renewed by GET, the client id in a header of its own", async () => {
    const renewed = fakeToken({ exp: 1_900_086_400 });
    const { rest, server } = setUp(() =>
      Response.json({ createTime: "2026-11-23T09:00:00", expiryTime: "2026-11-24T09:00:00", token: renewed }),
    );
    expect(await rest.renewToken()).toEqual({ accessToken: renewed, expiresAt: 1_900_086_400_000 });
    const request = server.received[0]!;
    expect([request.method, request.path]).toEqual(["GET", "/v2/RenewToken"]);
    expect(request.headers.get("dhanClientId")).toBe(CLIENT_ID);
    expect(request.headers.get("access-token")).toBe(TOKEN);
  });

  test("are made with pin and a one-time password of this moment", async () => {
    const { rest, server } = setUp(
      () => Response.json({ accessToken: "opaque", expiryTime: "2026-11-24T09:00:00.000" }),
      {
        // 59 s after 1970 began; RFC 6238 gives 94287082 for its secret at that time, six digits of it are used here.
        clock: { ...systemClock(), now: () => 59_000 },
      },
    );
    const rfcSecret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
    expect(await rest.generateToken(CLIENT_ID, PIN, rfcSecret)).toEqual({
      accessToken: "opaque",
      // Dhan writes no offset and means Indian time.
      expiresAt: Date.parse("2026-11-24T09:00:00+05:30"),
    });
    const request = server.received[0]!;
    expect([request.method, request.path]).toEqual(["POST", "/app/generateAccessToken"]);
    expect(Object.fromEntries(request.query)).toEqual({ dhanClientId: CLIENT_ID, pin: PIN, totp: "287082" });
    expect(request.headers.get("access-token")).toBeNull();
  });

  test.each([
    ["Token can be generated once every 2 minutes.", "token-throttled", true],
    ["Invalid TOTP", "totp-refused", false],
    ["Invalid Pin", "sign-in-refused", false],
  ])("%s is an error although it comes with HTTP 200", async (message, code, retryable) => {
    const { rest, server } = setUp(() => Response.json({ message, status: "error" }));
    const failure = await failureOf(rest.generateToken(CLIENT_ID, PIN, TOTP_SECRET));
    expect([failure.code, failure.kind, failure.retryable, failure.httpStatus]).toEqual([
      code,
      "sign-in",
      retryable,
      200,
    ]);
    expect(server.received.length).toBe(1);
  });

  test("a TOTP secret that is none is refused before anything is sent", async () => {
    const { rest, server } = setUp(() => Response.json({}));
    const failure = await failureOf(rest.generateToken(CLIENT_ID, PIN, "not base 32 !"));
    expect(failure.code).toBe("totp-secret");
    expect(failure.message).not.toContain("not base 32");
    expect(server.received).toEqual([]);
  });

  test("an answer without one is an error", async () => {
    const { rest } = setUp(() => Response.json({ expiryTime: "2026-11-24T09:00:00" }));
    expect((await failureOf(rest.renewToken())).code).toBe("bad-answer");
  });

  test("without one no call is sent", async () => {
    const { rest, server, rejected } = setUp(() => ok({}), {
      credentials: () => ({ clientId: CLIENT_ID, accessToken: null }),
    });
    expect((await failureOf(rest.profile())).code).toBe("no-token");
    expect([server.received.length, rejected.length]).toEqual([0, 0]);
  });
});
