import { expect, test } from "bun:test";
import { COMMANDS } from "../../web/keys/commands.ts";
import { Shortcuts } from "../../web/keys/shortcuts.ts";

function pressing(shortcuts: Shortcuts) {
  let at = 0;
  return (key: string, afterMs = 100) => {
    at += afterMs;
    return shortcuts.press({ key, at });
  };
}

test("each key belongs to one command, and none begins another's two keys", () => {
  const keys = Object.values(COMMANDS).flatMap((command) => [...command.keys]) as string[];
  expect(new Set(keys).size).toBe(keys.length);
  for (const two of keys.filter((key) => key.includes(" "))) expect(keys).not.toContain(two.split(" ")[0]!);
});

test("a key does what was asked for last, and once that is taken back what was asked for before", () => {
  const shortcuts = new Shortcuts();
  const press = pressing(shortcuts);
  const done: string[] = [];
  expect(press("]")).toBeFalse();
  shortcuts.on("next-expiry", () => done.push("outer"));
  const leave = shortcuts.on("next-expiry", () => done.push("inner"));
  expect(press("]")).toBeTrue();
  leave();
  press("]");
  expect(done).toEqual(["inner", "outer"]);
});

test("who answers false leaves the key to the one before, and to the browser when nobody takes it", () => {
  const shortcuts = new Shortcuts();
  const press = pressing(shortcuts);
  const done: string[] = [];
  const leave = shortcuts.on("next-row", () => done.push("list"));
  shortcuts.on("next-row", () => false);
  expect(press("ArrowDown")).toBeTrue();
  leave();
  expect(press("ArrowDown")).toBeFalse();
  expect(done).toEqual(["list"]);
});

test("two keys count as one command within a second", () => {
  const shortcuts = new Shortcuts();
  const press = pressing(shortcuts);
  const done: string[] = [];
  shortcuts.on("show-chain", () => done.push("chain"));
  shortcuts.on("add", () => done.push("add"));
  expect(press("g")).toBeTrue();
  expect(press("c", 1_000)).toBeTrue();
  press("g");
  expect(press("c", 1_001)).toBeFalse();
  press("g");
  expect(press("q")).toBeFalse();
  expect(press("a")).toBeTrue();
  expect(done).toEqual(["chain", "add"]);
});
