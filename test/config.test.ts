import { describe, expect, test } from "bun:test";
import { ConfigError, type Environment, readConfig, readSimulatorConfig } from "../server/config.ts";

const ACCOUNT = { DHAN_CLIENT_ID: "1100003626", DHAN_ACCESS_TOKEN: "eyJ.token.x" };

const DHANS_OWN = {
  feedUrl: "wss://api-feed.dhan.co",
  apiUrl: "https://api.dhan.co/v2",
  authUrl: "https://auth.dhan.co",
  masterUrl: "https://images.dhan.co/api-data/api-scrip-master-detailed.csv",
};
/** 32 bytes. */
const KEY = Buffer.alloc(32, 7).toString("base64");

/** The lines of the error that an environment causes. */
function problems(env: Environment, read: (env: Environment) => unknown = readConfig): string[] {
  try {
    read(env);
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    return (error as ConfigError).message.split("\n");
  }
  return [];
}

describe("what is not set", () => {
  test("has the defaults that others rely on", () => {
    expect(readConfig({})).toEqual({
      port: 8400,
      host: "127.0.0.1",
      isLoopback: true,
      authMode: null,
      admin: null,
      publicUrl: null,
      trustedProxies: [],
      secretsKey: null,
      dataDir: "./data",
      eodAt: "15:30",
      eodClearWatchlists: false,
      logLevel: "info",
      dhan: null,
      dhanUrls: DHANS_OWN,
      simulator: { port: 8401, seed: 1, ticksPerSecond: 1, date: undefined, logLevel: "info" },
    });
    expect(readSimulatorConfig({})).toEqual(readConfig({}).simulator);
  });

  test("of Dhan's addresses is Dhan's own", () => {
    expect(readConfig(ACCOUNT).dhan).toEqual({
      clientId: "1100003626",
      accessToken: "eyJ.token.x",
      signIn: null,
    });
    expect(readConfig(ACCOUNT).dhanUrls).toEqual(DHANS_OWN);
  });

  test("is also what is set to nothing, or to blanks", () => {
    const names = [
      "PORT",
      "HOST",
      "AUTH_MODE",
      "ADMIN_EMAIL",
      "ADMIN_PASSWORD",
      "PUBLIC_URL",
      "TRUSTED_PROXIES",
      "SECRETS_KEY",
      "DATA_DIR",
      "LOG_LEVEL",
      "EOD_AT",
      "EOD_CLEAR_WATCHLISTS",
      "SIM_PORT",
      "SIM_SEED",
      "SIM_TICKS_PER_SECOND",
      "SIM_DATE",
    ];
    const dhan = ["CLIENT_ID", "ACCESS_TOKEN", "PIN", "TOTP_SECRET", "FEED_URL", "API_URL", "AUTH_URL", "MASTER_URL"];
    for (const nothing of ["", "  "]) {
      const env = Object.fromEntries([...names, ...dhan.map((name) => `DHAN_${name}`)].map((name) => [name, nothing]));
      expect(readConfig(env)).toEqual(readConfig({}));
      expect(readSimulatorConfig(env)).toEqual(readSimulatorConfig({}));
    }
  });
});

describe("what is set", () => {
  test("is taken", () => {
    const env = {
      ...{ PORT: "0", HOST: "::1", DATA_DIR: "/var/lib/strikewire", LOG_LEVEL: "debug" },
      ...{ AUTH_MODE: "required", ADMIN_EMAIL: "Asha@Example.com", ADMIN_PASSWORD: "correct horse" },
      ...{ PUBLIC_URL: "https://terminal.example/", TRUSTED_PROXIES: "10.0.0.1, ::1", SECRETS_KEY: KEY },
      ...{ EOD_AT: "close", EOD_CLEAR_WATCHLISTS: "true" },
      ...{ SIM_PORT: "65535", SIM_SEED: "0", SIM_TICKS_PER_SECOND: "0.5", SIM_DATE: "2026-08-03" },
    };
    const simulator = { port: 65_535, seed: 0, ticksPerSecond: 0.5, date: "2026-08-03", logLevel: "debug" as const };
    expect(readConfig(env)).toEqual({
      ...{ port: 0, host: "::1", dataDir: "/var/lib/strikewire", logLevel: "debug", dhan: null, simulator },
      ...{ isLoopback: true, authMode: "required", admin: { email: "asha@example.com", password: "correct horse" } },
      ...{ publicUrl: "https://terminal.example", trustedProxies: ["10.0.0.1", "::1"], dhanUrls: DHANS_OWN },
      secretsKey: Buffer.alloc(32, 7),
      ...{ eodAt: "close", eodClearWatchlists: true },
    });
    expect(readSimulatorConfig(env)).toEqual(simulator);
  });

  test("may be Dhan at other addresses, the master a file too", () => {
    const urls = {
      DHAN_FEED_URL: "ws://127.0.0.1:8401/feed",
      DHAN_API_URL: "http://127.0.0.1:8401/v2",
      DHAN_AUTH_URL: "http://127.0.0.1:8401",
      DHAN_MASTER_URL: "file:///tmp/master.csv",
    };
    expect(readConfig({ ...ACCOUNT, ...urls }).dhanUrls).toEqual({
      feedUrl: urls.DHAN_FEED_URL,
      apiUrl: urls.DHAN_API_URL,
      authUrl: urls.DHAN_AUTH_URL,
      masterUrl: urls.DHAN_MASTER_URL,
    });
  });

  test("may be anything else besides: other variables are nobody's business", () => {
    expect(readConfig({ PATH: "/bin", TZ: "Nowhere/Else", port: "x" })).toEqual(readConfig({}));
  });
});

