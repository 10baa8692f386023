import { formatInstrumentKey, type InstrumentKey, type InstrumentRef } from "../../shared/instrument-key.ts";
import type { Clock } from "../clock.ts";
import type { Logger } from "../logger.ts";
import { RateLimiter } from "./rate-limiter.ts";
import {
  type AccessToken,
  GENERATE_TOKEN_PATH,
  oneTimePassword,
  PROFILE_PATH,
  RENEW_TOKEN_PATH,
  type RestProfile,
  readProfile,
  readToken,
} from "./rest-account.ts";
import { DhanRestError } from "./rest-error.ts";
import { exchange, type Fetch } from "./rest-exchange.ts";
import { KeyedLimiter } from "./rest-keyed-limiter.ts";
import { REST_LIMITS, type RestLimits } from "./rest-limits.ts";
import {
  LTP,
  type Marketfeed,
  marketfeedBodies,
  OHLC,
  QUOTE,
  type RestLtp,
  type RestOhlc,
  type RestQuote,
  readMarketfeed,
} from "./rest-market-quote.ts";
import {
  EXPIRY_LIST_PATH,
  OPTION_CHAIN_PATH,
  type RestOptionChain,
  readExpiryList,
  readOptionChain,
} from "./rest-option-chain.ts";
import { withRetry } from "./rest-retry.ts";
import { type UnderlyingCandidates, UnderlyingNames } from "./rest-underlying.ts";

interface RestCredentials {
  clientId: string;
  /** Null before there is one: calls that need it fail with `no-token`. */
  accessToken: string | null;
}

export interface DhanRestOptions {
  /** E.g. https://api.dhan.co/v2 */
  apiUrl: string;
  /** E.g. https://auth.dhan.co */
  authUrl: string;
  /** Asked before each call, so that a renewed token is used at once. */
  credentials: () => RestCredentials;
  /** Dhan does not take this token: 401, DH-901, 807 and the like. */
  onTokenRejected?: (accessToken: string) => void;
  clock: Clock;
  log: Logger;
  fetch?: Fetch;
  limits?: Partial<RestLimits>;
}

/** The REST calls that the system needs. All throw DhanRestError; those that only read are sent again when that may help. */
export interface DhanRest {
  profile(): Promise<RestProfile>;
  /** Last prices by instrument key. Any number of instruments; what Dhan does not know is left out. */
  ltp(instruments: readonly InstrumentRef[]): Promise<Map<InstrumentKey, RestLtp>>;
  ohlc(instruments: readonly InstrumentRef[]): Promise<Map<InstrumentKey, RestOhlc>>;
  quote(instruments: readonly InstrumentRef[]): Promise<Map<InstrumentKey, RestQuote>>;
  /** @param expiry `YYYY-MM-DD` */
  optionChain(underlying: UnderlyingCandidates, expiry: string): Promise<RestOptionChain>;
  /** Dates on which options end, ascending. */
  expiryList(underlying: UnderlyingCandidates): Promise<string[]>;
  /** A new token for the present one, which dies at once. Sent once only: a lost answer may hide a success. */
  renewToken(): Promise<AccessToken>;
  /** A new token by pin and one-time password; the present one dies. Dhan allows one in two minutes. Sent once only. */
  generateToken(clientId: string, pin: string, totpSecret: string): Promise<AccessToken>;
  /** Ends calls under way and fails those that wait and come later. */
  close(): void;
}

