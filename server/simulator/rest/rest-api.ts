import { dayDate, dayNumber, istDate } from "../../../shared/ist.ts";
import type { Clock } from "../../clock.ts";
import { DisconnectReason, SEGMENT_NUMBER } from "../../dhan/protocol.ts";
import type { Account } from "../account.ts";
import type { Faults } from "../faults.ts";
import type { Market } from "../market/market.ts";
import { dataError, injectedError, notFound, tradingError } from "./answers.ts";
import { MAX_QUOTES_PER_REQUEST, marketQuotes, parseQuoteRequest, type QuoteDetail } from "./market-quotes.ts";
import type { MasterFiles } from "./master-files.ts";
import { OptionChains } from "./option-chains.ts";
import { RateLimit } from "./rate-limit.ts";
import type { TokenApi } from "./token-api.ts";

const SECOND_MS = 1_000;
const QUOTES_A_SECOND = 1;
const DATA_A_SECOND = 5;
const NON_TRADING_A_SECOND = 20;
/** One request in this time for the same underlying and expiry. */
const CHAIN_EVERY_MS = 3_000;
const DATE = /^\d{4}-\d{2}-\d{2}$/;
const INSTRUMENT_PATH = "/v2/instrument/";

export interface RestParts {
  readonly market: Market;
  readonly account: Account;
  readonly faults: Faults;
  readonly clock: Clock;
  readonly tokens: TokenApi;
  readonly masters: MasterFiles;
}

/** DhanHQ's REST as far as strikewire uses it: paths, limits and both error shapes. */
export class RestApi {
  readonly #parts: RestParts;
  readonly #quoteLimit: RateLimit;
  readonly #dataLimit: RateLimit;
  readonly #chainLimit: RateLimit;
  readonly #nonTradingLimit: RateLimit;
  #chains: OptionChains | null = null;

  constructor(parts: RestParts) {
    this.#parts = parts;
    this.#quoteLimit = new RateLimit(parts.clock, QUOTES_A_SECOND, SECOND_MS);
    this.#dataLimit = new RateLimit(parts.clock, DATA_A_SECOND, SECOND_MS);
    this.#chainLimit = new RateLimit(parts.clock, 1, CHAIN_EVERY_MS);
    this.#nonTradingLimit = new RateLimit(parts.clock, NON_TRADING_A_SECOND, SECOND_MS);
  }

  async handle(request: Request, url: URL): Promise<Response> {
    const path = url.pathname;
    const isDataApi = path.startsWith("/v2/marketfeed/") || path.startsWith("/v2/optionchain");
    const isMaster = path.startsWith("/api-data/") || path.startsWith(INSTRUMENT_PATH);
    if (!isMaster) {
      const refused = this.#parts.faults.rest.take();
      if (refused !== null) return injectedError(refused, isDataApi);
    }
    return (await this.#route(request, url)) ?? notFound(path, this.#parts.clock.now());
  }

  async #route(request: Request, url: URL): Promise<Response | null> {
    const { masters, tokens } = this.#parts;
    const path = url.pathname;
    switch (`${request.method} ${path}`) {
      case "GET /v2/profile":
        return this.#nonTrading(request, "client-id", (token) => tokens.profile(token));
      case "GET /v2/RenewToken":
        return this.#nonTrading(request, "dhanClientId", (token) => tokens.renew(token));
      case "POST /app/generateAccessToken":
        return tokens.generate(url.searchParams);
      case "POST /v2/marketfeed/ltp":
        return this.#quotes(request, "ltp");
      case "POST /v2/marketfeed/ohlc":
        return this.#quotes(request, "ohlc");
      case "POST /v2/marketfeed/quote":
        return this.#quotes(request, "quote");
      case "POST /v2/optionchain":
        return this.#optionChain(request);
      case "POST /v2/optionchain/expirylist":
        return this.#expiryList(request);
    }
    if (request.method !== "GET") return null;
    if (path.startsWith(INSTRUMENT_PATH)) return masters.segment(path.slice(INSTRUMENT_PATH.length), request);
    return masters.file(path, request);
  }

