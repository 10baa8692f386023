import { systemClock } from "../../server/clock.ts";
import { createDhanRest, type DhanRestOptions } from "../../server/dhan/rest.ts";
import { DhanRestError } from "../../server/dhan/rest-error.ts";
import type { RateLimit, RestLimits } from "../../server/dhan/rest-limits.ts";
import type { InstrumentRef } from "../../shared/instrument-key.ts";
import { recordingLog } from "./dhan-rest-log.ts";
import { fakeToken, type ReceivedRequest, startDhanRestServer } from "./dhan-rest-server.ts";

export const CLIENT_ID = "1100001";
export const TOKEN = fakeToken({ exp: 1_900_000_000, tokenConsumerType: "SELF", dhanClientId: CLIENT_ID });
export const NIFTY: InstrumentRef = { segment: "IDX_I", securityId: 13 };

/** A class of calls that holds nobody up. */
export const FREE: RateLimit = {
  calls: 1_000,
  everyMs: 10,
  concurrency: 10,
  perDay: null,
  waiting: 100,
  pauseMs: 1,
  pauseMostMs: 5,
};
const FAST: Partial<RestLimits> = {
  quote: FREE,
  data: { ...FREE, concurrency: 1 },
  nonTrading: FREE,
  chainEveryMs: 1,
  retryBaseMs: 1,
  retryMostMs: 2,
};

const opened: (() => void)[] = [];

/** For afterEach: stops all that setUp started. */
export function tearDown(): void {
  for (const close of opened.splice(0)) close();
}

/** The real client against a server that answers as told, with limits that do not hold a test up. */
export function setUp(
  answer: (request: ReceivedRequest) => Response | Promise<Response>,
  options: Partial<DhanRestOptions> = {},
) {
  const server = startDhanRestServer(answer);
  const logged = recordingLog();
  const rejected: string[] = [];
  const rest = createDhanRest({
    apiUrl: `${server.url}/v2`,
    authUrl: server.url,
    credentials: () => ({ clientId: CLIENT_ID, accessToken: TOKEN }),
    onTokenRejected: (token) => rejected.push(token),
    clock: systemClock(),
    log: logged.log,
    ...options,
    limits: { ...FAST, ...options.limits },
  });
  opened.push(
    () => rest.close(),
    () => void server.stop(),
  );
  return { server, rest, rejected, logged };
}

/** A good answer of the data APIs. */
export function ok(data: unknown): Response {
  return Response.json({ data, status: "success" });
}

/** What a call failed with; throws when it did not fail, or with something else. */
export async function failureOf(call: Promise<unknown>): Promise<DhanRestError> {
  const error = await call.then(
    () => new Error("the call did not fail"),
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof DhanRestError)) throw error;
  return error;
}