export function createDhanRest(options: DhanRestOptions): DhanRest {
  const { credentials, onTokenRejected, clock, log, fetch = globalThis.fetch } = options;
  const apiUrl = options.apiUrl.replace(/\/+$/, "");
  const authUrl = options.authUrl.replace(/\/+$/, "");
  const limits = { ...REST_LIMITS, ...options.limits };
  const closing = new AbortController();
  const closed = closing.signal;

  const quoteCalls = new RateLimiter("price", limits.quote, clock);
  const dataCalls = new RateLimiter("option chain", limits.data, clock);
  const nonTradingCalls = new RateLimiter("account", limits.nonTrading, clock);
  const chainCalls = new KeyedLimiter(dataCalls, limits.chainEveryMs, limits.data.waiting, clock, closed);
  const underlyingNames = new UnderlyingNames(limits.underlyingsRemembered, limits.underlyingCandidates);

  const retrying = <T>(send: (attempt: number) => Promise<T>) => withRetry(send, { limits, clock, log, closed });

  async function call(method: "GET" | "POST", path: string, body?: unknown): Promise<unknown> {
    const { clientId, accessToken } = credentials();
    if (accessToken === null) {
      const message = "there is no access token yet";
      throw new DhanRestError(`${method} ${path}`, { kind: "token", code: "no-token", message });
    }
    // RenewToken wants the client id under another name than the rest.
    const headers = { "access-token": accessToken, "client-id": clientId, dhanClientId: clientId };
    try {
      const request = { method, url: apiUrl + path, headers, body, secrets: [accessToken] };
      return await exchange(request, { fetch, limits, closed });
    } catch (error) {
      if (error instanceof DhanRestError && error.kind === "token") onTokenRejected?.(accessToken);
      throw error;
    }
  }

  async function marketfeed<Row>(feed: Marketfeed<Row>, instruments: readonly InstrumentRef[]) {
    const all = new Map<InstrumentKey, Row>();
    // One after the other: a long list takes one place in the queue, not all of them.
    for (const body of marketfeedBodies(instruments, limits.idsPerCall)) {
      const answer = await retrying((attempt) => quoteCalls.run(() => call("POST", feed.path, body), attempt));
      const { quotes, badRows } = readMarketfeed(feed, answer);
      if (badRows > 0) log.warn({ path: feed.path, badRows }, "rows of an answer could not be read and are left out");
      for (const [key, quote] of quotes) all.set(key, quote);
    }
    return all;
  }

  function chainCall(path: string, { segment, securityId }: InstrumentRef, expiry?: string): Promise<unknown> {
    const body = {
      UnderlyingScrip: securityId,
      UnderlyingSeg: segment,
      ...(expiry === undefined ? {} : { Expiry: expiry }),
    };
    const key = `${formatInstrumentKey(segment, securityId)} ${expiry ?? "expiries"}`;
    return retrying((attempt) => chainCalls.run(key, () => call("POST", path, body), attempt));
  }

  return {
    async profile() {
      return readProfile(await retrying((attempt) => nonTradingCalls.run(() => call("GET", PROFILE_PATH), attempt)));
    },
    ltp: (instruments) => marketfeed(LTP, instruments),
    ohlc: (instruments) => marketfeed(OHLC, instruments),
    quote: (instruments) => marketfeed(QUOTE, instruments),
    optionChain: (underlying, expiry) =>
      underlyingNames.ask(
        underlying,
        async (name) => readOptionChain(await chainCall(OPTION_CHAIN_PATH, name, expiry)),
        ({ strikes }) => strikes.length === 0,
      ),
    expiryList: (underlying) =>
      underlyingNames.ask(
        underlying,
        async (name) => readExpiryList(await chainCall(EXPIRY_LIST_PATH, name)),
        (expiries) => expiries.length === 0,
      ),
    async renewToken() {
      const answer = await nonTradingCalls.run(() => call("GET", RENEW_TOKEN_PATH));
      return readToken(answer, `GET ${RENEW_TOKEN_PATH}`);
    },
    async generateToken(clientId, pin, totpSecret) {
      const totp = oneTimePassword(totpSecret, clock.now());
      const query = new URLSearchParams({ dhanClientId: clientId, pin, totp });
      const url = `${authUrl}${GENERATE_TOKEN_PATH}?${query}`;
      const request = { method: "POST" as const, url, headers: {}, secrets: [pin, totp, totpSecret] };
      return readToken(await exchange(request, { fetch, limits, closed }), `POST ${GENERATE_TOKEN_PATH}`);
    },
    close() {
      closing.abort();
      for (const limiter of [quoteCalls, dataCalls, nonTradingCalls]) limiter.close();
    },
  };
}
