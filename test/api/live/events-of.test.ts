import { expect, test } from "bun:test";
import { TRPCError } from "@trpc/server";
import { Broadcast } from "../../../server/api/live/broadcast.ts";
import { EVENTS_WAITING_MOST, eventsOf } from "../../../server/api/live/events-of.ts";
import { Refused } from "../../../server/api/refusal.ts";

interface Told {
  to: string;
  event: number;
}

function read(who = "asha") {
  const source = new Broadcast<Told>();
  const aborter = new AbortController();
  const events = eventsOf(source, ({ to, event }) => (to === who ? { type: "event", event } : null), aborter.signal);
  return { source, aborter, events };
}

test("it says that it listens, then all that is for the reader comes in order", async () => {
  const { source, events } = read();
  expect((await events.next()).value).toEqual({ type: "listening" });
  for (const event of [1, 2, 3]) {
    source.publish({ to: "ravi", event: -event });
    source.publish({ to: "asha", event });
  }
  for (const event of [1, 2, 3]) expect((await events.next()).value).toEqual({ type: "event", event });
});

test("as many events wait as may; with one more it ends and says why, and keeps none", async () => {
  const flood = async (count: number) => {
    const { source, events } = read();
    await events.next();
    for (let event = 1; event <= count; event++) source.publish({ to: "asha", event });
    return { source, events };
  };
  const full = await flood(EVENTS_WAITING_MOST);
  for (let event = 1; event <= EVENTS_WAITING_MOST; event++)
    expect((await full.events.next()).value).toEqual({ type: "event", event });

  const { source, events } = await flood(EVENTS_WAITING_MOST + 1);
  const error = await events.next().catch((thrown) => thrown);
  expect(error).toBeInstanceOf(TRPCError);
  expect(error.cause).toBeInstanceOf(Refused);
  expect(error.cause.reason).toBe("too-slow");
  expect(error.message).toContain("subscribe again");
  expect(source.size).toBe(0);
});

test("one that is aborted while it waits listens no more", async () => {
  const { source, aborter, events } = read();
  await events.next();
  const coming = events.next();
  aborter.abort();
  expect((await coming).done).toBe(true);
  expect(source.size).toBe(0);
});
