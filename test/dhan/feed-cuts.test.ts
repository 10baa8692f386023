import { afterEach, describe, expect, test } from "bun:test";
import { FeedRig, type FeedRigOptions } from "../fakes/feed-rig.ts";
import { until } from "../fakes/until.ts";

const CUT = { since: 1_781_065_197_000, reason: "orders go wild" };

let rig: FeedRig;
let keys: string[];

async function ticking(options: FeedRigOptions = {}): Promise<void> {
  rig = await FeedRig.start(options);
  keys = rig.keys(40);
  rig.feed.start();
  rig.carry(keys);
  await rig.allUp();
  await rig.allTick(keys);
}

afterEach(() => rig.stop());

const sockets = () => rig.simulator.control.status().sockets.length;
const status = (connection: number) => rig.feed.status()[connection - 1]!;
const stale = () => keys.filter((key) => rig.reader.isStale(rig.store.slotOf(key)));
const carriedBy = (connection: number) => keys.filter((_, i) => (i % 5) + 1 === connection);

describe("one connection that is disconnected", () => {
  test("closes its socket, says so, and its instruments alone are stale", async () => {
    await ticking();
    await rig.feed.cuts.disconnect(3);
    await until("closed at the other end", () => sockets() === 4);
    expect(status(3)).toMatchObject({
      ...{ state: "stopped", reason: "an admin has disconnected it", isDisconnected: true, retryAt: null },
      ...{ lastError: null, instruments: 8, confirmed: 0 },
    });
    expect(stale().sort()).toEqual(carriedBy(3).sort());
    expect(rig.feed.status().filter(({ isDisconnected }) => isDisconnected)).toHaveLength(1);
  });

  test("stays away whatever happens to the others, and comes back with all it carries once it is connected", async () => {
    await ticking();
    await rig.feed.cuts.disconnect(3);
    const { control } = rig.simulator;
    control.disconnect(806);
    await until("the others are refused", () => rig.states().filter((state) => state === "refused").length === 4);
    rig.feed.credentialsChanged();
    await until("the others are back", () => rig.states().filter((state) => state === "up").length === 4);
    control.kickOldest();
    await until("the others pause", () => rig.states().filter((state) => state === "backing-off").length === 4);
    await until("the others are back", () => rig.states().filter((state) => state === "up").length === 4);
    expect(status(3).state).toBe("stopped");
    rig.feed.apply([{ connection: 3, key: carriedBy(3)[0]!, mode: "quote" }]);
    expect(status(3).state).toBe("stopped");

    rig.feed.cuts.connect(3);
    await rig.allUp();
    await rig.allTick(keys);
    expect(status(3)).toMatchObject({ isDisconnected: false, reconnects: 1, reason: null });
  });

  test("does not keep the others from being handed over to a new token", async () => {
    await ticking();
    await rig.feed.cuts.disconnect(3);
    // The simulator would refuse it: that a socket is given up for it is enough.
    rig.accessToken = () => "another";
    rig.feed.credentialsChanged();
    await until("one is given up", () => rig.states().filter((state) => state === "up").length < 4);
    expect(status(3).state).toBe("stopped");
  });

  test("is connected again in the turn in which its socket still closes: never a sixth socket", async () => {
    await ticking();
    let most = 0;
    rig.onState = () => {
      most = Math.max(most, sockets());
    };
    for (let n = 0; n < 5; n++) {
      const closed = rig.feed.cuts.disconnect(2);
      rig.feed.cuts.connect(2);
      await closed;
    }
    await rig.allUp();
    await rig.allTick(keys);
    expect(most).toBeLessThanOrEqual(5);
    expect(rig.feed.status().every(({ lastError }) => lastError === null)).toBe(true);
  });

  test("before the start is not connected by it", async () => {
    rig = await FeedRig.start();
    await rig.feed.cuts.disconnect(1);
    rig.feed.start();
    await until("the others are up", () => rig.states().filter((state) => state === "up").length === 4);
    expect(status(1)).toMatchObject({ state: "stopped", reason: "an admin has disconnected it" });
  });
});

describe("connecting", () => {
  test("one that is up changes nothing", async () => {
    await ticking();
    const before = rig.simulator.control.status().sockets.map(({ id }) => id);
    for (const connection of [1, 2, 3, 4, 5]) rig.feed.cuts.connect(connection);
    await rig.allTick(keys);
    expect(rig.simulator.control.status().sockets.map(({ id }) => id)).toEqual(before);
  });

  test("one that is refused has it tried at once", async () => {
    await ticking({ limits: { refusedRetryMs: 60_000 } });
    rig.simulator.control.disconnect(804, rig.simulator.control.status().sockets[0]!.id);
    await until("refused", () => rig.states().includes("refused"));
    rig.feed.cuts.connect(rig.states().indexOf("refused") + 1);
    await rig.allUp();
    await rig.allTick(keys);
  });

  test("one that there is not is a mistake", async () => {
    await ticking();
    for (const connection of [0, 6]) {
      expect(() => rig.feed.cuts.connect(connection)).toThrow(`no connection ${connection}`);
      expect(rig.feed.cuts.disconnect(connection)).rejects.toThrow(`no connection ${connection}`);
    }
  });
});

