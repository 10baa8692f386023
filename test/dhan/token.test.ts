import { afterEach, describe, expect, test } from "bun:test";
import { createDhanRest } from "../../server/dhan/rest.ts";
import { createTokenKeeper, TOKEN_LIMITS, type TokenKeeperOptions } from "../../server/dhan/token.ts";
import { HandClock } from "../fakes/clock.ts";
import { recordingLog } from "../fakes/dhan-rest-log.ts";
import { fakeToken, type ReceivedRequest, startDhanRestServer, tradingError } from "../fakes/dhan-rest-server.ts";
import { until } from "../fakes/until.ts";

const START = Date.parse("2026-11-23T09:00:00+05:30");
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const SIGN_IN = { pin: "843219", totpSecret: "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP" };

const tokenUntil = (utcMs: number, tokenConsumerType = "SELF") => fakeToken({ exp: utcMs / 1_000, tokenConsumerType });
const FIRST = tokenUntil(START + DAY);

const opened: (() => void)[] = [];
afterEach(() => {
  for (const close of opened.splice(0)) close();
});

function setUp(options: Partial<TokenKeeperOptions>, answer: (request: ReceivedRequest, clock: HandClock) => Response) {
  const clock = new HandClock(START);
  const server = startDhanRestServer((request) => answer(request, clock));
  const logged = recordingLog();
  const rest = createDhanRest({
    apiUrl: `${server.url}/v2`,
    authUrl: server.url,
    credentials: () => ({ clientId: "1100001", accessToken: keeper.accessToken() }),
    onTokenRejected: (token) => keeper.rejected(token),
    clock,
    log: logged.log,
  });
  const keeper = createTokenKeeper({
    clientId: "1100001",
    accessToken: FIRST,
    signIn: null,
    rest,
    clock,
    log: logged.log,
    ...options,
  });
  opened.push(
    () => keeper.stop(),
    () => rest.close(),
    () => void server.stop(),
  );
  const nextToken = () => {
    return new Promise<string>((resolve) => {
      const stop = keeper.onToken((token) => {
        stop();
        resolve(token);
      });
    });
  };
  return { clock, server, logged, keeper, nextToken };
}

/** Answers as Dhan does: by renewal `{token}`, by sign-in `{accessToken}`, both good for a day. */
const newToken = ({ path }: ReceivedRequest, clock: HandClock) => {
  const isRenewal = path === "/v2/RenewToken";
  const token = tokenUntil(clock.now() + DAY, isRenewal ? "SELF" : "APP");
  return Response.json(isRenewal ? { token } : { accessToken: token });
};

describe("a token made on Dhan's site", () => {
  test("is renewed a while before it ends, and again the next day", async () => {
    const { keeper, clock, server, nextToken } = setUp({}, newToken);
    keeper.start();
    clock.advance(DAY - TOKEN_LIMITS.renewLeadMs - 1);
    expect(server.received).toEqual([]);

    for (const day of [1, 2]) {
      const renewed = nextToken();
      clock.advance(day === 1 ? 1 : DAY - TOKEN_LIMITS.renewLeadMs);
      const token = await renewed;
      expect(keeper.accessToken()).toBe(token);
      expect(keeper.status()).toEqual({ expiresAt: clock.now() + DAY, isRejected: false, problem: null });
    }
    expect(server.received.map(({ path }) => path)).toEqual(["/v2/RenewToken", "/v2/RenewToken"]);
    expect(server.received[0]!.headers.get("access-token")).toBe(FIRST);
  });

  test("that has little time left is renewed half-way through it", async () => {
    const { keeper, clock, nextToken } = setUp({ accessToken: tokenUntil(START + HOUR) }, newToken);
    keeper.start();
    const renewed = nextToken();
    expect(clock.nextTimerMs).toBe(HOUR / 2);
    clock.advance(HOUR / 2);
    await renewed;
  });

  test("of thirty days is looked at every hour: no timer is longer than timers can be", () => {
    const { keeper, clock } = setUp({ accessToken: tokenUntil(START + 30 * DAY) }, newToken);
    keeper.start();
    expect(clock.nextTimerMs).toBe(TOKEN_LIMITS.lookMs);
    clock.advance(29 * DAY);
    expect(clock.nextTimerMs).toBe(TOKEN_LIMITS.lookMs);
  });

  test("is kept when its renewal fails, and the renewal tried again, ever later", async () => {
    const { keeper, clock, server, logged, nextToken } = setUp({}, (request, now) =>
      server.received.length <= 2 ? tradingError(500, "DH-908", "internal") : newToken(request, now),
    );
    keeper.start();
    for (const waitMs of [DAY - TOKEN_LIMITS.renewLeadMs, TOKEN_LIMITS.retryMs]) {
      const failed = logged.next("no new access token");
      clock.advance(waitMs);
      await failed;
      expect(keeper.accessToken()).toBe(FIRST);
      expect(keeper.status().problem).toContain("DH-908");
    }
    const renewed = nextToken();
    expect(clock.nextTimerMs).toBe(2 * TOKEN_LIMITS.retryMs);
    clock.advance(2 * TOKEN_LIMITS.retryMs);
    expect(await renewed).not.toBe(FIRST);
    expect(keeper.status().problem).toBeNull();
  });

  test("that Dhan does not take cannot be renewed: a person is asked, once", async () => {
    const { keeper, clock, server, logged } = setUp({}, newToken);
    keeper.start();
    keeper.rejected(FIRST);
    keeper.rejected(FIRST);
    clock.advance(DAY);
    expect(server.received).toEqual([]);
    expect(keeper.status()).toMatchObject({ isRejected: true });
    expect(keeper.status().problem).toContain("web.dhan.co");
    expect(logged.lines.filter(({ level }) => level === 50).length).toBe(1);
  });

  test("that has expired already cannot be renewed either", () => {
    const { keeper, server } = setUp({ accessToken: tokenUntil(START - 1_000) }, newToken);
    keeper.start();
    expect(keeper.status().problem).toContain("has expired");
    expect(server.received).toEqual([]);
  });
});

