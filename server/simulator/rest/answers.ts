import { DisconnectReason } from "../../dhan/protocol.ts";

/** The two shapes in which Dhan's REST says no, and the one of a wrong path. */

const DATA_ERROR_TEXT: Readonly<Record<number, string>> = {
  [DisconnectReason.internalError]: "Internal Server Error",
  [DisconnectReason.tooManyInstruments]: "Requested number of instruments exceeds limit",
  [DisconnectReason.tooManyConnections]: "Too many requests. Further requests may result in the user being blocked.",
  [DisconnectReason.dataApiNotSubscribed]: "Data APIs not Subscribed",
  [DisconnectReason.tokenExpired]: "Access token is expired",
  [DisconnectReason.authenticationFailed]: "Authentication Failed - Client ID or Access Token invalid",
  [DisconnectReason.tokenInvalid]: "Access token is invalid",
  [DisconnectReason.clientIdInvalid]: "Client ID is invalid",
  [DisconnectReason.expiryDateInvalid]: "Invalid Expiry Date",
  [DisconnectReason.dateFormatInvalid]: "Invalid Date Format",
  [DisconnectReason.securityIdInvalid]: "Invalid SecurityId",
  [DisconnectReason.requestInvalid]: "Invalid Request",
};

/** Errors of marketfeed and optionchain: `{"data":{"805":"…"},"status":"failed"}`. */
export function dataError(status: number, code: number): Response {
  return Response.json({ data: { [code]: DATA_ERROR_TEXT[code] ?? "Unknown" }, status: "failed" }, { status });
}

export type TradingError = "DH-901" | "DH-904" | "DH-905" | "DH-908";

const TRADING_ERRORS: Readonly<Record<TradingError, { status: number; errorType: string; errorMessage: string }>> = {
  "DH-901": {
    status: 401,
    errorType: "Invalid_Authentication",
    errorMessage: "Client ID or user generated access token is invalid or expired.",
  },
  "DH-904": {
    status: 429,
    errorType: "Rate_Limit",
    errorMessage: "Too many requests on server from single user breaching rate limits.",
  },
  "DH-905": { status: 400, errorType: "Input_Exception", errorMessage: "Missing or bad input values." },
  "DH-908": {
    status: 500,
    errorType: "Internal_Server_Error",
    errorMessage: "Server was not able to process the request.",
  },
};

/** Errors of everything else: `{"errorType","errorCode","errorMessage"}`. */
export function tradingError(errorCode: TradingError): Response {
  const { status, errorType, errorMessage } = TRADING_ERRORS[errorCode];
  return Response.json({ errorType, errorCode, errorMessage }, { status });
}

/** What a Spring server says to a path it does not know. */
export function notFound(path: string, nowMs: number): Response {
  const timestamp = new Date(nowMs).toISOString().replace("Z", "+00:00");
  return Response.json({ timestamp, status: 404, error: "Not Found", path }, { status: 404 });
}

/** What a client sees of an injected fault, in the shape of the path it asked for. */
export function injectedError(status: number, isDataApi: boolean): Response {
  if (isDataApi) {
    const code =
      status === 429
        ? DisconnectReason.tooManyConnections
        : status === 401
          ? DisconnectReason.tokenInvalid
          : DisconnectReason.internalError;
    return dataError(status, code);
  }
  const error = tradingError(status === 429 ? "DH-904" : status === 401 ? "DH-901" : "DH-908");
  return new Response(error.body, { status, headers: error.headers });
}
