import { expect, test } from "bun:test";
import { Delays } from "../../web/delays.ts";

test("of a hundred delays the second longest, once there is any", () => {
  const delays = new Delays();
  expect(delays.p99()).toBeNull();
  delays.add(7);
  expect(delays.p99()).toBe(7);
  for (let ms = 100; ms > 1; ms--) delays.add(ms);
  expect(delays.p99()).toBe(99);
});

test("old ones are forgotten", () => {
  const delays = new Delays();
  for (let n = 0; n < 1_024; n++) delays.add(5_000);
  for (let n = 0; n < 1_024; n++) delays.add(20);
  expect(delays.p99()).toBe(20);
});

test("a price from the future, by clocks that differ, took no time", () => {
  const delays = new Delays();
  delays.add(-3);
  expect(delays.p99()).toBe(0);
});
