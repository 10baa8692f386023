import { expect, test } from "bun:test";
import { Broadcast } from "../../../server/api/live/broadcast.ts";
import { newestOf } from "../../../server/api/live/newest-of.ts";

function read() {
  const source = new Broadcast<number>();
  const aborter = new AbortController();
  return { source, aborter, states: newestOf(source, () => 0, aborter.signal) };
}

test("first comes the present state, then each change that is read in time", async () => {
  const { source, states } = read();
  expect((await states.next()).value).toBe(0);
  const coming = states.next();
  source.publish(1);
  expect((await coming).value).toBe(1);
});

test("a reader that is slower gets the newest, and nothing else waits", async () => {
  const { source, states } = read();
  await states.next();
  for (let state = 1; state <= 10_000; state++) source.publish(state);
  expect((await states.next()).value).toBe(10_000);
  const coming = states.next();
  source.publish(10_001);
  expect((await coming).value).toBe(10_001);
});

test.each(["aborted", "left"])("one that is %s listens no more", async (how) => {
  const { source, aborter, states } = read();
  await states.next();
  expect(source.size).toBe(1);
  if (how === "aborted") {
    const coming = states.next();
    aborter.abort();
    expect((await coming).done).toBe(true);
  } else {
    await states.return();
  }
  expect(source.size).toBe(0);
});
