import { expect, test } from "bun:test";
import { HandClock } from "./clock.ts";

test("timers run at their time, in order, each seeing its own time", () => {
  const clock = new HandClock(1_000);
  const seen: string[] = [];
  clock.after(30, () => seen.push(`after 30 at ${clock.now()}`));
  clock.every(20, () => seen.push(`every 20 at ${clock.now()}`));
  clock.after(10, () => clock.after(15, () => seen.push(`set on the way at ${clock.now()}`)));
  clock.advance(45);
  expect(seen).toEqual(["every 20 at 1020", "set on the way at 1025", "after 30 at 1030", "every 20 at 1040"]);
  expect(clock.now()).toBe(1_045);
});

test("what is due at the same time runs in the order it was set", () => {
  const clock = new HandClock();
  const seen: number[] = [];
  for (const i of [1, 2, 3]) clock.after(5, () => seen.push(i));
  clock.advance(5);
  expect(seen).toEqual([1, 2, 3]);
});

test("a cancelled timer does not run, even when cancelled by one due at the same time", () => {
  const clock = new HandClock();
  let runs = 0;
  const cancelInterval = clock.every(10, () => runs++);
  clock.after(20, () => cancelInterval());
  clock.after(20, () => cancelLate());
  const cancelLate = clock.after(20, () => runs++);
  clock.advance(100);
  expect(runs).toBe(1);
  expect(clock.pending).toBe(0);
});
