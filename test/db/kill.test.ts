import { expect, test } from "bun:test";
import { fileURLToPath } from "node:url";
import pino from "pino";
import { z } from "zod";
import { openDatabase } from "../../server/db/open-database.ts";
import { change, contents } from "../fakes/db-change.ts";
import { DatabaseFolder } from "../fakes/db-folder.ts";

const WRITER = fileURLToPath(new URL("../fakes/db-writer.ts", import.meta.url));
const KILLS = 25;
/** Long enough for some of them to get as far as changes, short enough for others to die while they open or migrate. */
const LONGEST_LIFE_MS = 300;
/** After some ninety the write-ahead log is brought into the file: some die in the middle of that. */
const MOST_CHANGES = 150;

/** Starts a writer and kills it at its end; returns the last change it said was kept, or -1. */
async function live(dataDir: string, end: { afterMs: number } | { afterChanges: number }): Promise<number> {
  const writer = Bun.spawn([process.execPath, WRITER, dataDir], { stdio: ["ignore", "pipe", "pipe"] });
  if ("afterMs" in end) setTimeout(() => writer.kill("SIGKILL"), end.afterMs);
  const changes = "afterChanges" in end ? end.afterChanges : Number.POSITIVE_INFINITY;
  let said = "";
  for await (const piece of writer.stdout.pipeThrough(new TextDecoderStream())) {
    said += piece;
    if (said.split("\n").length > changes) writer.kill("SIGKILL");
  }
  await writer.exited;
  expect([await new Response(writer.stderr).text(), writer.signalCode]).toEqual(["", "SIGKILL"]);
  return Number(said.split("\n").at(-2) ?? -1);
}

test("killed at any moment, over and over, it opens and every acknowledged change is there, whole", async () => {
  await using folder = new DatabaseFolder();
  // What should be there: the same changes, made where nobody is killed.
  const model = await openDatabase({ path: ":memory:", log: pino({ level: "silent" }) });
  let kept = -1;
  for (let kill = 0; kill < KILLS; kill++) {
    const acknowledged = await live(
      folder.dataDir,
      kill % 2 === 0
        ? { afterMs: Math.random() * LONGEST_LIFE_MS }
        : { afterChanges: 1 + Math.floor(Math.random() * MOST_CHANGES) },
    );
    if (kill % 2 === 1) expect(acknowledged).toBeGreaterThan(kept);

    const database = await folder.open();
    expect(database.opening).toMatchObject({ movedAside: null, damage: null });
    // One more may be kept than was said: killed between the two.
    const last = (await database.settings.get("last change", z.int())) ?? -1;
    expect(last).toBeGreaterThanOrEqual(Math.max(kept, acknowledged));
    while (kept < last) await change(model, ++kept);
    expect(await contents(database)).toEqual(await contents(model));
    await database.close();
    expect(folder.raw((sqlite) => sqlite.query("pragma integrity_check").get())).toEqual({ integrity_check: "ok" });
  }
  await model.close();
}, 60_000);
