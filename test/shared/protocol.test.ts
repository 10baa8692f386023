import { describe, expect, test } from "bun:test";
import { ChainLimits } from "../../shared/chain-limits.ts";
import { SEGMENTS } from "../../shared/instrument-key.ts";
import { REJECT_REASONS, UNASKED_REASONS } from "../../shared/reject-reason.ts";
import { downMessage, ERROR_CODES, RESUME_FAILURES } from "../../shared/stream-down.ts";
import { CloseCode, mayReconnect, StreamLimits } from "../../shared/stream-limits.ts";
import { upMessage } from "../../shared/stream-up.ts";
import { fullTick, ltpTick, quoteTick } from "../../shared/tick.ts";
import { DepthBit, FRAME_HEADER_BYTES, FrameOffset, MODE_MASK, RecordBit } from "../../shared/tick-frame-layout.ts";
import { MODES } from "../../shared/tick-mode.ts";

const ROOT = new URL("../../", import.meta.url).pathname;
const PROTOCOL = await Bun.file(`${ROOT}shared/PROTOCOL.md`).text();

/** Rows of the table under a head that begins so, as cells without their backticks. */
function table(head: string): string[][] {
  const lines = PROTOCOL.split("\n");
  const start = lines.findIndex((line) => line.startsWith(`| ${head}`));
  if (start === -1) throw new Error(`no table ${head}`);
  const end = lines.findIndex((line, i) => i > start && !line.startsWith("|"));
  const cells = (line: string) => line.slice(1, -1).split("|");
  return lines.slice(start + 2, end).map((line) => cells(line).map((cell) => cell.replaceAll("`", "").trim()));
}

/** Field and place of each row of a table of bytes or bits; `column` is where the field's name stands. */
function layout(head: string, column: number): Record<string, number> {
  return Object.fromEntries(table(head).map((cells) => [/\w+/.exec(cells[column]!)![0], Number(cells[0])]));
}

const rules = [...PROTOCOL.matchAll(/^- \*\*P(\d+)\*\*/gm)].map(([, number]) => Number(number));

describe("the rules", () => {
  test("are numbered from 1 without a gap", () => {
    expect(rules).toEqual(rules.map((_, i) => i + 1));
  });

  test("are quoted by tests, each of them, and tests quote no others", async () => {
    const quoted = new Set<number>();
    for await (const file of new Bun.Glob("test/**/*.test.ts").scan(ROOT)) {
      const source = await Bun.file(`${ROOT}${file}`).text();
      for (const [, name] of source.matchAll(/\btest(?:\.each\([\s\S]*?\))?\(\s*(["`].*["`])/g)) {
        for (const [, from, to] of name!.matchAll(/\bP(\d+)(?: to P(\d+))?/g)) {
          for (let rule = Number(from); rule <= Number(to ?? from); rule++) quoted.add(rule);
        }
      }
    }
    expect([...quoted].sort((a, b) => a - b)).toEqual(rules);
  });
});

describe("the tables", () => {
  test("list every limit with its value", () => {
    const listed = table("Limit |").map(([name, value]) => [name!.split(" ")[0], Number(value!.replaceAll(",", ""))]);
    expect(Object.fromEntries(listed)).toEqual(StreamLimits);
  });

  test("list every limit of chains with its value", () => {
    const listed = table("Of chains").map(([name, value]) => [name!.split(",")[0], Number(value!.replaceAll(",", ""))]);
    const { perSession, atOnce, everyMsLeast, everyMsMost } = ChainLimits;
    expect(Object.fromEntries(listed)).toEqual({ perSession, atOnce, everyMsLeast, everyMsMost });
  });

  test("list every close code, and rightly say whether to come back", () => {
    const listed = table("Code | Means").map(([code, , back]) => [Number(code), back!.startsWith("yes")] as const);
    expect(listed).toEqual(Object.values(CloseCode).map((code) => [code, mayReconnect(code)]));
  });

  test("list every reason of an end, of a rejection and every code of an error", () => {
    expect(table("Ended, `reason`").map(([reason]) => reason)).toEqual([...UNASKED_REASONS]);
    expect(table("`reason`").map(([reason]) => reason!)).toEqual([...REJECT_REASONS]);
    expect(table("Not recovered").map(([reason]) => reason!)).toEqual([...RESUME_FAILURES]);
    expect(table("`code`").map(([code]) => code!)).toEqual([...ERROR_CODES]);
  });

  test("lay out header, record and depth level as the code does", () => {
    expect(layout("Byte | Type | Header", 2)).toEqual(FrameOffset);
    expect(layout("Bit | Field", 1)).toEqual(RecordBit);
    expect(layout("Field of a level", 1)).toEqual(DepthBit);
  });

  test("give each mode the fields of a record that it has", () => {
    const rows = table("Bit | Field");
    for (const mode of MODES) {
      const has = rows.filter(([, , , modes]) => modes === "all" || modes!.includes(mode));
      expect(has.reduce((mask, [bit]) => mask | (1 << Number(bit)), 0)).toBe(MODE_MASK[mode]);
    }
  });

  test("name the fields of each mode as the schemas do", () => {
    const fields = table("Mode | Fields").map(([, text]) =>
      [...text!.replace(/^those and/, "").matchAll(/\w+/g)].map(String),
    );
    const [ltp, quote, full] = [fields[0]!, fields[1]!, fields[2]!];
    const depth = full.splice(full.indexOf("of"));
    expect(ltp).toEqual(Object.keys(ltpTick.shape));
    expect([...ltp, ...quote]).toEqual(Object.keys(quoteTick.shape));
    expect([...ltp, ...quote, ...full]).toEqual(Object.keys(fullTick.shape));
    expect(depth.slice(1).sort()).toEqual(Object.keys(DepthBit).sort());
  });
});

describe("the text", () => {
  test("gives the length of a header that the code has", () => {
    expect(PROTOCOL).toContain(`a header of ${FRAME_HEADER_BYTES} bytes`);
  });

  test("names every segment", () => {
    expect(PROTOCOL.replaceAll(/\s+/g, " ")).toContain(SEGMENTS.join(", "));
  });

  test("shows messages that the schemas take, one of each at least", () => {
    const examples = [...PROTOCOL.matchAll(/```json\n([\s\S]*?)```/g)].map(([, json]) => JSON.parse(json!));
    for (const example of examples) {
      const parsed = "op" in example ? upMessage.parse(example) : downMessage.parse(example);
      expect(parsed as unknown).toEqual(example);
    }
    const shown = new Set(examples.map((example) => example.op ?? example.type));
    const known = [
      ...upMessage.options.map(({ shape }) => shape.op),
      ...downMessage.options.map(({ shape }) => shape.type),
    ];
    expect([...shown].sort()).toEqual(known.map(({ value }) => value as string).sort());
  });

  test("shows the bytes of the vector that it names", async () => {
    const digits = (text: string) => text.match(/\b[0-9a-f]{2}\b/g)!.join(" ");
    const [, shown] = /`ltp-snapshot\.hex`[\s\S]*?```\n([\s\S]*?)```/.exec(PROTOCOL)!;
    const bytesOnly = shown!
      .split("\n")
      .map((line) => line.slice(0, 50))
      .join("\n");
    const vector = await Bun.file(`${ROOT}test/fixtures/frames/ltp-snapshot.hex`).text();
    expect(digits(bytesOnly)).toBe(digits(vector.replaceAll(/#.*/g, "")));
  });
});