  /** The client id may be left out here, but not be wrong. */
  #nonTrading(request: Request, clientIdHeader: string, answer: (token: string) => Response): Response {
    const { account } = this.#parts;
    const token = request.headers.get("access-token") ?? "";
    const clientId = request.headers.get(clientIdHeader) ?? account.clientId;
    if (account.reject(clientId, token) !== null) return tradingError("DH-901");
    return this.#nonTradingLimit.take() ? answer(token) : tradingError("DH-904");
  }

  #rejectData(request: Request): Response | null {
    const reason = this.#parts.account.reject(request.headers.get("client-id"), request.headers.get("access-token"));
    return reason === null ? null : dataError(401, reason);
  }

  async #quotes(request: Request, detail: QuoteDetail): Promise<Response> {
    const rejected = this.#rejectData(request);
    if (rejected !== null) return rejected;
    if (!this.#quoteLimit.take()) return dataError(429, DisconnectReason.tooManyConnections);
    const asked = parseQuoteRequest(await bodyOf(request));
    if (asked === null) return dataError(400, DisconnectReason.requestInvalid);
    const count = asked.values().reduce((sum, ids) => sum + ids.length, 0);
    if (count > MAX_QUOTES_PER_REQUEST) return dataError(400, DisconnectReason.tooManyInstruments);
    const { market, clock } = this.#parts;
    return Response.json({ data: marketQuotes(market, asked, detail, clock.now()), status: "success" });
  }

  async #optionChain(request: Request): Promise<Response> {
    const rejected = this.#rejectData(request);
    if (rejected !== null) return rejected;
    const body = await bodyOf(request);
    const underlying = this.#underlyingOf(body);
    if (underlying === null) return dataError(400, DisconnectReason.securityIdInvalid);
    const { Expiry: expiry } = body as Record<string, unknown>;
    if (typeof expiry !== "string" || !DATE.test(expiry) || Number.isNaN(dayNumber(expiry))) {
      return dataError(400, DisconnectReason.dateFormatInvalid);
    }
    if (!this.#dataLimit.take() || !this.#chainLimit.take(`${underlying} ${expiry}`)) {
      return dataError(429, DisconnectReason.tooManyConnections);
    }
    const data = this.#optionChains().chain(underlying, dayNumber(expiry), this.#parts.clock.now());
    if (data === null) return dataError(400, DisconnectReason.expiryDateInvalid);
    return Response.json({ data, status: "success" });
  }

  async #expiryList(request: Request): Promise<Response> {
    const rejected = this.#rejectData(request);
    if (rejected !== null) return rejected;
    if (!this.#dataLimit.take()) return dataError(429, DisconnectReason.tooManyConnections);
    const underlying = this.#underlyingOf(await bodyOf(request));
    if (underlying === null) return dataError(400, DisconnectReason.securityIdInvalid);
    const today = dayNumber(istDate(this.#parts.clock.now()));
    const data = this.#optionChains()
      .expiries(underlying, today)
      .map((day) => dayDate(day));
    return Response.json({ data, status: "success" });
  }

  /** Made when first asked for: going through a full universe takes a moment that start-up should not pay. */
  #optionChains(): OptionChains {
    this.#chains ??= new OptionChains(this.#parts.market);
    return this.#chains;
  }

  #underlyingOf(body: unknown): number | null {
    if (typeof body !== "object" || body === null) return null;
    const { UnderlyingScrip: id, UnderlyingSeg: segment } = body as Record<string, unknown>;
    if (typeof id !== "number" || typeof segment !== "string" || !(segment in SEGMENT_NUMBER)) return null;
    return this.#optionChains().underlying(SEGMENT_NUMBER[segment as keyof typeof SEGMENT_NUMBER], id);
  }
}

async function bodyOf(request: Request): Promise<unknown> {
  try {
    return await request.json();
  } catch {
    return null;
  }
}
