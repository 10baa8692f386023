import { expect, test } from "bun:test";
import { TURNS_MOST, Turns } from "../../server/watchlist/turns.ts";
import { WatchlistRig } from "../fakes/watchlist-rig.ts";

test("changes come one at a time, in order, whatever becomes of the one before", async () => {
  const turns = new Turns();
  const said: string[] = [];
  const held = Promise.withResolvers<void>();
  const first = turns.take(async () => {
    await held.promise;
    said.push("first");
    throw new Error("no");
  });
  const second = turns.take(async () => said.push("second"));
  said.push("asked");
  held.resolve();
  await expect(first).rejects.toThrow("no");
  await second;
  expect(said).toEqual(["asked", "first", "second"]);
});

test("a user's change is refused when too many wait, and taken when they are over", async () => {
  const rig = await WatchlistRig.open();
  const asked = Array.from({ length: TURNS_MOST }, (_, n) =>
    rig.service.lists.rename("asha", { listId: `${n}`, name: "x" }),
  );
  const refused = await rig.service.lists.create("asha", { name: "More" });
  expect(refused).toMatchObject({ ok: false, reason: "busy" });
  const answers = await Promise.all(asked);
  expect(new Set(answers.map((answer) => !answer.ok && answer.reason))).toEqual(new Set(["not-found"]));
  expect(await rig.service.lists.create("asha", { name: "More" })).toMatchObject({ ok: true });
});
