import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { SearchLimits, searchAnswer } from "../../shared/search.ts";
import { ServerProcess } from "../fakes/server-process.ts";
import { trpcCaller } from "../fakes/trpc-caller.ts";

let server: ServerProcess;
let url: string;
let api: ReturnType<typeof trpcCaller>;

beforeAll(async () => {
  server = new ServerProcess({ SIM_DATE: "2026-02-05" });
  url = await server.url();
  api = trpcCaller(url);
});
afterAll(() => server.stop());

async function firstOf(query: string) {
  const answer = await api.search.instruments.query({ query, limit: 1 });
  if (!answer.ok) throw new Error(answer.reason);
  return answer.hits[0]!;
}

test("a trader's words lead to a key, its expiries and its series", async () => {
  const { key, underlying, expiry } = await firstOf("bn 57k pe next week");
  expect(await api.search.instrument.query({ key })).toMatchObject({
    ok: true,
    instrument: { name: "BANKNIFTY 24 Feb 2026 57,000 PE" },
  });
  const expiries = await api.search.expiries.query({ underlying });
  expect(expiries).toMatchObject({
    ok: true,
    listed: { expiries: [{ expiry, kind: "monthly" }, {}, {}, {}, {}, {}, {}, {}] },
  });
  const series = await api.search.series.query({ underlying, expiry: expiry! });
  expect(series.ok && series.series.peKeys).toContain(key);
});

test("options come close to the price that the feed gives", async () => {
  const { strike } = await firstOf("nifty ce");
  const tierB = await api.subscriptions.tierB.query();
  const atm = tierB.entries.find(({ underlying }) => underlying === "NIFTY")!.series[0]!.atm!;
  // The market moves on between the two questions.
  expect(Math.abs(strike! - atm.strike)).toBeLessThanOrEqual(200);
});

describe("an answer, and no error page, is given to", () => {
  test.each([
    ["nothing", ""],
    ["one letter", "s"],
    ["emoji", "\u{1f680}\u{1f4c8}"],
    ["SQL", "'; DROP TABLE instruments; --"],
    ["Devanagari", "रिलायंस इंडस्ट्रीज"],
    ["control characters", "\u0000\u0001\u001b"],
    ["half a surrogate pair", "\ud83d nifty"],
    ["digits", "99999999999999"],
    ["200 words", Array.from({ length: 200 }, (_, i) => `w${i}`).join(" ")],
    ["10,000 characters", "nifty ".repeat(1_667)],
  ])("%s", async (_what, query) => {
    await expectAnswer(
      await fetch(`${url}/trpc/search.instruments?input=${encodeURIComponent(JSON.stringify({ query }))}`),
    );
  });

  test.each(["\u{1f680}", "क", "nifty "])("10,000 times %p, which no address has room for, as a POST", async (text) => {
    const headers = { "content-type": "application/json" };
    const body = JSON.stringify({ query: text.repeat(10_000) });
    await expectAnswer(await fetch(`${url}/trpc/search.instruments`, { method: "POST", headers, body }));
  });

  async function expectAnswer(response: Response) {
    expect(response.status).toBe(200);
    const { result } = (await response.json()) as { result: { data: unknown } };
    expect(searchAnswer.parse(result.data).ok).toBe(true);
  }
});

test("pages follow each other, and a token that is none of ours is a refusal in words", async () => {
  const first = await api.search.instruments.query({ query: "nifty", limit: 5 });
  if (!first.ok) throw new Error(first.reason);
  const second = await api.search.instruments.query({ query: "nifty", limit: 5, page: first.next! });
  const both = await api.search.instruments.query({ query: "nifty", limit: 10 });
  if (!second.ok || !both.ok) throw new Error("refused");
  // Prices move, and the order of the second page is that of the first one's prices; these hits come before them.
  expect(both.hits.slice(0, 2)).toEqual(first.hits.slice(0, 2));
  expect(new Set([...first.hits, ...second.hits].map(({ key }) => key)).size).toBe(10);
  expect(await api.search.instruments.query({ query: "nifty", page: "nonsense" })).toMatchObject({
    ok: false,
    reason: "bad-page",
    message: expect.stringContaining("search without it"),
  });
});

test("a limit beyond the greatest is a bad request", async () => {
  const input = encodeURIComponent(JSON.stringify({ query: "nifty", limit: SearchLimits.hitsPerPage + 1 }));
  expect((await fetch(`${url}/trpc/search.instruments?input=${input}`)).status).toBe(400);
});