describe("with pin and TOTP secret", () => {
  test("the first token is made at the start", async () => {
    const { keeper, server, nextToken } = setUp({ accessToken: null, signIn: SIGN_IN }, newToken);
    const first = nextToken();
    keeper.start();
    expect(keeper.accessToken()).toBeNull();
    expect(await first).toBe(keeper.accessToken()!);
    expect(server.received[0]!.path).toBe("/app/generateAccessToken");
    expect(server.received[0]!.query.get("pin")).toBe(SIGN_IN.pin);
  });

  test("a rejected token is replaced at once, and late word of it is ignored", async () => {
    const { keeper, server, nextToken } = setUp({ signIn: SIGN_IN }, newToken);
    keeper.start();
    const replaced = nextToken();
    keeper.rejected(FIRST);
    const second = await replaced;
    keeper.rejected(FIRST);
    expect(keeper.accessToken()).toBe(second);
    expect(keeper.status().isRejected).toBe(false);
    expect(server.received.length).toBe(1);
  });

  test("new tokens that die soon are replaced ever later: another program may be signing in too", async () => {
    const { keeper, clock, nextToken } = setUp({ signIn: SIGN_IN }, newToken);
    keeper.start();
    let replaced = nextToken();
    keeper.rejected(FIRST);
    for (const waitMs of [1, 2, 4].map((times) => times * TOKEN_LIMITS.retryMs)) {
      const token = await replaced;
      replaced = nextToken();
      keeper.rejected(token);
      expect(clock.nextTimerMs).toBe(waitMs);
      clock.advance(waitMs);
    }
    await replaced;
  });

  test("being told to wait two minutes is no refusal", async () => {
    const throttled = 2 * TOKEN_LIMITS.refusals;
    const { keeper, clock, server, logged, nextToken } = setUp(
      { signIn: SIGN_IN, accessToken: null },
      (request, now) =>
        server.received.length <= throttled
          ? Response.json({ message: "Token can be generated once every 2 minutes.", status: "error" })
          : newToken(request, now),
    );
    const token = nextToken();
    let failed = logged.next("no new access token");
    keeper.start();
    for (let i = 0; i < throttled; i++) {
      await failed;
      failed = logged.next("no new access token");
      clock.advance(clock.nextTimerMs!);
    }
    expect(await token).toBe(keeper.accessToken()!);
  });

  test("after three refusals it is left to a person: a wrong pin locks the account", async () => {
    const { keeper, clock, server, logged } = setUp({ signIn: SIGN_IN, accessToken: null }, () =>
      Response.json({ message: "Invalid Pin", status: "error" }),
    );
    let failed = logged.next("no new access token");
    keeper.start();
    for (let i = 1; i < TOKEN_LIMITS.refusals; i++) {
      await failed;
      failed = logged.next("no new access token");
      clock.advance(clock.nextTimerMs!);
    }
    await failed;
    clock.advance(DAY);
    expect(server.received.length).toBe(TOKEN_LIMITS.refusals);
    expect(keeper.status().problem).toContain(`refused ${TOKEN_LIMITS.refusals} times`);
  });
});

