import { IST_OFFSET_MS } from "../../../shared/ist.ts";
import type { Clock } from "../../clock.ts";
import { type Account, TOKEN_LIFE_MS, type TokenConsumer } from "../account.ts";
import { tradingError } from "./answers.ts";
import { RateLimit } from "./rate-limit.ts";

const GENERATE_EVERY_MS = 120_000;

/** Profile, and the two ways to a new token. */
export class TokenApi {
  readonly #account: Account;
  readonly #clock: Clock;
  readonly #onReplaced: () => void;
  readonly #generateLimit: RateLimit;

  /** @param onReplaced called when a new token has killed the old one */
  constructor(account: Account, clock: Clock, onReplaced: () => void) {
    this.#account = account;
    this.#clock = clock;
    this.#onReplaced = onReplaced;
    this.#generateLimit = new RateLimit(clock, 1, GENERATE_EVERY_MS);
  }

  profile(token: string): Response {
    const exp = this.#account.claims(token)!.exp;
    const [date, time] = istIso(exp * 1000).split("T");
    return Response.json({
      dhanClientId: this.#account.clientId,
      tokenValidity: `${date!.split("-").reverse().join("/")} ${time!.slice(0, 5)}`,
      activeSegment: "Equity, Derivative, Currency, Commodity",
      ddpi: "Active",
      mtf: "Active",
      dataPlan: "Active",
      dataValidity: `${istIso(this.#clock.now() + 30 * TOKEN_LIFE_MS)
        .replace("T", " ")
        .slice(0, 19)}.0`,
    });
  }

  /** Only tokens made on the web page can be renewed. */
  renew(token: string): Response {
    if (this.#account.claims(token)?.tokenConsumerType !== "SELF") return tradingError("DH-905");
    return this.#replace("SELF");
  }

  /** Refusals come with HTTP 200, as at Dhan. */
  generate(query: URLSearchParams): Response {
    if (query.get("dhanClientId") !== this.#account.clientId) return generateError("Invalid Client ID");
    if (query.get("pin") !== this.#account.pin) return generateError("Invalid Pin");
    if (!this.#account.isTotp(query.get("totp") ?? "")) return generateError("Invalid TOTP");
    if (!this.#generateLimit.take()) return generateError("Token can be generated once every 2 minutes.");
    return this.#replace("APP");
  }

  #replace(consumer: TokenConsumer): Response {
    const accessToken = this.#account.replaceToken(consumer);
    this.#onReplaced();
    return Response.json({
      dhanClientId: this.#account.clientId,
      dhanClientName: "SIMULATED CLIENT",
      dhanClientUcc: "SIMU4242",
      givenPowerOfAttorney: false,
      accessToken,
      expiryTime: istIso(this.#account.claims(accessToken)!.exp * 1000),
    });
  }
}

function generateError(message: string): Response {
  return Response.json({ message, status: "error" });
}

/** Indian time as `YYYY-MM-DDTHH:MM:SS.sss`, without an offset. */
function istIso(utcMs: number): string {
  return new Date(utcMs + IST_OFFSET_MS).toISOString().slice(0, -1);
}
