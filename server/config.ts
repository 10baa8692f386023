import { z } from "zod";
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
    HOST: optional(z.string()),
    DATA_DIR: optional(z.string()),
    DHAN_CLIENT_ID: optional(z.string().regex(/^\d+$/, "must have digits only")),
    DHAN_ACCESS_TOKEN: optional(z.string()),
    DHAN_PIN: optional(z.string().regex(/^\d{6}$/, "must have six digits")),
    DHAN_TOTP_SECRET: optional(z.string().regex(/^[A-Z2-7]+=*$/i, "must be base32")),
    DHAN_FEED_URL: optional(url("ws", "wss")),
    DHAN_API_URL: optional(url("http", "https")),
    DHAN_AUTH_URL: optional(url("http", "https")),
    DHAN_MASTER_URL: optional(url("http", "https", "file")),
  })
  .superRefine((env, context) => {
    const canSignIn = env.DHAN_PIN !== undefined && env.DHAN_TOTP_SECRET !== undefined;
    if (env.DHAN_CLIENT_ID !== undefined && env.DHAN_ACCESS_TOKEN === undefined && !canSignIn) {
      context.addIssue({
        code: "custom",
        path: ["DHAN_ACCESS_TOKEN"],
        message: "is needed beside DHAN_CLIENT_ID (or DHAN_PIN with DHAN_TOTP_SECRET)",
      });
    }
    if (env.DHAN_CLIENT_ID !== undefined) return;
    for (const name of ["DHAN_ACCESS_TOKEN", "DHAN_PIN", "DHAN_TOTP_SECRET"] as const) {
      if (env[name] !== undefined) {
        context.addIssue({ code: "custom", path: ["DHAN_CLIENT_ID"], message: `is needed beside ${name}` });
      }
    }
  });

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

/** A Dhan account and where to find Dhan. */
export interface DhanConfig {
  clientId: string;
  accessToken: string | undefined;
  /** For getting a token by PIN and TOTP; both or neither. */
  pin: string | undefined;
  totpSecret: string | undefined;
  feedUrl: string;
  apiUrl: string;
  authUrl: string;
  masterUrl: string;
}

export interface Config {
  port: number;
  host: string;
  dataDir: string;
  logLevel: (typeof LOG_LEVELS)[number];
  /** Null without credentials: the simulator stands in for Dhan then. */
  dhan: DhanConfig | null;
  simulator: SimulatorConfig;
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** What is wrong with the environment: every bad variable, a line each. */
export class ConfigError extends Error {
  constructor(error: z.ZodError, env: Environment) {
    const lines = error.issues.map(({ path, message }) => {
      const name = String(path[0]);
      const value = env[name];
      // What is set wrong may still be a secret.
      const shown =
        value === undefined || /TOKEN|PIN|SECRET|PASSWORD/.test(name) ? "" : ` (it is ${JSON.stringify(value)})`;
      return `${name} ${message}${shown}`;
    });
    super(lines.join("\n"));
    this.name = "ConfigError";
  }
}

/** @throws ConfigError naming every bad variable. */
export function readConfig(env: Environment): Config {
  const values = parse(serverEnvironment, env);
  return {
    port: values.PORT ?? 8400,
    host: values.HOST ?? "127.0.0.1",
    dataDir: values.DATA_DIR ?? "./data",
    logLevel: values.LOG_LEVEL ?? "info",
    dhan:
      values.DHAN_CLIENT_ID === undefined
        ? null
        : {
            clientId: values.DHAN_CLIENT_ID,
            accessToken: values.DHAN_ACCESS_TOKEN,
            pin: values.DHAN_PIN,
            totpSecret: values.DHAN_TOTP_SECRET,
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
