import { isIP } from "node:net";
import { z } from "zod";
import { type AuthMode, emailAddress, password } from "../shared/auth.ts";
import type { DhanCredentials } from "./dhan/credentials.ts";
import { LOG_LEVELS } from "./logger.ts";

/** Environment variables are text; an empty one counts as not set, as in a shell script that leaves it blank. */
const optional = <Schema extends z.ZodType>(schema: Schema) =>
  z.preprocess((value) => (typeof value === "string" && value.trim() === "" ? undefined : value), schema.optional());

const port = z.coerce.number("must be a whole number from 0 to 65535").int().min(0).max(65_535);
const url = (...protocols: string[]) =>
  z.string().refine((text) => protocols.some((protocol) => text.startsWith(`${protocol}:`)) && URL.canParse(text), {
    error: `must be a URL that starts with ${protocols.map((protocol) => `${protocol}:`).join(" or ")}`,
  });
const date = z.iso.date("must be a date, YYYY-MM-DD");

interface Credentials {
  DHAN_CLIENT_ID?: string | undefined;
  DHAN_ACCESS_TOKEN?: string | undefined;
  DHAN_PIN?: string | undefined;
  DHAN_TOTP_SECRET?: string | undefined;
}

/** An account is a client id with a token, or with the PIN and TOTP secret that get one; half of that is a mistake. */
function checkCredentials(env: Credentials, context: z.RefinementCtx): void {
  const needs = (name: keyof Credentials, beside: string) =>
    context.addIssue({ code: "custom", path: [name], message: `is needed beside ${beside}` });
  const { DHAN_CLIENT_ID: clientId, DHAN_ACCESS_TOKEN: token, DHAN_PIN: pin, DHAN_TOTP_SECRET: totpSecret } = env;
  if (pin !== undefined && totpSecret === undefined) needs("DHAN_TOTP_SECRET", "DHAN_PIN");
  if (totpSecret !== undefined && pin === undefined) needs("DHAN_PIN", "DHAN_TOTP_SECRET");
  if (clientId === undefined) {
    const set = (["DHAN_ACCESS_TOKEN", "DHAN_PIN", "DHAN_TOTP_SECRET"] as const).filter(
      (name) => env[name] !== undefined,
    );
    if (set.length > 0) needs("DHAN_CLIENT_ID", set.join(" and "));
  } else if (token === undefined && pin === undefined && totpSecret === undefined) {
    needs("DHAN_ACCESS_TOKEN", "DHAN_CLIENT_ID (or DHAN_PIN with DHAN_TOTP_SECRET)");
  }
}

const DEFAULT_HOST = "127.0.0.1";
/** Addresses that only this machine reaches. */
const LOOPBACK = /^(localhost|::1|127(\.\d{1,3}){3})$/;
/** What can be listened on: a name or an address. */
const HOST = /^([\w.-]+|[\da-f:]+)$/i;
const SECRETS_KEY_BYTES = 32;

interface Access {
  HOST?: string | undefined;
  AUTH_MODE?: AuthMode | undefined;
  ADMIN_EMAIL?: string | undefined;
  ADMIN_PASSWORD?: string | undefined;
}

/** Beyond this machine nobody is let in without signing in; and an admin has an address and a password, or neither. */
function checkAccess(env: Access, context: z.RefinementCtx): void {
  const problem = (name: keyof Access, message: string) => context.addIssue({ code: "custom", path: [name], message });
  const { HOST: host = DEFAULT_HOST, AUTH_MODE: mode, ADMIN_EMAIL: email, ADMIN_PASSWORD: secret } = env;
  if (mode === "demo" && !LOOPBACK.test(host))
    problem("AUTH_MODE", `may be demo only while HOST is a loopback address: whoever reaches the port is admin then`);
  if (email !== undefined && secret === undefined) problem("ADMIN_PASSWORD", "is needed beside ADMIN_EMAIL");
  if (secret !== undefined && email === undefined) problem("ADMIN_EMAIL", "is needed beside ADMIN_PASSWORD");
}

