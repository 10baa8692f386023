import pino, { type Logger } from "pino";

export type { Logger };

export const LOG_LEVELS = ["fatal", "error", "warn", "info", "debug", "trace", "silent"] as const;

/**
 * Structured logs, one JSON object a line on stdout. Secrets are cut where they are known
 * (dhan/redact.ts); the field names below are a second fence, for an object logged whole.
 */
export function createLogger(level: (typeof LOG_LEVELS)[number], name: string): Logger {
  return pino({
    name,
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: {
      paths: [
        "accessToken",
        "token",
        "pin",
        "totp",
        "totpSecret",
        "password",
        "*.accessToken",
        "*.token",
        "*.pin",
        "*.totpSecret",
      ],
      censor: "[redacted]",
    },
  });
}
