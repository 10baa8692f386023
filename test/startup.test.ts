import { describe, expect, test } from "bun:test";
import pino from "pino";
import { Startup } from "../server/startup.ts";
import { readiness } from "../shared/health.ts";

function startupOf(...names: string[]) {
  const lines: { level: number; step: string; detail: string | null; msg: string }[] = [];
  const log = pino({ base: null }, { write: (line: string) => lines.push(JSON.parse(line)) });
  return { startup: new Startup(names, log), lines };
}

const states = (startup: Startup) => startup.readiness.steps.map(({ state }) => state);

describe("the start-up", () => {
  test("shows all its steps in their order before the first has begun", () => {
    const { startup } = startupOf("instrument master", "feed");
    expect(startup.readiness).toEqual({
      status: "starting",
      steps: [
        { name: "instrument master", state: "waiting", ms: null, detail: null },
        { name: "feed", state: "waiting", ms: null, detail: null },
      ],
    });
  });

  test("shows what runs and what it is at while it runs, and is ready when all is done", async () => {
    const { startup } = startupOf("master", "feed");
    const half = Promise.withResolvers<void>();
    const rest = Promise.withResolvers<void>();
    const running = startup.run("master", async ({ progress }) => {
      progress("1,000 rows");
      await half.promise;
      progress("2,000 rows");
      await rest.promise;
    });
    expect(startup.readiness.steps[0]).toMatchObject({ state: "running", detail: "1,000 rows" });
    expect(startup.readiness.steps[0]?.ms).toBeNumber();
    half.resolve();
    await half.promise;
    expect(startup.readiness.steps[0]?.detail).toBe("2,000 rows");
    rest.resolve();
    await running;
    expect(startup.readiness).toMatchObject({
      status: "starting",
      steps: [{ state: "done", detail: "2,000 rows" }, {}],
    });
    await startup.run("feed", () => {});
    expect(states(startup)).toEqual(["done", "done"]);
    expect(startup.readiness.status).toBe("ready");
    expect(readiness.pick({ status: true, steps: true }).parse(startup.readiness)).toEqual(startup.readiness);
  });

  test("keeps its order when steps run side by side and end in another", async () => {
    const { startup } = startupOf("master", "page");
    const master = Promise.withResolvers<void>();
    const running = startup.run("master", () => master.promise);
    await startup.run("page", async () => {});
    expect(startup.readiness).toMatchObject({ status: "starting", steps: [{ name: "master" }, { name: "page" }] });
    expect(states(startup)).toEqual(["running", "done"]);
    master.resolve();
    await running;
    expect(startup.readiness.status).toBe("ready");
  });

  test("is degraded by a step that goes on without something, whose reason stays visible", async () => {
    const { startup, lines } = startupOf("master", "feed");
    await startup.run("master", ({ progress, degrade }) => {
      degrade("yesterday's copy: the download failed");
      progress("289,000 rows");
    });
    await startup.run("feed", () => {});
    expect(startup.readiness).toMatchObject({
      status: "degraded",
      steps: [{ state: "degraded", detail: "yesterday's copy: the download failed" }, { state: "done" }],
    });
    expect(lines.map(({ level, step }) => [level, step])).toEqual([
      [40, "master"],
      [30, "feed"],
    ]);
    expect(lines[0]?.detail).toBe("yesterday's copy: the download failed");
  });

  test.each([
    [
      "throws",
      () => {
        throw new Error("no such host");
      },
    ],
    [
      "throws something that is no error",
      () => {
        throw "no such host";
      },
    ],
    [
      "rejects",
      async () => {
        await Promise.reject(new Error("no such host"));
      },
    ],
  ] as const)("takes a step that %s for degraded and goes on with the next", async (_, work) => {
    const { startup, lines } = startupOf("master", "feed");
    await startup.run("master", work);
    expect(startup.readiness).toMatchObject({
      status: "starting",
      steps: [{ state: "degraded", detail: "no such host" }, { state: "waiting" }],
    });
    await startup.run("feed", () => {});
    expect(states(startup)).toEqual(["degraded", "done"]);
    expect(startup.readiness.status).toBe("degraded");
    expect(lines[0]).toMatchObject({ level: 40, detail: "no such host" });
  });

  test("says of a step that is over what has come of it since, and of one that is not what it is at", async () => {
    const { startup } = startupOf("master");
    startup.amend("master", "too early", true);
    expect(startup.readiness.steps[0]).toMatchObject({ state: "waiting", detail: null });
    await startup.run("master", ({ degrade, progress }) => {
      startup.amend("master", "too early", false);
      progress("1,000 rows");
      expect(startup.readiness.steps[0]).toMatchObject({ state: "running", detail: "1,000 rows" });
      degrade("the copy of 5 h ago");
    });
    startup.amend("master", "2,000 rows", false);
    expect(startup.readiness).toMatchObject({ status: "ready", steps: [{ state: "done", detail: "2,000 rows" }] });
    startup.amend("master", "no network", true);
    expect(startup.readiness).toMatchObject({ status: "degraded", steps: [{ detail: "no network" }] });
    expect(() => startup.amend("mastre", "", true)).toThrow("mastre");
  });

  test("knows no steps but its own", async () => {
    const { startup } = startupOf("master");
    await expect(startup.run("mastre", () => {})).rejects.toThrow("mastre");
  });
});
