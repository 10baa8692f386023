import { expect, test } from "bun:test";
import { z } from "zod";
import { DatabaseFolder } from "../fakes/db-folder.ts";

const plan = z.object({ underlyings: z.array(z.string()), strikesEachSide: z.int() });

test("a value comes back as it was put, then as it was put last", async () => {
  await using folder = new DatabaseFolder();
  const { settings } = await folder.open();
  expect(await settings.get("tier-b-plan", plan)).toBeNull();
  await settings.put("tier-b-plan", { underlyings: ["NIFTY"], strikesEachSide: 10 }, 100);
  await settings.put("tier-b-plan", { underlyings: ["NIFTY", "M&M"], strikesEachSide: 2 }, 200);
  await settings.put("other", null, 200);
  expect(await settings.get("tier-b-plan", plan)).toEqual({ underlyings: ["NIFTY", "M&M"], strikesEachSide: 2 });
  expect(await settings.get("other", z.null())).toBeNull();
});

test("a deleted one counts as never set", async () => {
  await using folder = new DatabaseFolder();
  const { settings } = await folder.open();
  await settings.put("eodAt", "15:30", 100);
  await settings.delete("eodAt");
  await settings.delete("eodAt");
  expect(await settings.get("eodAt", z.string())).toBeNull();
});

test("a value that the reader's schema doesn't take is an error that names the setting and the field", async () => {
  await using folder = new DatabaseFolder();
  const { settings } = await folder.open();
  await settings.put("tier-b-plan", { underlyings: "NIFTY", strikesEachSide: 10 }, 100);
  await expect(settings.get("tier-b-plan", plan)).rejects.toMatchObject({
    code: "bad-value",
    message: expect.stringMatching(/^setting tier-b-plan does not fit: underlyings: /),
  });
});
