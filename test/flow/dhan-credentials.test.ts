import { expect, test } from "bun:test";
import { chmodSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { feedState } from "../../shared/feed-state.ts";
import { JsonClient } from "../fakes/json-client.ts";
import { ServerProcess } from "../fakes/server-process.ts";
import { SimulatorOnItsOwn } from "../fakes/simulator-on-its-own.ts";
import { trpcCaller } from "../fakes/trpc-caller.ts";
import { until } from "../fakes/until.ts";

/** Where Dhan is, without credentials. */
function addresses(env: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(env).filter(([name]) => name.endsWith("_URL")));
}

/** Whether prices come from Dhan: after a burst Dhan lets in one connection in five seconds, so not all have to be up. */
async function isUp(url: string): Promise<boolean> {
  const client = new JsonClient(url);
  const { type: _, ...state } = await client.next("state");
  client.close();
  return feedState.parse(state).feed !== "down";
}

test("credentials set in the browser: kept beside the simulator, in use after a restart, and with every renewed token after the next", async () => {
  const dataDir = mkdtempSync(join(tmpdir(), "strikewire-credentials-"));
  const dhan = await SimulatorOnItsOwn.start();
  const env = { ...addresses(dhan.env), DATA_DIR: dataDir };
  const clientId = dhan.env.DHAN_CLIENT_ID!;
  const accessToken = dhan.env.DHAN_ACCESS_TOKEN!;
  let server = new ServerProcess(env);
  try {
    let api = trpcCaller(await server.url());
    expect(await api.admin.dhanCredentials.status.query()).toMatchObject({ source: "simulator", clientId: null });
    const wrong = { clientId, accessToken: `${accessToken}x` };
    expect(await api.admin.dhanCredentials.set.mutate(wrong)).toMatchObject({ ok: false, reason: "token-refused" });
    const answer = await api.admin.dhanCredentials.set.mutate({ clientId, accessToken });
    expect(answer).toMatchObject({ ok: true, status: { source: "simulator", isRestartNeeded: true } });
    expect(statSync(join(dataDir, "secrets.key")).mode & 0o777).toBe(0o600);
    const said = [server.stdout, server.stderr];
    await server.stop();

    server = new ServerProcess(env);
    const url = await server.url();
    api = trpcCaller(url);
    await until("the feed of the account is up", () => isUp(url));
    const status = await api.admin.dhanCredentials.status.query();
    expect(status).toMatchObject({ source: "browser", clientId, problem: null, isRestartNeeded: false });
    expect(status.tokenExpiresAt).toBeGreaterThan(Date.now());
    said.push(server.stdout, server.stderr);
    for (const text of [...said, JSON.stringify(status)]) expect(text).not.toContain(accessToken);
    await server.stop();

    chmodSync(join(dataDir, "secrets.key"), 0o644);
    server = new ServerProcess(env);
    expect(await server.exited()).toBe(1);
    expect(server.stderr).toContain(`chmod 600 ${join(dataDir, "secrets.key")}`);
  } finally {
    await server.stop();
    await dhan.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
});

/** As another program would that has the account too: from now on the present token is dead. */
async function renewElsewhere({
  DHAN_API_URL,
  DHAN_CLIENT_ID,
  DHAN_ACCESS_TOKEN,
}: Record<string, string>): Promise<string> {
  const headers = { "access-token": DHAN_ACCESS_TOKEN!, dhanClientId: DHAN_CLIENT_ID! };
  const response = await fetch(`${DHAN_API_URL}/RenewToken`, { headers });
  const { accessToken } = (await response.json()) as { accessToken: string };
  return accessToken;
}

test("a token that Dhan does not take any more is replaced in the browser, and the feed comes back without a restart", async () => {
  const dhan = await SimulatorOnItsOwn.start();
  const server = new ServerProcess({ ...dhan.env, DHAN_PIN: "", DHAN_TOTP_SECRET: "" });
  try {
    const url = await server.url();
    const api = trpcCaller(url);
    const { dhanCredentials } = api.admin;
    expect(await dhanCredentials.status.query()).toMatchObject({ source: "environment", problem: null });
    const accessToken = await renewElsewhere(dhan.env);
    await until("the feed is down", async () => !(await isUp(url)));
    await until("it says so", async () => (await dhanCredentials.status.query()).problem !== null);
    expect((await dhanCredentials.status.query()).problem).toContain("does not take the access token");
    const answer = await dhanCredentials.set.mutate({ clientId: dhan.env.DHAN_CLIENT_ID!, accessToken });
    expect(answer).toMatchObject({ ok: true, status: { source: "browser", problem: null, isRestartNeeded: false } });
    await until("the feed is up", () => isUp(url));
    expect(server.stdout + server.stderr).not.toContain(accessToken);
  } finally {
    await server.stop();
    await dhan.stop();
  }
});
