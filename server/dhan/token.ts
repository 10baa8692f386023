import type { Cancel, Clock } from "../clock.ts";
import type { Logger } from "../logger.ts";
import { doubling } from "./backoff.ts";
import type { DhanCredentials } from "./credentials.ts";
import { redact } from "./redact.ts";
import type { DhanRest } from "./rest.ts";
import type { AccessToken } from "./rest-account.ts";
import { DhanRestError } from "./rest-error.ts";
import { isRenewable, tokenExpiry } from "./token-claims.ts";

export interface TokenLimits {
  /** A token is renewed so long before it ends, or half-way through its time when that is shorter. */
  readonly renewLeadMs: number;
  /** Pause after a failure, doubling to the most; never shorter between two tokens. Dhan makes one in two minutes. */
  readonly retryMs: number;
  readonly retryMostMs: number;
  /** Refusals in a row after which only a person helps: a wrong pin tried again and again locks the account. */
  readonly refusals: number;
  /** The clock is looked at this often at least: a machine may sleep, and timers end at 24 days. */
  readonly lookMs: number;
}

export const TOKEN_LIMITS: TokenLimits = {
  renewLeadMs: 7_200_000,
  retryMs: 130_000,
  retryMostMs: 1_800_000,
  refusals: 3,
  lookMs: 3_600_000,
};

export interface TokenKeeperOptions extends DhanCredentials {
  rest: Pick<DhanRest, "renewToken" | "generateToken">;
  clock: Clock;
  log: Logger;
  limits?: TokenLimits;
}

interface TokenStatus {
  /** UTC milliseconds; null while not known. */
  expiresAt: number | null;
  /** Dhan said that it does not take it. */
  isRejected: boolean;
  /** Why there is no newer token, in words without secrets; null when all is well. */
  problem: string | null;
}

/** Holds the one access token of the account, and sees to it that there is always a living one. Never logs it. */
export interface TokenKeeper {
  clientId(): string;
  accessToken(): string | null;
  status(): TokenStatus;
  /** Calls back with every new token; the old one is dead by then. */
  onToken(subscriber: (accessToken: string) => void): Cancel;
  /** Someone was told that this token is no good. Word of a token that has been replaced since is ignored. */
  rejected(accessToken: string): void;
  /** Another account, or other credentials of this one, in place of what there was. */
  use(credentials: DhanCredentials): void;
  start(): void;
  stop(): void;
}

