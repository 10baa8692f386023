import { afterEach, describe, expect, test } from "bun:test";
import { checkCredentials } from "../../server/dhan/check-credentials.ts";
import { CredentialBook } from "../../server/dhan/credential-book.ts";
import { type DhanCredentials, keptCredentials } from "../../server/dhan/credentials.ts";
import { SealedSetting } from "../../server/secrets/sealed-setting.ts";
import { SecretsKey } from "../../server/secrets/secrets-key.ts";
import { HandClock } from "../fakes/clock.ts";
import { DatabaseFolder } from "../fakes/db-folder.ts";
import { recordingLog } from "../fakes/dhan-rest-log.ts";
import { fakeToken, type ReceivedRequest, startDhanRestServer, tradingError } from "../fakes/dhan-rest-server.ts";
import { until } from "../fakes/until.ts";

const SIGN_IN = { pin: "843219", totpSecret: "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP" };
const tokenOf = (clientId: string, n = 0) => fakeToken({ dhanClientId: clientId, exp: 1_900_000_000 + n });
const ENV: DhanCredentials = { clientId: "1100001", accessToken: tokenOf("1100001"), signIn: null };
const BROWSER = { clientId: "1100002", accessToken: tokenOf("1100002") };

/** Dhan, as far as it knows 1100001 and 1100002. */
function dhan({ path, headers }: ReceivedRequest): Response {
  if (path === "/app/generateAccessToken") return Response.json({ accessToken: tokenOf("1100002", 7) });
  const payload = headers.get("access-token")?.split(".")[1] ?? "";
  const { dhanClientId } = JSON.parse(Buffer.from(payload, "base64url").toString()) as { dhanClientId: string };
  const clientId = ["1100001", "1100002"].find((known) => known === dhanClientId);
  return clientId === undefined
    ? tradingError(401, "DH-901", "Invalid_Authentication")
    : Response.json({ dhanClientId: clientId, dataPlan: "Active" });
}

const stops: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

async function bookOf(
  fromEnvironment: DhanCredentials | null,
  options: { folder?: DatabaseFolder; keyByte?: number } = {},
) {
  const folder = options.folder ?? new DatabaseFolder();
  if (options.folder === undefined) stops.push(() => folder[Symbol.asyncDispose]());
  const server = startDhanRestServer((request) => answer(request));
  stops.push(() => server.stop());
  let answer: (request: ReceivedRequest) => Response | Promise<Response> = dhan;
  const logged = recordingLog();
  const { log } = logged;
  const clock = new HandClock(Date.now());
  const { settings } = await folder.open();
  const key = new SecretsKey({ dataDir: folder.dataDir, fromEnvironment: Buffer.alloc(32, options.keyByte ?? 1), log });
  const used: DhanCredentials[] = [];
  const book = await CredentialBook.open({
    setting: new SealedSetting({ settings, name: "dhan-credentials", key, schema: keptCredentials }),
    fromEnvironment,
    check: (candidate) => checkCredentials(candidate, { apiUrl: `${server.url}/v2`, authUrl: server.url, clock, log }),
    clock,
    log,
  });
  if (book.present !== null) {
    book.join({
      use: (credentials) => used.push(credentials),
      status: () => ({ expiresAt: 5, isRejected: false, problem: null }),
    });
  }
  return {
    ...{ folder, book, used, logged, server, clock },
    answers: (with_: typeof answer) => {
      answer = with_;
    },
  };
}

