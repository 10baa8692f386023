import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import { Secret, TOTP } from "otpauth";
import type { Clock } from "../clock.ts";
import { DisconnectReason } from "../dhan/protocol.ts";

/** What a client needs to use the simulator as if it were Dhan. */
export interface Credentials {
  readonly clientId: string;
  readonly accessToken: string;
  readonly pin: string;
  /** Base32, for the six digits of an authenticator. */
  readonly totpSecret: string;
}

/** SELF: made on the web page; APP: made from pin and TOTP. Only the first can be renewed. */
export type TokenConsumer = "SELF" | "APP";

export const TOKEN_LIFE_MS = 24 * 3_600_000;
const CLIENT_ID = "1100004242";
const PIN = "424242";

/**
 * The one account the simulator knows. Tokens are JWTs signed with a key made from the seed, so a token outlives a
 * restart as it would at Dhan; issuing one kills all that were issued before it.
 */
export class Account {
  readonly clientId = CLIENT_ID;
  readonly pin = PIN;
  readonly totpSecret: string;
  readonly #clock: Clock;
  readonly #key: Buffer;
  readonly #totp: TOTP;
  /** UTC seconds, with a fraction: no two tokens are issued at the same time, and those before #validFrom are dead. */
  #lastIssued = 0;
  #validFrom = 0;

  constructor(seed: number, clock: Clock) {
    this.#clock = clock;
    this.#key = createHash("sha256").update(`strikewire simulator ${seed}`).digest();
    const secret = new Secret({ buffer: new Uint8Array(this.#key.subarray(0, 20)).buffer });
    this.totpSecret = secret.base32;
    this.#totp = new TOTP({ secret });
  }

  /** A token that leaves earlier ones alive: what the web page showed this morning. */
  firstToken(): string {
    return this.#issue("SELF");
  }

  /** A new token; every earlier one is dead from now on. */
  replaceToken(consumer: TokenConsumer): string {
    const token = this.#issue(consumer);
    this.#validFrom = this.#lastIssued;
    return token;
  }

  /** Null when the pair is good, else the reason a disconnect packet would carry. */
  reject(clientId: string | null, token: string | null): number | null {
    if (token === null || token === "" || clientId === null) return DisconnectReason.authenticationFailed;
    const claims = this.claims(token);
    if (claims === null) return DisconnectReason.tokenInvalid;
    if (clientId !== this.clientId || claims.dhanClientId !== clientId) return DisconnectReason.clientIdInvalid;
    if (claims.exp * 1000 <= this.#clock.now()) return DisconnectReason.tokenExpired;
    return claims.iat < this.#validFrom ? DisconnectReason.tokenInvalid : null;
  }

  /** Claims of a token with a good signature, whatever its age. */
  claims(token: string): TokenClaims | null {
    const [head, body, signature] = token.split(".");
    if (head === undefined || body === undefined || signature === undefined) return null;
    const expected = Buffer.from(this.#signature(`${head}.${body}`));
    const given = Buffer.from(signature);
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) return null;
    return JSON.parse(Buffer.from(body, "base64url").toString()) as TokenClaims;
  }

  /** One step of 30 s either way is allowed, as authenticators drift. */
  isTotp(code: string): boolean {
    return this.#totp.validate({ token: code, timestamp: this.#clock.now(), window: 1 }) !== null;
  }

  #issue(tokenConsumerType: TokenConsumer): string {
    const issuedAt = Math.max(this.#clock.now() / 1000, this.#lastIssued + 0.001);
    this.#lastIssued = issuedAt;
    const claims: TokenClaims = {
      iss: "dhan",
      partnerId: "",
      exp: Math.floor(issuedAt + TOKEN_LIFE_MS / 1000),
      iat: issuedAt,
      tokenConsumerType,
      webhookUrl: "",
      dhanClientId: this.clientId,
    };
    const text = `${base64url({ typ: "JWT", alg: "HS256" })}.${base64url(claims)}`;
    return `${text}.${this.#signature(text)}`;
  }

  #signature(text: string): string {
    return createHmac("sha256", this.#key).update(text).digest("base64url");
  }
}

export interface TokenClaims {
  iss: string;
  partnerId: string;
  /** UTC seconds. */
  exp: number;
  iat: number;
  tokenConsumerType: TokenConsumer;
  webhookUrl: string;
  dhanClientId: string;
}

function base64url(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}
