import { expect, test } from "bun:test";
import fc from "fast-check";
import { parseMaster } from "../../server/dhan/master-parser.ts";
import { InstrumentTableBuilder } from "../../server/instruments/instrument-table-builder.ts";
import { dayNumber } from "../../shared/ist.ts";
import { fixtureText, MASTER_FIXTURES, RowList } from "./master-fixtures.ts";

async function* pieces(...parts: Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* parts;
}

async function parse(input: string | Uint8Array, today = "2024-08-01") {
  const sink = new RowList();
  const bytes = typeof input === "string" ? new TextEncoder().encode(input) : input;
  const report = await parseMaster(pieces(bytes), { today, sink });
  return { report, rows: sink.rows, find: sink.find.bind(sink) };
}

test("every row of every column set is read, or left out by a rule", async () => {
  const kept: Record<string, number> = {};
  for (const name of MASTER_FIXTURES) {
    const text = await fixtureText(name);
    const { report } = await parse(text);
    expect([name, report.bad]).toEqual([name, {}]);
    expect(report.rows).toBe(text.trimEnd().split("\n").length - 1);
    expect(report.kept + report.droppedRows).toBe(report.rows);
    expect(report.bytes).toBe(text.length);
    kept[name] = report.kept;
  }
  expect(kept).toEqual({
    "compact.csv": 20,
    "detailed-31col.csv": 10,
    "detailed-32col.csv": 4,
    "detailed-39col.csv": 0,
    "detailed-trimmed.csv": 8,
    "compact-nse-equity.csv": 120,
    "detailed-39col-stock-futures.csv": 116,
  });
});

test("what has expired or is a dummy is counted apart", async () => {
  const detailed = await parse(await fixtureText("detailed-32col.csv"), "2026-08-26");
  expect(detailed.report.dropped).toMatchObject({ expired: 1 });
  expect(detailed.rows.some((row) => row.underlying === "USDINR")).toBe(false);
  const dummies = await parse(await fixtureText("detailed-39col.csv"));
  expect(dummies.report.dropped).toMatchObject({ dummy: 5 });
  expect(dummies.report.unusable(undefined)).toContain("none of the file's 5 rows");
});

test("the same instruments read alike from the compact and the detailed file", async () => {
  const compact = await parse(await fixtureText("compact.csv"));
  const detailed = await parse(await fixtureText("detailed-31col.csv"));
  for (const row of detailed.rows) {
    const { isin: _isin, series: _series, ...facts } = row;
    expect(compact.find(row.segment, row.securityId)).toMatchObject(facts);
  }
});

test("a copy saved by a spreadsheet reads as the original does", async () => {
  const { rows } = await parse(await fixtureText("detailed-39col-stock-futures.csv"));
  expect(rows.find((row) => row.symbol === "AMBER-Aug2025-FUT")).toMatchObject({
    underlying: "AMBER",
    kind: "FUTSTK",
    expiryDay: dayNumber("2025-08-28"),
    strike: Number.NaN,
    lotSize: 100,
    tickSize: 0.5,
  });
});

test("a byte order mark, CRLF, blanks and a missing last line end change nothing", async () => {
  for (const name of MASTER_FIXTURES) {
    const text = await fixtureText(name);
    const plain = (await parse(text)).rows;
    const spreadsheet = `\uFEFF${text.replaceAll("\n", "\r\n")}`;
    expect((await parse(spreadsheet)).rows).toEqual(plain);
    expect((await parse(text.replaceAll(",", " , "))).rows).toEqual(plain);
    expect((await parse(text.trimEnd())).rows).toEqual(plain);
  }
});

test("quoted fields read as bare ones, and may hold commas", async () => {
  const text = await fixtureText("detailed-trimmed.csv");
  const plain = await parse(text);
  const quoted = text.replaceAll(/[^,\n]+/g, '"$&"');
  expect((await parse(quoted)).rows).toEqual(plain.rows);
  const comma = await parse(text.replace(",Reliance Industries,", ',"Reliance, Industries",'));
  expect(comma.rows.at(-1)).toEqual({ ...plain.rows.at(-1)!, displayName: "Reliance, Industries" });
});

test("rows without the header's trailing comma, and columns in another order, read the same", async () => {
  const text = await fixtureText("detailed-32col.csv");
  const plain = (await parse(text)).rows;
  const [header, ...rows] = text.trimEnd().split("\n");
  const bare = [header, ...rows.map((row) => row.slice(0, -1))].join("\n");
  expect((await parse(`${bare}\n`)).rows).toEqual(plain);
  const reversed = [header!, ...rows].map((row) => `new,${row.split(",").reverse().join(",")}\n`).join("");
  expect((await parse(reversed)).rows).toEqual(plain);
});

test("bad rows are counted with a first example, and their neighbours stay", async () => {
  const text = await fixtureText("detailed-trimmed.csv");
  const lines = text.trimEnd().split("\n");
  const plain = await parse(text);
  const spoilt = [...lines.slice(0, 3), "NSE,D,cut off", "", '"', lines[1]!.replace("13", "x"), ...lines.slice(3)];
  const { report, rows } = await parse(`${spoilt.join("\n")}\n`);
  expect(rows).toEqual(plain.rows);
  expect(report.rows).toBe(plain.report.rows + 3);
  expect(report.badRows).toBe(3);
  expect(report.bad.kind).toEqual({ count: 1, firstRow: 4, example: expect.stringContaining("NSE,D,cut off") });
  expect(report.bad.line).toMatchObject({ count: 1, example: '"' });
  expect(report.bad.securityId).toMatchObject({ count: 1 });
});

