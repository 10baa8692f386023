import { z } from "zod";
import type { RestFailure, RestFailureKind } from "./rest-error.ts";

/** How Dhan says no, by section 3.3 of dhanhq-v2: orders and account, data APIs, sign-in, and a wrong path. */
const tradingFailure = z.object({ errorCode: z.string().min(1), errorMessage: z.string().nullish() });
const dataFailure = z.object({ status: z.string().regex(/^fail/i), data: z.record(z.string(), z.unknown()).catch({}) });
const signInFailure = z.object({ status: z.string().regex(/^error$/i), message: z.string() });
const springFailure = z.object({ status: z.number(), error: z.string(), path: z.string() });

const KIND_OF_CODE: Readonly<Record<string, RestFailureKind>> = {
  "DH-901": "token",
  "DH-902": "plan",
  "DH-903": "plan",
  "DH-904": "rate-limit",
  "DH-905": "request",
  "DH-906": "request",
  "DH-907": "request",
  "DH-908": "server",
  "DH-909": "server",
  "800": "server",
  "804": "request",
  "805": "rate-limit",
  "806": "plan",
  "807": "token",
  "808": "token",
  "809": "token",
  "810": "token",
  "811": "request",
  "812": "request",
  "813": "request",
  "814": "request",
};

/** The failure in an answer, or null when it is a good one. Sign-in answers HTTP 200 even when it refuses. */
export function readFailure(httpStatus: number, body: unknown): RestFailure | null {
  const trading = tradingFailure.safeParse(body);
  if (trading.success) return fromCode(trading.data.errorCode, trading.data.errorMessage ?? "", httpStatus);

  const data = dataFailure.safeParse(body);
  if (data.success) {
    const [code, message] = Object.entries(data.data.data)[0] ?? [`http-${httpStatus}`, "the call failed"];
    return fromCode(code, String(message), httpStatus);
  }

  const signIn = signInFailure.safeParse(body);
  if (signIn.success) return fromSignIn(signIn.data.message, httpStatus);

  const spring = springFailure.safeParse(body);
  if (spring.success) return { ...fromStatus(httpStatus), message: `${spring.data.error}: ${spring.data.path}` };

  return httpStatus >= 200 && httpStatus < 300 ? null : fromStatus(httpStatus);
}

/** What a bare HTTP status tells. */
export function fromStatus(httpStatus: number): RestFailure {
  return { kind: kindOfStatus(httpStatus), code: `http-${httpStatus}`, message: "no reason was given", httpStatus };
}

function fromCode(code: string, message: string, httpStatus: number): RestFailure {
  // A dead token has been answered with DH-906, the code of a bad order, and "Invalid Token" (captured 2026-07-06).
  const isTokenDead = code === "DH-906" && /token/i.test(message);
  const known = isTokenDead ? "token" : KIND_OF_CODE[code];
  const kind = httpStatus === 429 ? "rate-limit" : (known ?? kindOfStatus(httpStatus));
  return { kind, code, message, httpStatus };
}

function fromSignIn(message: string, httpStatus: number): RestFailure {
  const failure: RestFailure = { kind: "sign-in", code: "sign-in-refused", message, httpStatus };
  if (/once every/i.test(message)) return { ...failure, code: "token-throttled", retryable: true };
  if (/totp/i.test(message)) return { ...failure, code: "totp-refused" };
  return failure;
}

function kindOfStatus(httpStatus: number): RestFailureKind {
  if (httpStatus === 401) return "token";
  if (httpStatus === 403) return "plan";
  if (httpStatus === 429) return "rate-limit";
  if (httpStatus >= 500) return "server";
  // A path that is not there is no fault of the instrument asked for.
  return httpStatus >= 400 && httpStatus !== 404 ? "request" : "answer";
}