describe("what is set wrong", () => {
  test.each([
    ["PORT", "http", "must be a whole number from 0 to 65535"],
    ["PORT", "65536", "must be a whole number from 0 to 65535"],
    ["PORT", "-1", "must be a whole number from 0 to 65535"],
    ["PORT", "80.5", "must be a whole number from 0 to 65535"],
    ["LOG_LEVEL", "loud", "must be one of fatal, error, warn, info, debug, trace, silent"],
    ["SIM_PORT", "x", "must be a whole number from 0 to 65535"],
    ["SIM_SEED", "-1", "must be a whole number from 0 up"],
    ["SIM_TICKS_PER_SECOND", "101", "must be a number from 0 to 100"],
    ["SIM_DATE", "2026-02-30", "must be a date, YYYY-MM-DD"],
    ["SIM_DATE", "3 Aug 2026", "must be a date, YYYY-MM-DD"],
  ])("%s=%s is answered by one line with the name, what it must be, and what it is", (name, value, must) => {
    expect(problems({ [name]: value })).toEqual([`${name} ${must} (it is ${JSON.stringify(value)})`]);
  });

  test.each([
    ["DHAN_FEED_URL", "https://api-feed.dhan.co", "must be a URL that starts with ws: or wss:"],
    ["DHAN_API_URL", "api.dhan.co", "must be a URL that starts with http: or https:"],
    ["DHAN_AUTH_URL", "http://", "must be a URL that starts with http: or https:"],
    ["DHAN_MASTER_URL", "./master.csv", "must be a URL that starts with http: or https: or file:"],
  ])("%s=%s is answered by one line", (name, value, must) => {
    expect(problems({ ...ACCOUNT, [name]: value })).toEqual([`${name} ${must}`]);
  });

  test("is reported all at once", () => {
    const names = (env: Environment) => problems(env).map((line) => line.split(" ")[0]!);
    const env = {
      ...{ PORT: "x", LOG_LEVEL: "x", SIM_PORT: "x", SIM_SEED: "x", SIM_TICKS_PER_SECOND: "x", SIM_DATE: "x" },
      ...{ DHAN_FEED_URL: "x", DHAN_API_URL: "x", DHAN_AUTH_URL: "x", DHAN_MASTER_URL: "x" },
      ...{ DHAN_PIN: "x", DHAN_TOTP_SECRET: "1" },
    };
    expect(names({ ...env, DHAN_CLIENT_ID: "x" }).toSorted()).toEqual(
      [...Object.keys(env), "DHAN_CLIENT_ID"].toSorted(),
    );
    expect(names({ PORT: "x", LOG_LEVEL: "x", DHAN_ACCESS_TOKEN: "t" }).toSorted()).toEqual([
      ...["DHAN_CLIENT_ID", "LOG_LEVEL", "PORT"],
    ]);
    expect(problems({ SIM_PORT: "x", SIM_SEED: "x" }, readSimulatorConfig)).toHaveLength(2);
  });
});