test("a second row of one segment and id is counted and left out", async () => {
  const text = await fixtureText("detailed-trimmed.csv");
  const twice = text + text.slice(text.indexOf("\n") + 1);
  const { report, rows } = await parse(twice);
  expect(rows).toEqual((await parse(text)).rows);
  expect(report.dropped.duplicate).toBe(rows.length);
});

test("without a required column no row is read, and the report names it", async () => {
  const text = (await fixtureText("detailed-trimmed.csv")).replace("LOT_SIZE", "LOTS");
  const { report, rows } = await parse(text);
  expect(rows).toEqual([]);
  expect(report.unusable(undefined)).toBe("the file has no column LOT_SIZE");
});

test("an empty file, a header alone and a page of HTML are unusable", async () => {
  const header = (await fixtureText("detailed-trimmed.csv")).split("\n")[0]!;
  expect((await parse("")).report.unusable(undefined)).toBe("the file has no rows");
  for (const text of [header, `${header}\n`, `${header}\r\n\r\n`])
    expect((await parse(text)).report.unusable(undefined)).toBe("the file has no rows");
  for (const text of ["<!doctype html>", "<!doctype html>\n<title>Sorry</title>\n"])
    expect((await parse(text)).report.unusable(undefined)).toContain("the file has no column EXCH_ID");
});

test("a file cut inside a row says so, and that row is not read", async () => {
  const text = await fixtureText("detailed-trimmed.csv");
  const whole = await parse(text);
  const lastRow = text.lastIndexOf("\n", text.length - 2) + 1;
  for (let end = lastRow + 1; end <= lastRow + 80; end++) {
    const { report, rows } = await parse(text.slice(0, end));
    expect(report.isCut).toBe(true);
    expect(rows).toEqual(whole.rows.slice(0, -1));
  }
  expect((await parse(text.slice(0, lastRow))).report.isCut).toBe(false);
});

test("wherever the bytes are cut into pieces, the table is the same", async () => {
  const text = `\uFEFF${await fixtureText("detailed-trimmed.csv")}`
    .replaceAll("\n", "\r\n")
    .replace("Nifty 50", "Nifty ₹");
  const bytes = new TextEncoder().encode(text);
  const whole = await parse(bytes);
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(bytes.length), { maxLength: 30 }), async (cuts) => {
      const at = [0, ...cuts.toSorted((a, b) => a - b), bytes.length];
      const sink = new RowList();
      const parts = at.slice(1).map((end, i) => bytes.subarray(at[i]!, end));
      const report = await parseMaster(pieces(...parts), { today: "2024-08-01", sink });
      expect(sink.rows).toEqual(whole.rows);
      expect(report).toEqual(whole.report);
    }),
  );
});

test("broken rows anywhere among many blocks cost themselves alone", async () => {
  const [header, , option] = (await fixtureText("detailed-32col.csv")).split("\n");
  const rows = Array.from({ length: 6_000 }, (_, i) => option!.replace("35070", String(100_000 + i)));
  const whole = await parse([header, ...rows].join("\n"));
  expect(whole.report).toMatchObject({ kept: rows.length, badRows: 0 });
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ at: fc.nat(rows.length), line: fc.constantFrom("x", "NSE,D,1", '"', "NSE,D", ",,,") }), {
        minLength: 1,
        maxLength: 5,
      }),
      async (broken) => {
        const lines = [...rows];
        for (const { at, line } of broken.toSorted((a, b) => b.at - a.at)) lines.splice(at, 0, line);
        const spoilt = await parse(`${[header, ...lines].join("\n")}\n`);
        expect(spoilt.rows).toEqual(whole.rows);
        expect(spoilt.report.badRows).toBe(broken.length);
      },
    ),
    { numRuns: 10 },
  );
});

test("random bytes never throw, after a real header or without one", async () => {
  const header = new TextEncoder().encode(`${(await fixtureText("compact.csv")).split("\n")[0]}\n`);
  const csvBytes = fc.uint8Array({ maxLength: 400 });
  const csvText = fc
    .string({ unit: fc.constantFrom(...'NSEDI,,,,\n\n\r"0123456789.-CP'), maxLength: 400 })
    .map((text) => new TextEncoder().encode(text));
  await fc.assert(
    fc.asyncProperty(fc.oneof(csvBytes, csvText), fc.boolean(), async (bytes, hasHeader) => {
      const sink = new InstrumentTableBuilder(1);
      const parts = hasHeader ? [header, bytes] : [bytes];
      const report = await parseMaster(pieces(...parts), { today: "2026-11-24", sink });
      expect(report.rows).toBe(report.kept + report.droppedRows + report.badRows);
      expect(sink.build().size).toBe(report.kept);
    }),
    { numRuns: 500 },
  );
});

test("progress counts bytes and rows, and the event loop has its turn between blocks", async () => {
  const [header, , option] = (await fixtureText("detailed-32col.csv")).split("\n");
  const text = `${header}\n${`${option}\n`.repeat(6_000)}`;
  const seen: { bytes: number; rows: number }[] = [];
  let turns = 0;
  const timer = setInterval(() => turns++, 0);
  const report = await parseMaster(pieces(new TextEncoder().encode(text)), {
    today: "2024-08-01",
    sink: new RowList(),
    onProgress: (progress) => seen.push(progress),
  });
  clearInterval(timer);
  expect(seen.length).toBeGreaterThan(2);
  expect(seen.at(-1)).toEqual({ bytes: text.length, rows: 6_000 });
  expect(turns).toBeGreaterThan(0);
  expect(report.dropped.duplicate).toBe(5_999);
});

test("an error of the source passes through", async () => {
  async function* failing(): AsyncGenerator<Uint8Array> {
    yield new Uint8Array([65]);
    throw new Error("the line went dead");
  }
  const parsing = parseMaster(failing(), { today: "2026-11-24", sink: new RowList() });
  await expect(parsing).rejects.toThrow("the line went dead");
});
