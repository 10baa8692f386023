import { afterEach, describe, expect, test } from "bun:test";
import { systemClock } from "../../server/clock.ts";
import { createDhanRest, type DhanRest } from "../../server/dhan/rest.ts";
import { createTokenKeeper, TOKEN_LIMITS, type TokenKeeper } from "../../server/dhan/token.ts";
import { createLogger } from "../../server/logger.ts";
import { HandClock } from "../fakes/clock.ts";
import { FeedRig, type FeedRigOptions } from "../fakes/feed-rig.ts";
import { until } from "../fakes/until.ts";

const DAY_MS = 86_400_000;
/** A refused connection would stay so for the whole test, unless a new token helps it. */
const NO_SECOND_LOOK = { refusedRetryMs: 60_000 };

let rig: FeedRig;
let rest: DhanRest;
let keeper: TokenKeeper;
/** The keeper's own time: a token is renewed after twenty-two hours. */
let clock: HandClock;
let keys: string[];
/** Every state any connection has been in. */
let statesSeen: Set<string>;
let fewestUp: number;

afterEach(async () => {
  keeper.stop();
  await rig.stop();
  rest.close();
});

/** Feed, token keeper, REST and the simulator, joined as the server joins them. */
async function join({ hasToken, canSignIn, faults }: JoinOptions): Promise<void> {
  // Refused credentials get a socket of their own, so that sockets count refused dials too.
  rig = await FeedRig.start({ limits: NO_SECOND_LOOK, faults: { badCredentials: "packet", ...faults } });
  const { clientId, accessToken, pin, totpSecret } = rig.simulator.credentials;
  const log = createLogger("silent", "test");
  rest = createDhanRest({
    apiUrl: rig.simulator.apiUrl,
    authUrl: rig.simulator.authUrl,
    credentials: () => ({ clientId, accessToken: keeper.accessToken() }),
    onTokenRejected: (token) => keeper.rejected(token),
    clock: systemClock(),
    log,
  });
  clock = new HandClock(Date.now());
  keeper = createTokenKeeper({
    clientId,
    accessToken: hasToken ? accessToken : null,
    signIn: canSignIn ? { pin, totpSecret } : null,
    rest,
    clock,
    log,
  });
  rig.accessToken = () => keeper.accessToken();
  rig.onTokenRejected = (token) => keeper.rejected(token);
  statesSeen = new Set();
  fewestUp = 5;
  rig.onState = () => {
    const states = rig.states();
    for (const state of states) statesSeen.add(state);
    fewestUp = Math.min(fewestUp, states.filter((state) => state === "up").length);
  };
  keeper.onToken(() => rig.feed.credentialsChanged());
  keys = rig.keys(40);
}
interface JoinOptions {
  hasToken: boolean;
  canSignIn: boolean;
  faults?: FeedRigOptions["faults"];
}

async function start(): Promise<void> {
  rig.feed.start();
  rig.carry(keys);
}

async function ticking(options: JoinOptions): Promise<void> {
  await join(options);
  keeper.start();
  await start();
  await rig.allUp();
  await rig.allTick(keys);
  statesSeen.clear();
  fewestUp = 5;
}

const socketsSeen = () => rig.simulator.control.status().socketsSeen;
const hasReconnected = () => rig.feed.status().every(({ reconnects }) => reconnects === 1);

async function endedWell(): Promise<void> {
  await until("each has a socket with the new token", hasReconnected);
  await rig.allUp();
  await rig.allTick(keys);
  expect(rig.states()).toEqual(Array(5).fill("up"));
  expect(keeper.status()).toMatchObject({ isRejected: false, problem: null });
}

describe("with pin and TOTP secret and no token", () => {
  test("nothing is dialled until there is one, which the status says; then all come up without a refused dial", async () => {
    await join({ hasToken: false, canSignIn: true });
    await start();
    for (const { state, reason, retryAt } of rig.feed.status()) {
      expect({ state, reason, retryAt }).toEqual({
        state: "backing-off",
        reason: "waiting for an access token",
        retryAt: null,
      });
    }
    keeper.start();
    await rig.allUp();
    await rig.allTick(keys);
    expect(socketsSeen()).toBe(5);
    expect(rig.tokenRejections).toEqual([]);
    expect(statesSeen).not.toContain("refused");
    expect(keeper.status()).toMatchObject({ isRejected: false, problem: null });
  });
});

describe("a planned renewal", () => {
  test("that leaves the old token's sockets open replaces them one by one, and reports nothing", async () => {
    await ticking({ hasToken: true, canSignIn: false, faults: { oldTokenSockets: "keep" } });
    const before = keeper.accessToken();
    clock.advance(DAY_MS - TOKEN_LIMITS.renewLeadMs);
    await endedWell();
    expect(keeper.accessToken()).not.toBe(before);
    expect(fewestUp).toBe(4);
    expect(statesSeen).not.toContain("refused");
    expect(rig.tokenRejections).toEqual([]);
    expect(socketsSeen()).toBe(10);
  });

  test("that kills the old token's sockets, as Dhan does, ends with all five on the new token", async () => {
    await ticking({ hasToken: true, canSignIn: false });
    const before = keeper.accessToken();
    clock.advance(DAY_MS - TOKEN_LIMITS.renewLeadMs);
    await endedWell();
    expect(keeper.accessToken()).not.toBe(before);
    // Each was opened once with each token: none was dialled in vain.
    expect(socketsSeen()).toBe(10);
  });

  test("is not asked for again by the late death of an old token's socket", async () => {
    await ticking({ hasToken: true, canSignIn: false, faults: { oldTokenSockets: "keep" } });
    const stale = new Set<string>();
    rig.onState = () => {
      // The first to be handed over: the other four still have the old token.
      if (stale.size > 0 || !rig.states().includes("backing-off")) return;
      for (const key of keys) if (rig.reader.isStale(rig.store.slotOf(key))) stale.add(key);
      for (const { id } of rig.simulator.control.status().sockets) rig.simulator.control.disconnect(807, id);
    };
    clock.advance(DAY_MS - TOKEN_LIMITS.renewLeadMs);
    await endedWell();
    expect(stale.size).toBe(8);
    expect(rig.tokenRejections).toEqual([]);
    expect(statesSeen).not.toContain("refused");
  });
});

describe("807 for the present token", () => {
  test("is reported with the token it was about; a new one is got and all come back", async () => {
    await ticking({ hasToken: true, canSignIn: true });
    const before = keeper.accessToken()!;
    rig.simulator.control.disconnect(807);
    await endedWell();
    expect(keeper.accessToken()).not.toBe(before);
    expect(new Set(rig.tokenRejections)).toEqual(new Set([before]));
  });
});
