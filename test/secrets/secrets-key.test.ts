import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createLogger } from "../../server/logger.ts";
import { SecretsKey, SecretsKeyError } from "../../server/secrets/secrets-key.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "strikewire-secrets-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const open = (fromEnvironment: Uint8Array | null = null, dataDir = folder) =>
  new SecretsKey({ dataDir, fromEnvironment, log: createLogger("silent", "test") });
const path = () => join(folder, "secrets.key");

describe("without SECRETS_KEY", () => {
  test("a key file is made when it is first needed, for its owner's eyes only, and used from then on", () => {
    const key = open();
    expect(() => statSync(path())).toThrow();
    const derived = key.derive("session-cookies");
    expect(derived).toHaveLength(32);
    expect(statSync(path()).mode & 0o777).toBe(0o600);
    expect(open().derive("session-cookies")).toEqual(derived);
    expect(readFileSync(path(), "utf8")).not.toContain(Buffer.from(derived).toString("base64"));
  });

  test.each([0o640, 0o604, 0o660, 0o666])("a file of mode %o is refused, with how to mend it", (mode) => {
    open().derive("session-cookies");
    chmodSync(path(), mode);
    const derive = () => open().derive("session-cookies");
    expect(derive).toThrow(SecretsKeyError);
    expect(derive).toThrow(`chmod 600 ${path()}`);
    chmodSync(path(), 0o600);
    expect(derive()).toHaveLength(32);
  });

  test.each(["", "c2hvcnQ=", "?".repeat(44)])("a file that holds %j is refused, and its text not shown", (text) => {
    writeFileSync(path(), text, { mode: 0o600 });
    const derive = () => open().derive("dhan-credentials");
    expect(derive).toThrow("does not hold 32 bytes in base64");
    if (text !== "") expect(derive).not.toThrow(text);
  });

  test("where no file can be made the key lives as long as the process", () => {
    writeFileSync(join(folder, "file"), "");
    const key = open(null, join(folder, "file"));
    expect(key.derive("session-cookies")).toEqual(key.derive("session-cookies"));
  });
});

test("with SECRETS_KEY there is no file", () => {
  const derived = open(Buffer.alloc(32, 1)).derive("session-cookies");
  expect(derived).not.toEqual(open(Buffer.alloc(32, 2)).derive("session-cookies"));
  expect(() => statSync(path())).toThrow();
});

test("each purpose has a key of its own", () => {
  const key = open();
  expect(key.derive("session-cookies")).not.toEqual(key.derive("dhan-credentials"));
});