describe("which credentials hold", () => {
  test("none: the simulator stands in, and what is set holds from the next start on", async () => {
    const { book, folder, used } = await bookOf(null);
    expect(book.present).toBeNull();
    expect(book.status()).toMatchObject({ source: "simulator", clientId: null, isRestartNeeded: false });
    const answer = await book.set(BROWSER);
    expect(answer).toMatchObject({ ok: true, status: { source: "simulator", isRestartNeeded: true } });
    expect(used).toEqual([]);
    const again = await bookOf(null, { folder });
    expect(again.book.present).toMatchObject({ ...BROWSER, signIn: null });
    expect(again.book.status()).toMatchObject({ source: "browser", clientId: "1100002", isRestartNeeded: false });
  });

  test("the environment's, until others are set in the browser: those hold at once and after a restart", async () => {
    const { book, folder, used, clock } = await bookOf(ENV);
    expect(book.present).toMatchObject(ENV);
    expect(book.status()).toMatchObject({ source: "environment", clientId: "1100001", checkedAt: null });
    const answer = await book.set(BROWSER);
    expect(answer).toMatchObject({
      ok: true,
      status: { source: "browser", clientId: "1100002", checkedAt: clock.now(), isRestartNeeded: false },
    });
    expect(used).toMatchObject([{ ...BROWSER, signIn: null }]);
    expect((await bookOf(ENV, { folder })).book.present).toMatchObject(BROWSER);
  });

  test("the environment's again once it names others than before, or none", async () => {
    const { book, folder } = await bookOf(ENV);
    await book.set(BROWSER);
    const other = { ...ENV, accessToken: tokenOf("1100001", 1) };
    expect((await bookOf(other, { folder })).book.present).toMatchObject(other);
    // What was kept is gone for good.
    expect((await bookOf(ENV, { folder })).book.present).toMatchObject(ENV);
    await (await bookOf(ENV, { folder })).book.set(BROWSER);
    expect((await bookOf(null, { folder })).book.present).toBeNull();
  });

  test("those that were kept, until they are forgotten", async () => {
    const { book, folder } = await bookOf(ENV);
    await book.set(BROWSER);
    expect(await book.forget()).toMatchObject({ clientId: "1100002", isRestartNeeded: true });
    expect((await bookOf(ENV, { folder })).book.present).toMatchObject(ENV);
  });

  test("a renewed token survives a restart; the simulator's is not kept", async () => {
    const renewed = tokenOf("1100001", 9);
    const { book, folder } = await bookOf(ENV);
    book.renewed(renewed);
    await until("kept", async () => (await bookOf(ENV, { folder })).book.present?.accessToken === renewed);
    expect((await bookOf(ENV, { folder })).book.status().source).toBe("environment");
    const simulated = await bookOf(null);
    simulated.book.renewed(renewed);
    expect((await bookOf(null, { folder: simulated.folder })).book.present).toBeNull();
  });

  test("none that work, where the key is another than they were sealed with: no simulator stands in, and it says why", async () => {
    const { book, folder } = await bookOf(null);
    await book.set(BROWSER);
    const locked = await bookOf(null, { folder, keyByte: 2 });
    expect(locked.book.present).toEqual({ clientId: "", accessToken: null, signIn: null });
    expect(locked.book.problem).toContain("cannot be opened with this key");
    expect(locked.book.status()).toMatchObject({ source: "browser", clientId: null, problem: locked.book.problem });
    // Set again, they are readable again.
    expect(await locked.book.set(BROWSER)).toMatchObject({ ok: true, status: { problem: null } });
    expect((await bookOf(null, { folder, keyByte: 2 })).book.present).toMatchObject(BROWSER);
  });
});

describe("credentials are checked before they take the place of others", () => {
  test.each([
    ["token-refused", { ...BROWSER, accessToken: fakeToken({ dhanClientId: "9" }) }, dhan],
    ["other-client", { ...BROWSER, clientId: "1100009" }, dhan],
    ["no-data-plan", BROWSER, () => Response.json({ dhanClientId: "1100002", dataPlan: "Deactive" })],
    ["unreachable", BROWSER, () => Response.json({ what: "is this" })],
    [
      "sign-in-refused",
      { clientId: "1100002", ...SIGN_IN },
      () => Response.json({ message: "Invalid TOTP", status: "error" }),
    ],
  ] as const)("%s", async (reason, input, answer) => {
    const { book, used, folder, answers } = await bookOf(ENV);
    answers(answer);
    expect(await book.set(input)).toMatchObject({ ok: false, reason });
    expect(used).toEqual([]);
    expect(book.status()).toMatchObject({ source: "environment", checkedAt: null });
    expect((await bookOf(ENV, { folder })).book.present).toMatchObject(ENV);
  });

  test("a PIN and a TOTP secret make a token, which is the one that is used", async () => {
    const { book, used, server } = await bookOf(ENV);
    expect(await book.set({ clientId: "1100002", ...SIGN_IN })).toMatchObject({
      ok: true,
      status: { hasSignIn: true },
    });
    expect(used).toMatchObject([{ clientId: "1100002", accessToken: tokenOf("1100002", 7), signIn: SIGN_IN }]);
    expect(server.received.map(({ path }) => path)).toEqual(["/app/generateAccessToken", "/v2/profile"]);
  });

  test("one at a time", async () => {
    const { book, answers } = await bookOf(ENV);
    const hold = Promise.withResolvers<void>();
    answers(async (request) => {
      await hold.promise;
      return dhan(request);
    });
    const first = book.set(BROWSER);
    expect(await book.set(BROWSER)).toMatchObject({ ok: false, reason: "busy" });
    hold.resolve();
    expect(await first).toMatchObject({ ok: true });
    expect(await book.set(BROWSER)).toMatchObject({ ok: true });
  });
});

test("nothing of them is in the status, the log or the database", async () => {
  const { book, logged, folder, answers } = await bookOf(ENV);
  await book.set({ ...BROWSER, ...SIGN_IN });
  answers(() => tradingError(401, "DH-901", `bad token ${BROWSER.accessToken}`));
  await book.set({ ...BROWSER, ...SIGN_IN });
  const stored = JSON.stringify(folder.raw((sqlite) => sqlite.query("select * from settings").all()));
  for (const text of [JSON.stringify(book.status()), logged.text(), stored]) {
    for (const secret of [BROWSER.accessToken, ENV.accessToken!, SIGN_IN.pin, SIGN_IN.totpSecret])
      expect(text).not.toContain(secret);
  }
});
