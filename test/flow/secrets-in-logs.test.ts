import { expect, test } from "bun:test";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { systemClock } from "../../server/clock.ts";
import { createLogger } from "../../server/logger.ts";
import { createSimulator } from "../../server/simulator/simulator.ts";
import { ADMIN, AuthServer, PASSWORD } from "../fakes/auth-server.ts";
import { JsonClient } from "../fakes/json-client.ts";
import { smallListing } from "../fakes/small-master.ts";
import { SMALL_UNIVERSE_DATE } from "../fakes/small-universe.ts";
import { until } from "../fakes/until.ts";

const SECRETS_KEY = "c2VjcmV0cyBvZiB0aGUgdGVzdCwgbm8gbW9yZSEhISE=";
/** Base32, as an authenticator takes it, of nobody's account. */
const OTHER_TOTP_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";

/** The simulator in this process, so that its account's pin and TOTP secret are known. */
function startSimulator() {
  return createSimulator({
    ...{ port: 0, seed: 7, ticksPerSecond: 5, date: SMALL_UNIVERSE_DATE, listing: smallListing() },
    ...{ clock: systemClock(), log: createLogger("silent", "test") },
  });
}

test("the logs hold no password, key, cookie, link, token, pin or TOTP secret that was used, at the finest level, whatever fails", async () => {
  const simulator = await startSimulator();
  const { clientId, accessToken, pin, totpSecret } = simulator.credentials;
  const server = await AuthServer.start({
    ...{ LOG_LEVEL: "trace", SECRETS_KEY, DHAN_CLIENT_ID: clientId, DHAN_ACCESS_TOKEN: accessToken },
    ...{ DHAN_PIN: pin, DHAN_TOTP_SECRET: totpSecret, DHAN_FEED_URL: simulator.feedUrl },
    ...{ DHAN_API_URL: simulator.apiUrl, DHAN_AUTH_URL: simulator.authUrl, DHAN_MASTER_URL: simulator.masterUrl },
  });
  const secrets = [SECRETS_KEY, ADMIN.password, accessToken, totpSecret, OTHER_TOTP_SECRET];
  const answers: string[] = [];
  const post = async (path: string, body: unknown, headers = {}) => {
    const response = await server.post(path, body, headers);
    answers.push(await response.text());
  };
  try {
    // People: good and bad passwords, sessions, keys and links, over each door.
    const wrong = "a password that is wrong";
    await post("/api/auth/sign-in/email", { email: ADMIN.email, password: wrong });
    await post("/api/auth/sign-in/email", { email: ADMIN.email, password: { of: wrong } });
    const asha = await server.addUser("asha", "trader");
    const key = await server.addKey(asha.session, ["read", "trade"]);
    const forged = `${key.text.slice(0, -4)}AAAA`;
    const session = decodeURIComponent(asha.session.cookie!.split("=")[1]!);
    secrets.push(wrong, PASSWORD, key.text, forged, session, session.split(".")[0]!);
    const admin = server.as(server.admin);
    const reset = await admin.admin.users.resetLink.mutate({ userId: asha.userId });
    const link = reset.ok ? reset.link.split("=")[1]! : "";
    secrets.push(link, server.admin.cookie!.split("=")[1]!);
    for (const headers of [{ "x-api-key": forged }, { authorization: `Bearer ${forged}` }, key.headers] as const) {
      for (const path of ["/trpc/subscriptions.status", "/api/v2/subscriptions/status", "/ticks"])
        await fetch(server.url + path, { headers });
    }
    for (const path of [
      `/api/v2/watchlist?apiKey=${key.text}`,
      `/trpc/auth.openLink?input={"token":"${link}"`,
      `/${link}`,
    ])
      await fetch(server.url + path, { headers: asha.session });
    await post("/trpc/auth.useLink", { token: link, password: 5 });
    await post("/trpc/auth.useLink", { token: link, password: "another password", email: 7 });
    await post("/trpc/auth.changePassword", { currentPassword: PASSWORD, newPassword: "x" }, asha.session);
    await post("/api/v2/watchlist/add", { listId: key.text, item: link }, asha.session);
    secrets.push("another password");
    const client = new JsonClient(server.url, { headers: key.headers });
    await client.next("hello");

    // Dhan: credentials that are refused and malformed, a token that died, REST and a feed that fail.
    const candidate = { clientId, accessToken: `${accessToken.slice(0, -6)}AAAAAA` };
    secrets.push(candidate.accessToken);
    await post("/trpc/admin.dhanCredentials.set", candidate, server.admin);
    await post("/trpc/admin.dhanCredentials.set", { ...candidate, pin: "13131" }, server.admin);
    await post(
      "/trpc/admin.dhanCredentials.set",
      { clientId, pin: "131313", totpSecret: OTHER_TOTP_SECRET },
      server.admin,
    );
    simulator.control.refuseRest({ status: 500, count: 5 });
    await post("/trpc/admin.dhanCredentials.set", { clientId, pin, totpSecret }, server.admin);
    simulator.control.refuseUpgrades({ status: 401, count: 1 });
    simulator.control.drop();
    await fetch(`${simulator.apiUrl}/RenewToken`, { headers: { "access-token": accessToken, dhanClientId: clientId } });
    await until("the server signs in by itself", () => server.process.stdout.includes("feed connection lost"));
    await until("it is up again", async () => {
      const connections = await admin.admin.connections.query();
      return connections.some(({ state }) => state === "up");
    });
    answers.push(JSON.stringify(await admin.admin.connections.query()));
    client.close();
  } finally {
    const { dataDir } = server.process;
    const files = readdirSync(dataDir).filter((file) => file.startsWith("strikewire.db"));
    const database = files.map((file) => readFileSync(join(dataDir, file), "latin1")).join("");
    await server.stop();
    await simulator.stop();
    // What is kept is kept hashed or sealed.
    for (const secret of [ADMIN.password, PASSWORD, accessToken, totpSecret, SECRETS_KEY])
      expect(database).not.toContain(secret);
  }
  const said = server.process.stdout + server.process.stderr;
  expect(said.length).toBeGreaterThan(5_000);
  for (const text of [said, ...answers]) {
    for (const secret of secrets) {
      expect(secret.length).toBeGreaterThan(8);
      for (const written of [secret, encodeURIComponent(secret), decodeURIComponent(secret)])
        expect({ written, isSaid: text.includes(written) }).toEqual({ written, isSaid: false });
    }
    // Whatever token there was, those the server got for itself too.
    expect(text).not.toMatch(/eyJ[\w-]{10,}\./);
    expect(text).not.toMatch(/(?<!\d)(424242|131313|13131)(?!\d)/);
    expect(text).not.toMatch(/totp=\d|pin=\d/);
  }
});
