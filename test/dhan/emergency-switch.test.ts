import { expect, test } from "bun:test";
import { EmergencySwitch, FEED_SWITCHED_OFF } from "../../server/dhan/emergency-switch.ts";
import { createLogger } from "../../server/logger.ts";
import { HandClock } from "../fakes/clock.ts";
import { DatabaseFolder } from "../fakes/db-folder.ts";
import { recordingLog } from "../fakes/dhan-rest-log.ts";
import { FeedRig } from "../fakes/feed-rig.ts";

const NOW = Date.UTC(2026, 5, 10, 4, 0);
const LOG = createLogger("silent", "test");

/** A feed that has not started: what is cut shows, and nothing is dialled. */
async function rigged(): Promise<{ folder: DatabaseFolder; rig: FeedRig; clock: HandClock } & AsyncDisposable> {
  const [folder, rig, clock] = [new DatabaseFolder(), await FeedRig.start(), new HandClock(NOW)];
  return {
    ...{ folder, rig, clock },
    async [Symbol.asyncDispose]() {
      await rig.stop();
      await folder[Symbol.asyncDispose]();
    },
  };
}

test("is on where it was never switched", async () => {
  await using parts = await rigged();
  const { settings } = await parts.folder.open();
  const { cuts } = parts.rig.feed;
  const emergency = await EmergencySwitch.open({ settings, cuts, clock: parts.clock, log: LOG });
  expect(emergency.status()).toEqual({ off: null, isKept: true });
  expect(cuts.whole).toBeNull();
});

test("is off after it was opened again, with who, when and why, and on after that was undone", async () => {
  await using parts = await rigged();
  const { settings } = await parts.folder.open();
  const { cuts } = parts.rig.feed;
  const open = () => EmergencySwitch.open({ settings, cuts, clock: parts.clock, log: LOG });
  const off = { since: NOW, reason: "orders go wild", by: "asha" };
  expect(await (await open()).off("orders go wild", "asha")).toEqual({ off, isKept: true });
  expect(cuts.whole).toEqual({ since: NOW, reason: "orders go wild" });
  parts.clock.advance(60_000);
  cuts.restoreAll();

  const again = await open();
  expect(again.status()).toEqual({ off, isKept: true });
  expect(cuts.whole).toEqual({ since: NOW, reason: "orders go wild" });
  expect(await again.off("and still", "ravi")).toMatchObject({ off: { since: NOW, reason: "and still", by: "ravi" } });
  expect(await again.on("ravi")).toEqual({ off: null, isKept: true });
  expect(cuts.whole).toBeNull();
  expect((await open()).status().off).toBeNull();
});

test("keeps what holds in the end when it is thrown back and forth at once", async () => {
  await using parts = await rigged();
  const { settings } = await parts.folder.open();
  const { cuts } = parts.rig.feed;
  const open = () => EmergencySwitch.open({ settings, cuts, clock: parts.clock, log: LOG });
  const emergency = await open();
  await Promise.all([emergency.off("1", "a"), emergency.on("a"), emergency.off("2", "b"), emergency.on("b")]);
  expect([cuts.whole, (await open()).status().off]).toEqual([null, null]);
  await Promise.all([emergency.off("3", "a"), emergency.on("a"), emergency.off("4", "b")]);
  expect([cuts.whole?.reason, (await open()).status().off?.reason]).toEqual(["4", "4"]);
});

test("stays off when what was written cannot be read", async () => {
  await using parts = await rigged();
  const { settings } = await parts.folder.open();
  await settings.put(FEED_SWITCHED_OFF, "yes", NOW);
  const { cuts } = parts.rig.feed;
  const logged = recordingLog();
  const emergency = await EmergencySwitch.open({ settings, cuts, clock: parts.clock, log: logged.log });
  expect(emergency.status().off).toMatchObject({ since: NOW, by: "unknown" });
  expect(cuts.whole?.reason).toContain("cannot be read");
  expect(logged.text()).toContain("the feed stays off");
  await emergency.on("asha");
  expect((await EmergencySwitch.open({ settings, cuts, clock: parts.clock, log: LOG })).status().off).toBeNull();
});

test("cuts the feed though it cannot be written down, and says that it is not kept", async () => {
  await using parts = await rigged();
  const database = await parts.folder.open();
  const { cuts } = parts.rig.feed;
  const { settings } = database;
  const emergency = await EmergencySwitch.open({ settings, cuts, clock: parts.clock, log: LOG });
  await database.close();
  expect(await emergency.off("orders go wild", "asha")).toMatchObject({ off: { by: "asha" }, isKept: false });
  expect(cuts.whole?.reason).toBe("orders go wild");
  expect(await emergency.on("asha")).toEqual({ off: null, isKept: false });
  expect(cuts.whole).toBeNull();
});
