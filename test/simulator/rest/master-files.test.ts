import { describe, expect, test } from "bun:test";
import type { FaultSwitches } from "../../../server/simulator/faults.ts";
import type { Simulator } from "../../../server/simulator/simulator.ts";
import { smallListing } from "../../fakes/small-master.ts";
import { SMALL_UNIVERSE_EXPIRIES } from "../../fakes/small-universe.ts";
import { startSimulator } from "../harness.ts";

const { csv, universe } = smallListing();
const MASTER_EDITIONS: FaultSwitches["master"][] = [
  "whole",
  "next-day",
  "half-rows",
  "no-mcx",
  "new-lots",
  "new-ticker",
  "swapped-ids",
];
const DETAILED = [...csv.detailed()].join("");

const get = (simulator: Simulator, headers: Record<string, string> = {}) => fetch(simulator.masterUrl, { headers });

test("the detailed and the compact file come whole", async () => {
  const { simulator } = await startSimulator();
  expect(await (await get(simulator)).text()).toBe(DETAILED);
  const compact = await fetch(simulator.masterUrl.replace("-detailed", ""));
  expect(await compact.text()).toBe([...csv.compact()].join(""));
});

test("a file that is known is not sent again", async () => {
  const { simulator } = await startSimulator();
  const first = await get(simulator);
  await first.text();
  const etag = first.headers.get("etag")!;
  expect(first.headers.get("last-modified")).toBe("Tue, 24 Nov 2026 18:30:00 GMT");
  const again = await get(simulator, { "If-None-Match": etag });
  expect([again.status, await again.text()]).toEqual([304, ""]);
  const since = await get(simulator, { "If-Modified-Since": first.headers.get("last-modified")! });
  expect(since.status).toBe(304);
  const other = await get(simulator, { "If-None-Match": '"another"' });
  expect(await other.text()).toBe(DETAILED);
});

test("a segment's part has the header and that segment's rows alone", async () => {
  const { simulator } = await startSimulator();
  const text = await (await fetch(`${simulator.apiUrl}/instrument/MCX_COMM`)).text();
  const [header, ...rows] = text.trimEnd().split("\n");
  expect(header).toBe(DETAILED.split("\n")[0]!);
  expect(rows.length).toBe(universe.segment.filter((segment) => segment === 5).length);
  expect(rows.every((row) => row.startsWith("MCX,M,"))).toBe(true);
});

/** The master as an edition has it, as rows. */
async function edition(master: FaultSwitches["master"], path = "") {
  const { simulator } = await startSimulator();
  simulator.control.setFaults({ master });
  const url = path === "" ? simulator.masterUrl : simulator.masterUrl.replace("-detailed", "");
  const text = await (await fetch(url)).text();
  expect(text.endsWith("\n")).toBe(true);
  const [header, ...rows] = text.trimEnd().split("\n");
  return { header, rows };
}

const ROWS = DETAILED.trimEnd().split("\n").slice(1);

describe("a master that says otherwise than it should", () => {
  test("has an ETag of its own, so that it is sent where another is known", async () => {
    const { simulator } = await startSimulator();
    const etags = new Set<string>();
    for (const master of MASTER_EDITIONS) {
      simulator.control.setFaults({ master });
      const response = await get(simulator, { "If-None-Match": [...etags].at(-1) ?? "" });
      expect(response.status).toBe(200);
      await response.text();
      etags.add(response.headers.get("etag")!);
    }
    expect(etags.size).toBe(MASTER_EDITIONS.length);
  });

  test("half-rows is every other row, no-mcx has nothing of MCX", async () => {
    expect((await edition("half-rows")).rows).toEqual(ROWS.filter((_, place) => place % 2 === 0));
    expect((await edition("no-mcx")).rows).toEqual(ROWS.filter((row) => !row.startsWith("MCX,")));
  });

  test("next-day has no contract of the first expiry any more", async () => {
    const { rows } = await edition("next-day");
    expect(rows).toEqual(ROWS.filter((row) => !row.includes(SMALL_UNIVERSE_EXPIRIES[0])));
    expect(rows.length).toBeLessThan(ROWS.length);
  });

  test("new-lots doubles the lot of NIFTY's contracts alone", async () => {
    const { rows } = await edition("new-lots");
    const changed = rows.flatMap((row, place) => (row === ROWS[place] ? [] : [[ROWS[place]!, row]]));
    expect(changed.length).toBe(ROWS.filter((row) => /^NSE,D,.*,NIFTY,/.test(row)).length);
    expect(changed.every(([before, after]) => after === before!.replace(",65.0,", ",130.0,"))).toBe(true);
  });

  test("new-ticker calls RELIANCE and its contracts RELIND", async () => {
    const { rows } = await edition("new-ticker");
    expect(rows).toEqual(ROWS.map((row) => row.replaceAll(",RELIANCE", ",RELIND")));
    expect(rows).not.toEqual(ROWS);
  });

  test("swapped-ids gives two and two index futures each other's ids, and leaves one that is left over", async () => {
    const idOf = (row: string) => row.split(",")[2]!;
    const futures = ROWS.filter((row) => row.includes("FUTIDX"));
    expect(futures).toHaveLength(3);
    const { rows } = await edition("swapped-ids");
    const swapped = rows.filter((row) => row.includes("FUTIDX"));
    expect(swapped.map(idOf)).toEqual([idOf(futures[1]!), idOf(futures[0]!), idOf(futures[2]!)]);
    expect(swapped.map((row, place) => row.replace(idOf(row), idOf(futures[place]!)))).toEqual(futures);
    expect(rows.filter((row) => !row.includes("FUTIDX"))).toEqual(ROWS.filter((row) => !row.includes("FUTIDX")));
  });

  test("is the same of the compact file", async () => {
    const all = [...csv.compact()].join("").trimEnd().split("\n").slice(1);
    expect((await edition("half-rows", "compact")).rows).toHaveLength(Math.ceil(all.length / 2));
    expect((await edition("swapped-ids", "compact")).rows.toSorted()).toEqual(all.toSorted());
  });
});

test("a broken master is a page, a half one ends inside a row, a failing one is HTTP 500", async () => {
  const { simulator } = await startSimulator();
  const known = { "If-None-Match": (await get(simulator)).headers.get("etag")! };

  simulator.control.setFaults({ master: "broken" });
  expect(await (await get(simulator, known)).text()).toStartWith("<html>");

  simulator.control.setFaults({ master: "half" });
  const half = await (await get(simulator, known)).text();
  expect(DETAILED.startsWith(half)).toBe(true);
  expect(half.length).toBeWithin(DETAILED.length * 0.4, DETAILED.length * 0.6);
  expect(half.endsWith("\n")).toBe(false);

  simulator.control.setFaults({ master: "500" });
  expect((await get(simulator, known)).status).toBe(500);

  simulator.control.clearFaults();
  expect((await get(simulator, known)).status).toBe(304);
});
