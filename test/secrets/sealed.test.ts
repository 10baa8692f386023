import { expect, test } from "bun:test";
import fc from "fast-check";
import { z } from "zod";
import { createLogger } from "../../server/logger.ts";
import { seal, unseal } from "../../server/secrets/sealed.ts";
import { SealedSetting } from "../../server/secrets/sealed-setting.ts";
import { SecretsKey } from "../../server/secrets/secrets-key.ts";
import { DatabaseFolder } from "../fakes/db-folder.ts";

const key = Buffer.alloc(32, 1);

test("any text comes back with its key, and never the same way twice", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      const [first, second] = [seal(key, text), seal(key, text)];
      expect(unseal(key, first)).toBe(Buffer.from(text).toString());
      expect(first.nonce).not.toBe(second.nonce);
    }),
  );
});

test("with another key, or changed by one bit anywhere, it does not open", () => {
  const sealed = seal(key, "the access token");
  expect(unseal(Buffer.alloc(32, 2), sealed)).toBeNull();
  for (const part of ["nonce", "tag", "text"] as const) {
    const bytes = Buffer.from(sealed[part], "base64");
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const changed = Buffer.from(bytes);
      changed[bit >> 3]! ^= 1 << (bit & 7);
      expect(unseal(key, { ...sealed, [part]: changed.toString("base64") })).toBeNull();
    }
  }
  expect(
    unseal(key, { ...sealed, tag: Buffer.from(sealed.tag, "base64").subarray(0, 4).toString("base64") }),
  ).toBeNull();
});

test("a sealed setting is in the database as nothing but its seal", async () => {
  await using folder = new DatabaseFolder();
  const { settings } = await folder.open();
  const open = (byte: number, schema: z.ZodType = z.object({ pin: z.string() })) => {
    const log = createLogger("silent", "test");
    const secrets = new SecretsKey({ dataDir: folder.dataDir, fromEnvironment: Buffer.alloc(32, byte), log });
    return new SealedSetting({ settings, name: "dhan-credentials", key: secrets, schema });
  };
  expect(await open(1).read()).toEqual({ state: "none" });
  await open(1).write({ pin: "843219" }, 100);
  expect(await open(1).read()).toEqual({ state: "found", value: { pin: "843219" } });
  expect(await open(2).read()).toEqual({ state: "unreadable" });
  expect(await open(1, z.object({ other: z.string() })).read()).toEqual({ state: "unreadable" });
  expect(JSON.stringify(folder.raw((sqlite) => sqlite.query("select * from settings").all()))).not.toContain("843219");
  await open(1).clear();
  expect(await open(1).read()).toEqual({ state: "none" });
});