/** An origin: scheme, host and port, and nothing behind them. */
const origin = z
  .string()
  .refine((text) => /^https?:/.test(text) && URL.parse(text)?.origin === text.replace(/\/$/, ""), {
    error: "must be http:// or https:// with a host, and a port where it has one, and nothing behind it",
  });
const addresses = z
  .string()
  .transform((text) => text.split(",").map((address) => address.trim()))
  .refine((list) => list.every((address) => isIP(address) !== 0), "must be IP addresses with commas between them");
const secretsKey = z
  .string()
  .transform((text) => Buffer.from(text.trim(), "base64"))
  .refine((key) => key.length === SECRETS_KEY_BYTES, "must be 32 bytes in base64: `openssl rand -base64 32` makes one");

const common = {
  LOG_LEVEL: optional(z.enum(LOG_LEVELS, `must be one of ${LOG_LEVELS.join(", ")}`)),
  SIM_PORT: optional(port),
  SIM_SEED: optional(z.coerce.number("must be a whole number from 0 up").int().nonnegative()),
  SIM_TICKS_PER_SECOND: optional(z.coerce.number("must be a number from 0 to 100").min(0).max(100)),
  SIM_DATE: optional(date),
};

const serverEnvironment = z
  .object({
    ...common,
    PORT: optional(port),
    HOST: optional(z.string().regex(HOST, "must be an address or a name of this machine")),
    AUTH_MODE: optional(z.enum(["demo", "required"], "must be demo or required")),
    ADMIN_EMAIL: optional(emailAddress),
    ADMIN_PASSWORD: optional(password),
    PUBLIC_URL: optional(origin),
    TRUSTED_PROXIES: optional(addresses),
    SECRETS_KEY: optional(secretsKey),
    DATA_DIR: optional(z.string()),
    EOD_AT: optional(
      z.string().regex(/^(([01]\d|2[0-3]):[0-5]\d|close)$/, "must be HH:MM on an Indian clock, or close"),
    ),
    EOD_CLEAR_WATCHLISTS: optional(z.enum(["true", "false"], "must be true or false")),
    DHAN_CLIENT_ID: optional(z.string().regex(/^\d+$/, "must have digits only")),
    DHAN_ACCESS_TOKEN: optional(z.string()),
    DHAN_PIN: optional(z.string().regex(/^\d{6}$/, "must have six digits")),
    DHAN_TOTP_SECRET: optional(z.string().regex(/^[A-Z2-7]+=*$/i, "must be base32")),
    DHAN_FEED_URL: optional(url("ws", "wss")),
    DHAN_API_URL: optional(url("http", "https")),
    DHAN_AUTH_URL: optional(url("http", "https")),
    DHAN_MASTER_URL: optional(url("http", "https", "file")),
  })
  .superRefine(checkCredentials, { when: () => true }) // among other mistakes too: all are reported at once
  .superRefine(checkAccess, { when: () => true });

const simulatorEnvironment = z.object(common);

/** How the simulated exchanges behave. */
export interface SimulatorConfig {
  port: number;
  seed: number;
  ticksPerSecond: number;
  /** The Indian date it trades on; today where undefined. */
  date: string | undefined;
  logLevel: (typeof LOG_LEVELS)[number];
}

/** Where Dhan is. */
export interface DhanUrls {
  feedUrl: string;
  apiUrl: string;
  authUrl: string;
  masterUrl: string;
}