export function createTokenKeeper(options: TokenKeeperOptions): TokenKeeper {
  const { rest, clock, log, limits = TOKEN_LIMITS } = options;
  const subscribers = new Set<(accessToken: string) => void>();
  let { clientId, signIn, accessToken: current } = options;
  /** Counts the credentials used: a token got with earlier ones comes too late. */
  let generation = 0;
  let expiresAt = current === null ? null : tokenExpiry(current);
  let leadMs = leadFor(expiresAt);
  let isRejected = false;
  let problem: string | null = null;
  let failures = 0;
  let refusals = 0;
  let notBefore = 0;
  let adoptedAt = Number.NEGATIVE_INFINITY;
  /** New tokens in a row that were rejected soon: two programs that sign in kill each other's. */
  let quickDeaths = 0;
  let isStarted = false;
  let isRenewing = false;
  let cancelLook: Cancel = () => {};

  function leadFor(end: number | null): number {
    return end === null ? 0 : Math.min(limits.renewLeadMs, Math.max(0, end - clock.now()) / 2);
  }

  /** When a new token is wanted; null when nothing says that the present one ends. */
  function dueAt(): number | null {
    if (current === null || isRejected) return clock.now();
    return expiresAt === null ? null : expiresAt - leadMs;
  }

  /** Why no new token can be had without a person; null when one can. */
  function obstacle(): string | null {
    if (refusals >= limits.refusals) return `Dhan refused ${refusals} times to give a new token`;
    if (signIn !== null) return null;
    if (current === null) return "there is neither an access token nor a pin with a TOTP secret to make one";
    if (isRejected) return "Dhan does not take the access token";
    if (expiresAt !== null && clock.now() >= expiresAt) return "the access token has expired";
    return isRenewable(current) ? null : "the access token was made by signing in and cannot be renewed";
  }

  function look(): void {
    cancelLook();
    const due = dueAt();
    if (!isStarted || isRenewing || due === null) return;
    const waitMs = Math.max(due, notBefore) - clock.now();
    if (waitMs > 0) {
      cancelLook = clock.after(Math.min(waitMs, limits.lookMs), look);
      return;
    }
    const reason = obstacle();
    if (reason === null) {
      void renew();
      return;
    }
    const before = problem;
    problem = `${reason}: make a new one at web.dhan.co (profile, Access DhanHQ APIs) and give it to this server`;
    if (problem !== before) log.error({ expiresAt: isoTime(expiresAt) }, problem);
  }

  async function renew(): Promise<void> {
    isRenewing = true;
    const asked = generation;
    const outcome = await ask().catch((error: unknown) => ({ error }));
    isRenewing = false;
    if (asked === generation) {
      if ("error" in outcome) fail(outcome.error);
      else adopt(outcome);
    }
    look();
  }

  async function ask(): Promise<AccessToken> {
    return signIn === null ? rest.renewToken() : rest.generateToken(clientId, signIn.pin, signIn.totpSecret);
  }

  /** Begins with a token as if nothing had been wrong before. */
  function begin(token: string | null, end: number | null): void {
    current = token;
    expiresAt = end;
    leadMs = leadFor(end);
    isRejected = false;
    problem = null;
    failures = 0;
    refusals = 0;
  }

  function adopt(token: AccessToken): void {
    begin(token.accessToken, token.expiresAt);
    adoptedAt = clock.now();
    notBefore = adoptedAt + limits.retryMs;
    log.info({ expiresAt: isoTime(expiresAt) }, "there is a new access token");
    handOn(token.accessToken);
  }

  function handOn(token: string): void {
    for (const subscriber of subscribers) {
      try {
        subscriber(token);
      } catch (error) {
        log.error({ err: error }, "a new access token could not be handed on");
      }
    }
  }

  function fail(error: unknown): void {
    const isRefusal = !(error instanceof DhanRestError && error.retryable);
    if (isRefusal) refusals++;
    notBefore = clock.now() + doubling(failures++, limits.retryMs, limits.retryMostMs);
    problem = redact(error instanceof Error ? error.message : String(error), secrets());
    log.warn({ retryAt: isoTime(notBefore) }, `no new access token: ${problem}`);
  }

  function secrets(): string[] {
    return [current ?? "", signIn?.pin ?? "", signIn?.totpSecret ?? ""];
  }

  return {
    clientId: () => clientId,
    accessToken: () => current,
    status: () => ({ expiresAt, isRejected, problem }),
    onToken(subscriber) {
      subscribers.add(subscriber);
      return () => subscribers.delete(subscriber);
    },
    rejected(accessToken) {
      if (accessToken !== current || isRejected) return;
      isRejected = true;
      const now = clock.now();
      quickDeaths = now - adoptedAt < limits.retryMostMs ? quickDeaths + 1 : 0;
      if (quickDeaths > 0) notBefore = now + doubling(quickDeaths - 1, limits.retryMs, limits.retryMostMs);
      log.warn({ expiresAt: isoTime(expiresAt) }, "Dhan does not take the access token");
      look();
    },
    use(credentials) {
      generation++;
      ({ clientId, signIn } = credentials);
      begin(credentials.accessToken, credentials.accessToken === null ? null : tokenExpiry(credentials.accessToken));
      quickDeaths = 0;
      notBefore = clock.now();
      if (current !== null) handOn(current);
      look();
    },
    start() {
      isStarted = true;
      look();
    },
    stop() {
      isStarted = false;
      cancelLook();
    },
  };
}

function isoTime(utcMs: number | null): string | null {
  return utcMs === null ? null : new Date(utcMs).toISOString();
}