describe("the whole feed that is cut", () => {
  test("has no socket, says why on each connection, and everything is stale", async () => {
    await ticking();
    await rig.feed.cuts.cutAll(CUT);
    await until("closed at the other end", () => sockets() === 0);
    expect(rig.states()).toEqual(["stopped", "stopped", "stopped", "stopped", "stopped"]);
    expect(new Set(rig.feed.status().map(({ reason }) => reason))).toEqual(
      new Set(["the feed is switched off: orders go wild"]),
    );
    expect(stale().sort()).toEqual(keys.toSorted());
    expect(rig.feed.cuts.whole).toEqual(CUT);
  });

  test("dials nothing for new credentials, other instruments or a connection's sake", async () => {
    await ticking();
    await rig.feed.cuts.cutAll(CUT);
    await until("closed at the other end", () => sockets() === 0);
    const states: string[] = [];
    rig.onState = () => states.push(...rig.states());
    rig.feed.credentialsChanged();
    rig.feed.apply([{ connection: 1, key: keys[0]!, mode: null }]);
    rig.feed.cuts.connect(1);
    await Bun.sleep(300);
    expect(states.every((state) => state === "stopped")).toBe(true);
    expect(sockets()).toBe(0);
  });

  test("comes back with all its subscriptions, and with those that came meanwhile", async () => {
    await ticking();
    await rig.feed.cuts.cutAll(CUT);
    const more = rig.keys(50).slice(40);
    for (const key of more) rig.store.open(key);
    rig.feed.apply(more.map((key) => ({ connection: 5, key, mode: "full" })));
    rig.feed.cuts.restoreAll();
    await rig.allUp();
    await rig.allTick([...keys, ...more]);
    expect(rig.feed.cuts.whole).toBeNull();
    expect(rig.feed.status().every(({ reason }) => reason === null)).toBe(true);
  });

  test("leaves disconnected what was disconnected by itself", async () => {
    await ticking();
    await rig.feed.cuts.disconnect(4);
    await rig.feed.cuts.cutAll(CUT);
    expect(status(4).reason).toContain("switched off");
    rig.feed.cuts.restoreAll();
    await until("the others are up", () => rig.states().filter((state) => state === "up").length === 4);
    expect(status(4)).toMatchObject({ state: "stopped", reason: "an admin has disconnected it" });
  });

  test("before the start is not connected by it, and later is", async () => {
    rig = await FeedRig.start();
    await rig.feed.cuts.cutAll(CUT);
    rig.feed.start();
    expect(rig.states()).toEqual(["stopped", "stopped", "stopped", "stopped", "stopped"]);
    rig.feed.cuts.restoreAll();
    await rig.allUp();
  });

  test("is not connected again after the feed has stopped for good", async () => {
    await ticking();
    await rig.feed.cuts.cutAll(CUT);
    await rig.feed.stop();
    rig.feed.cuts.restoreAll();
    rig.feed.cuts.connect(1);
    expect(rig.states()).toEqual(["stopped", "stopped", "stopped", "stopped", "stopped"]);
  });
});

describe("the last error of a connection", () => {
  test("is what went wrong and when, and stays when it is up again, until another comes", async () => {
    await ticking();
    const before = Date.now();
    const { control } = rig.simulator;
    control.disconnect(800, control.status().sockets[0]!.id);
    await until("lost", () => rig.feed.status().some(({ lastError }) => lastError !== null));
    await rig.allUp();
    const failed = rig.feed.status().filter(({ lastError }) => lastError !== null);
    expect(failed).toHaveLength(1);
    const [{ connection, lastError, reconnects, reason }] = failed as [(typeof failed)[0]];
    expect([lastError?.reason, reconnects, reason]).toEqual(["Dhan had an internal error", 1, null]);
    expect(lastError?.at).toBeGreaterThanOrEqual(before);
    await rig.feed.cuts.disconnect(connection);
    rig.feed.cuts.connect(connection);
    await rig.allUp();
    expect(status(connection).lastError).toEqual(lastError);
    control.drop();
    await until(
      "another",
      () => status(connection).lastError?.reason === "the feed closed the connection without a reason",
    );
  });

  test("holds no secret, though the account's check should bring one", async () => {
    await ticking({ checkAccount: async () => `refused: GET /profile?token=${rig.simulator.credentials.accessToken}` });
    rig.simulator.control.refuseUpgrades({ status: 429, count: 3 });
    rig.simulator.control.drop();
    await until("refused", () => rig.states().every((state) => state === "refused"));
    const errors = rig.feed.status().map(({ lastError }) => lastError!.reason);
    expect(errors).toContain("refused: GET /profile?token=***");
  });
});
