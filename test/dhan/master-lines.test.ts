import { expect, test } from "bun:test";
import fc from "fast-check";
import { BLOCK_BYTES, LineBlocks, splitLines } from "../../server/dhan/master-lines.ts";

const encode = (text: string) => new TextEncoder().encode(text);

function splitAll(text: string, columns: number) {
  const broken: string[] = [];
  return { rows: splitLines(text, columns, (line) => broken.push(line)), broken };
}

function blocksOf(pieces: Uint8Array[]) {
  const blocks = new LineBlocks();
  const taken = pieces.flatMap((piece) => [...blocks.take(piece)]);
  const { lines, unended } = blocks.end();
  return { blocks: [...taken, lines], unended, overlong: blocks.overlongLines };
}

test("whole lines are split into their fields", () => {
  expect(splitAll("a,b,\nc,,\n", 3)).toEqual({
    rows: [
      ["a", "b", ""],
      ["c", "", ""],
    ],
    broken: [],
  });
});

test("a row with too few fields spoils no other", () => {
  for (const text of ["a,b,c\nshort\nd,e,f\n", "short\na,b,c\nd,e,f\n", "a,b,c\nd,e,f\nshort\n"]) {
    const { rows, broken } = splitAll(text, 3);
    expect(rows.filter(([first]) => first !== "short")).toEqual([
      ["a", "b", "c"],
      ["d", "e", "f"],
    ]);
    expect(rows.filter(([first]) => first === "short").map((row) => row.slice(0, 3))).toEqual([["short", "", ""]]);
    expect(broken).toEqual([]);
  }
});

test("a trailing comma in rows and not in the header changes nothing", () => {
  expect(splitAll("a,b,c,\n", 3).rows).toEqual([["a", "b", "c"]]);
});

test("commas and doubled quotes inside quotes belong to the field", () => {
  expect(splitAll('1,"FOO, INC",x\n2,"say ""hi""",y\n3,12" PIPE,z\n', 3).rows).toEqual([
    ["1", "FOO, INC", "x"],
    ["2", 'say "hi"', "y"],
    ["3", '12" PIPE', "z"],
  ]);
});

test("a quote that is never closed breaks its own line alone", () => {
  const { rows, broken } = splitAll('a,b,c\nd,"e,f\ng,h,i\n', 3);
  expect(rows).toEqual([
    ["a", "b", "c"],
    ["g", "h", "i"],
  ]);
  expect(broken).toEqual(['d,"e,f']);
});

test("empty lines are no rows", () => {
  expect(splitAll("\na,b,c\n\n  \nd,e,f\n\n", 3).rows).toEqual([
    ["a", "b", "c"],
    ["d", "e", "f"],
  ]);
});

test("blocks hold whole lines and lose nothing, however the bytes come", () => {
  const text = Array.from({ length: 40_000 }, (_, i) => `row ${i},x\n`).join("");
  const bytes = encode(text);
  const whole = blocksOf([bytes]);
  expect(whole.blocks.length).toBeGreaterThan(1);
  expect(whole.blocks.every((lines) => lines.endsWith("\n"))).toBe(true);
  expect(whole.blocks.join("")).toBe(text);
  fc.assert(
    fc.property(fc.array(fc.nat(bytes.length), { maxLength: 20 }), (cuts) => {
      const at = [0, ...cuts.toSorted((a, b) => a - b), bytes.length];
      const pieces = at.slice(1).map((end, i) => bytes.subarray(at[i]!, end));
      expect(blocksOf(pieces)).toEqual(whole);
    }),
    { numRuns: 20 },
  );
});

test("CRLF becomes LF, and a byte order mark at the start is cut", () => {
  const text = "\uFEFFa,b\r\nc,d\r\ne";
  expect(blocksOf([encode(text)])).toEqual({ blocks: ["a,b\nc,d\n"], unended: "e", overlong: 0 });
});

test("a line as long as a block is kept, a longer one is dropped and counted, its neighbours stay", () => {
  const longest = `${"x".repeat(BLOCK_BYTES - 1)}\n`;
  expect(blocksOf([encode(`${longest}a\n`)])).toMatchObject({ blocks: [longest, "a\n"], overlong: 0 });

  for (const length of [BLOCK_BYTES, BLOCK_BYTES + 1, 3 * BLOCK_BYTES]) {
    const blocks = new LineBlocks();
    const taken = [...blocks.take(encode(`before\n${"x".repeat(length)}\nafter\n`))].join("");
    expect(taken + blocks.end().lines).toBe("before\nafter\n");
    expect(blocks.overlongLines).toBe(1);
  }
});

test("a stream that ends inside an overlong line gives none of it", () => {
  const blocks = new LineBlocks();
  expect([...blocks.take(encode(`a\n${"x".repeat(2 * BLOCK_BYTES)}`))].join("")).toBe("a\n");
  expect(blocks.end()).toEqual({ lines: "", unended: "" });
  expect(blocks.overlongLines).toBe(1);
});