export interface Config {
  port: number;
  host: string;
  /** Whether `host` is an address that only this machine reaches. */
  isLoopback: boolean;
  /** Null where it was not asked for: it follows from `isLoopback` and the feed then. */
  authMode: AuthMode | null;
  /** The first admin. */
  admin: { email: string; password: string } | null;
  /** Where browsers find us, without a slash at its end; null when that is where we listen. */
  publicUrl: string | null;
  /** Whose word on the address behind them is taken. */
  trustedProxies: readonly string[];
  /** 32 bytes; null takes the key file. */
  secretsKey: Uint8Array | null;
  dataDir: string;
  /** When NSE's and BSE's day ends for watchlists: `HH:MM` on an Indian clock, or `close` with the exchange's calendar. */
  eodAt: string;
  /** Whether that empties the lists too. */
  eodClearWatchlists: boolean;
  logLevel: (typeof LOG_LEVELS)[number];
  /** Null without credentials: those set in the browser are used then, or the simulator stands in for Dhan. */
  dhan: DhanCredentials | null;
  dhanUrls: DhanUrls;
  simulator: SimulatorConfig;
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** What is wrong with the environment: every bad variable, a line each. */
export class ConfigError extends Error {
  constructor(error: z.ZodError, env: Environment) {
    const lines = error.issues.map(({ path, message }) => {
      const name = String(path[0]);
      const value = env[name];
      // What is set wrong may still be a secret, if only one that was put into the wrong variable.
      const shown =
        value === undefined || /^DHAN_|SECRET|PASSWORD/.test(name) ? "" : ` (it is ${JSON.stringify(value)})`;
      return `${name} ${message}${shown}`;
    });
    super(lines.join("\n"));
    this.name = "ConfigError";
  }
}

/** @throws ConfigError naming every bad variable. */
export function readConfig(env: Environment): Config {
  const values = parse(serverEnvironment, env);
  const host = values.HOST ?? DEFAULT_HOST;
  return {
    port: values.PORT ?? 8400,
    host,
    isLoopback: LOOPBACK.test(host),
    authMode: values.AUTH_MODE ?? null,
    admin: values.ADMIN_EMAIL === undefined ? null : { email: values.ADMIN_EMAIL, password: values.ADMIN_PASSWORD! },
    publicUrl: values.PUBLIC_URL?.replace(/\/$/, "") ?? null,
    trustedProxies: values.TRUSTED_PROXIES ?? [],
    secretsKey: values.SECRETS_KEY ?? null,
    dataDir: values.DATA_DIR ?? "./data",
    eodAt: values.EOD_AT ?? "15:30",
    eodClearWatchlists: values.EOD_CLEAR_WATCHLISTS === "true",
    logLevel: values.LOG_LEVEL ?? "info",
    dhan:
      values.DHAN_CLIENT_ID === undefined
        ? null
        : {
            clientId: values.DHAN_CLIENT_ID,
            accessToken: values.DHAN_ACCESS_TOKEN ?? null,
            signIn:
              values.DHAN_PIN === undefined ? null : { pin: values.DHAN_PIN, totpSecret: values.DHAN_TOTP_SECRET! },
          },
    dhanUrls: {
      feedUrl: values.DHAN_FEED_URL ?? "wss://api-feed.dhan.co",
      apiUrl: values.DHAN_API_URL ?? "https://api.dhan.co/v2",
      authUrl: values.DHAN_AUTH_URL ?? "https://auth.dhan.co",
      masterUrl: values.DHAN_MASTER_URL ?? "https://images.dhan.co/api-data/api-scrip-master-detailed.csv",
    },
    simulator: simulatorConfig(values),
  };
}

/** The same for a simulator that runs on its own. */
export function readSimulatorConfig(env: Environment): SimulatorConfig {
  return simulatorConfig(parse(simulatorEnvironment, env));
}

function simulatorConfig(values: z.infer<typeof simulatorEnvironment>): SimulatorConfig {
  return {
    port: values.SIM_PORT ?? 8401,
    seed: values.SIM_SEED ?? 1,
    ticksPerSecond: values.SIM_TICKS_PER_SECOND ?? 1,
    date: values.SIM_DATE,
    logLevel: values.LOG_LEVEL ?? "info",
  };
}

function parse<Schema extends z.ZodType>(schema: Schema, env: Environment): z.infer<Schema> {
  const parsed = schema.safeParse(env);
  if (!parsed.success) throw new ConfigError(parsed.error, env);
  return parsed.data;
}
