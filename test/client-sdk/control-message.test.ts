import { describe, expect, test } from "bun:test";
import { controlMessage } from "../../client-sdk/control-message.ts";
import { downMessage } from "../../shared/stream-down.ts";

const PROTOCOL = await Bun.file(new URL("../../shared/PROTOCOL.md", import.meta.url)).text();
const EXAMPLES = [...PROTOCOL.matchAll(/```json\n([\s\S]*?)```/g)]
  .map(([, json]) => JSON.parse(json!))
  .filter((example) => example.type !== undefined && example.type !== "ticks");

describe("a message of the server", () => {
  test.each(EXAMPLES.map((example) => [example.type, example]))(
    "%s, as PROTOCOL.md shows it, is read as it is",
    (_, example) => {
      expect(controlMessage(example)).toBe(example);
    },
  );

  test("of every type that the schemas know has an example above", () => {
    const known = downMessage.options.map(({ shape }) => shape.type.value).filter((type) => type !== "ticks");
    expect(new Set(EXAMPLES.map(({ type }) => type as string))).toEqual(new Set<string>(known));
  });

  test("without a field that is read, or with it of another kind, is none", () => {
    for (const example of EXAMPLES) {
      for (const name of Object.keys(example)) {
        const without = { ...example };
        delete without[name];
        const other = { ...example, [name]: [Symbol("none")] };
        const results = [controlMessage(without), controlMessage(other)];
        // Either nobody reads the field, or both are refused; a field that may be left out is refused only as another kind.
        const isRead = results.includes(null);
        if (!isRead) expect(downMessage.safeParse(example).success).toBe(true);
        else expect(results[1]).toBeNull();
      }
    }
  });

  test("P5 of a type that is not known, or of the names of objects' own things, is none", () => {
    for (const type of ["news", "toString", "constructor", "__proto__", "ticks", 5, undefined, null])
      expect(controlMessage({ type })).toBeNull();
  });
});