test("without a token and without a way to make one, it says so", () => {
  const { keeper } = setUp({ accessToken: null }, newToken);
  keeper.start();
  expect(keeper.status().problem).toContain("neither an access token nor a pin");
});

test("a token that cannot be renewed because it was made by signing in says so when its time comes", () => {
  const { keeper, clock, server } = setUp({ accessToken: tokenUntil(START + DAY, "APP") }, newToken);
  keeper.start();
  expect(keeper.status().problem).toBeNull();
  clock.advance(DAY - TOKEN_LIMITS.renewLeadMs);
  expect(keeper.status().problem).toContain("made by signing in");
  expect(server.received).toEqual([]);
});

test("a subscriber that throws keeps no other from the new token", async () => {
  const { keeper, nextToken, logged } = setUp({ accessToken: null, signIn: SIGN_IN }, newToken);
  keeper.onToken(() => {
    throw new Error("subscriber's trouble");
  });
  const token = nextToken();
  keeper.start();
  expect(await token).toBe(keeper.accessToken()!);
  expect(logged.text()).toContain("subscriber's trouble");
});

test("after stop nothing is renewed", () => {
  const { keeper, clock, server } = setUp({}, newToken);
  keeper.start();
  keeper.stop();
  expect(clock.nextTimerMs).toBeNull();
  keeper.rejected(FIRST);
  clock.advance(2 * DAY);
  expect(server.received).toEqual([]);
});

test("no token, pin or secret is ever logged", async () => {
  const { keeper, clock, logged, nextToken, server } = setUp({ signIn: SIGN_IN }, (request, now) => {
    const echo = `${request.query.get("pin")} ${FIRST}`;
    return server.received.length === 1 ? tradingError(500, "DH-908", `no ${echo}`) : newToken(request, now);
  });
  const failed = logged.next("no new access token");
  keeper.start();
  keeper.rejected(FIRST);
  await failed;
  const replaced = nextToken();
  clock.advance(clock.nextTimerMs!);
  const second = await replaced;
  keeper.rejected(second);
  for (const secret of [FIRST, second, SIGN_IN.pin, SIGN_IN.totpSecret]) expect(logged.text()).not.toContain(secret);
  expect(keeper.status().problem ?? "").not.toContain(SIGN_IN.pin);
});

describe("other credentials", () => {
  const OTHER = fakeToken({ exp: (START + 3 * DAY) / 1_000, tokenConsumerType: "SELF" });
  const other = { clientId: "1100002", accessToken: OTHER, signIn: null };

  test("take the place of the old at once, and whatever was wrong with those is over", async () => {
    const { keeper, clock, nextToken } = setUp({}, () => tradingError(401, "DH-901", "no"));
    keeper.start();
    keeper.rejected(FIRST);
    await until("it has given up", () => keeper.status().problem !== null);
    const handedOn = nextToken();
    keeper.use(other);
    expect(await handedOn).toBe(OTHER);
    expect([keeper.clientId(), keeper.accessToken()]).toEqual(["1100002", OTHER]);
    expect(keeper.status()).toEqual({ expiresAt: START + 3 * DAY, isRejected: false, problem: null });
    expect(clock.nextTimerMs).toBe(TOKEN_LIMITS.lookMs);
  });

  test("that can sign in make their first token by themselves", async () => {
    const { keeper, server, nextToken } = setUp({}, newToken);
    keeper.start();
    const made = nextToken();
    keeper.use({ clientId: "1100002", accessToken: null, signIn: SIGN_IN });
    expect(keeper.accessToken()).toBeNull();
    expect(await made).toBe(keeper.accessToken()!);
    expect(server.received.map(({ query }) => query.get("dhanClientId"))).toEqual(["1100002"]);
  });

  test("are not overwritten by a token that the old ones were asked for before", async () => {
    const hold = Promise.withResolvers<void>();
    const { keeper, clock, server } = setUp({}, (async (request: ReceivedRequest, now: HandClock) => {
      await hold.promise;
      return newToken(request, now);
    }) as unknown as typeof newToken);
    keeper.start();
    clock.advance(DAY - TOKEN_LIMITS.renewLeadMs);
    await server.receives(1);
    keeper.use(other);
    hold.resolve();
    // The answer has been taken in, and the keeper looks again, once there is a timer.
    await until("the late answer was let go", () => clock.pending > 0);
    expect(keeper.accessToken()).toBe(OTHER);
  });
});