describe("who may come in", () => {
  test("HOST may be any address, and says whether others reach it", () => {
    for (const HOST of ["127.0.0.1", "127.8.8.8", "::1", "localhost"])
      expect(readConfig({ HOST }).isLoopback).toBe(true);
    for (const HOST of ["0.0.0.0", "::", "10.1.2.3", "terminal.example"]) {
      expect(readConfig({ HOST })).toMatchObject({ host: HOST, isLoopback: false, authMode: null });
    }
  });

  test("demo mode may be asked for on loopback, and is refused where others reach it", () => {
    expect(readConfig({ AUTH_MODE: "demo" }).authMode).toBe("demo");
    expect(readConfig({ ...ACCOUNT, AUTH_MODE: "demo" }).authMode).toBe("demo");
    expect(problems({ HOST: "0.0.0.0", AUTH_MODE: "demo" })).toEqual([
      'AUTH_MODE may be demo only while HOST is a loopback address: whoever reaches the port is admin then (it is "demo")',
    ]);
  });

  test.each([
    [{ AUTH_MODE: "none" }, 'AUTH_MODE must be demo or required (it is "none")'],
    [{ ADMIN_EMAIL: "asha@example.com" }, "ADMIN_PASSWORD is needed beside ADMIN_EMAIL"],
    [{ ADMIN_PASSWORD: "correct horse" }, "ADMIN_EMAIL is needed beside ADMIN_PASSWORD"],
    [{ ADMIN_EMAIL: "asha", ADMIN_PASSWORD: "correct horse" }, 'ADMIN_EMAIL must be an e-mail address (it is "asha")'],
    [{ ADMIN_EMAIL: "asha@example.com", ADMIN_PASSWORD: "short12" }, "ADMIN_PASSWORD must have at least 8 characters"],
    [
      { PUBLIC_URL: "https://terminal.example/app" },
      'PUBLIC_URL must be http:// or https:// with a host, and a port where it has one, and nothing behind it (it is "https://terminal.example/app")',
    ],
    [
      { TRUSTED_PROXIES: "10.0.0.1, proxy" },
      'TRUSTED_PROXIES must be IP addresses with commas between them (it is "10.0.0.1, proxy")',
    ],
    [{ SECRETS_KEY: "c2hvcnQ=" }, "SECRETS_KEY must be 32 bytes in base64: `openssl rand -base64 32` makes one"],
  ])("%j is answered by one line", (env, line) => {
    expect(problems(env as Environment)).toEqual([line]);
  });
});

test("a simulator on its own does not mind what only the server reads", () => {
  expect(problems({ PORT: "x", DHAN_PIN: "x" }, readSimulatorConfig)).toEqual([]);
});

describe("credentials", () => {
  test("are a client id with a token, with PIN and TOTP secret, or with all of it", () => {
    const variables = { DHAN_PIN: "012345", DHAN_TOTP_SECRET: "JBSWY3DPEHPK3PXP" };
    const signIn = { pin: "012345", totpSecret: "JBSWY3DPEHPK3PXP" };
    expect(readConfig({ DHAN_CLIENT_ID: "1", ...variables }).dhan).toEqual({
      clientId: "1",
      accessToken: null,
      signIn,
    });
    expect(readConfig({ ...ACCOUNT, ...variables }).dhan).toMatchObject({ accessToken: "eyJ.token.x", signIn });
  });

  test.each([
    [{ DHAN_CLIENT_ID: "1" }, ["DHAN_ACCESS_TOKEN"]],
    [{ DHAN_ACCESS_TOKEN: "t" }, ["DHAN_CLIENT_ID"]],
    [{ DHAN_PIN: "012345" }, ["DHAN_TOTP_SECRET", "DHAN_CLIENT_ID"]],
    [{ DHAN_PIN: "012345", DHAN_TOTP_SECRET: "JBSWY3DP" }, ["DHAN_CLIENT_ID"]],
    [{ DHAN_CLIENT_ID: "1", DHAN_PIN: "012345" }, ["DHAN_TOTP_SECRET"]],
    [{ ...ACCOUNT, DHAN_TOTP_SECRET: "JBSWY3DP" }, ["DHAN_PIN"]],
  ])("of %j are half: what is missing is named", (env, missing) => {
    expect(problems(env).map((line) => line.replace(/ is needed beside .*/, ""))).toEqual(missing);
  });

  test("are never in the error, not even where they were put into the wrong variable", () => {
    const secret = "s3cr3t-eyJ";
    const lines = problems({
      ...{ DHAN_CLIENT_ID: secret, DHAN_PIN: secret, DHAN_TOTP_SECRET: secret, DHAN_ACCESS_TOKEN: secret },
      ...{ DHAN_FEED_URL: `https://feed?token=${secret}`, DHAN_MASTER_URL: secret, DHAN_API_URL: secret },
    });
    expect(lines).toHaveLength(6);
    expect(lines.join()).not.toContain(secret);
  });
});
