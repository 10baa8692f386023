import { expect, test } from "bun:test";
import type { Simulator } from "../../../server/simulator/simulator.ts";
import { smallListing } from "../../fakes/small-master.ts";
import { startSimulator } from "../harness.ts";

const { csv, universe } = smallListing();
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
