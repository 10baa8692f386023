import { expect, test } from "bun:test";
import { ALWAYS_OPEN, EXCHANGE_HOURS, type MarketHours } from "../../server/calendar/market-hours.ts";
import { SessionWatch } from "../../server/calendar/session-watch.ts";
import { SEGMENTS } from "../../shared/instrument-key.ts";
import type { MarketSessions } from "../../shared/market-sessions.ts";
import { HandClock } from "../fakes/clock.ts";

const at = (moment: string) => Date.parse(`${moment}:00+05:30`);

function watch(from: string, hours: MarketHours = EXCHANGE_HOURS) {
  const clock = new HandClock(at(from));
  const told: { at: number; sessions: MarketSessions }[] = [];
  const watching = new SessionWatch({
    clock,
    hours,
    onChange: (sessions) => told.push({ at: clock.now(), sessions }),
  });
  const of = (segment: string, n = -1) => told.at(n)!.sessions.segments.find((session) => session.segment === segment);
  return { clock, told, watching, of };
}

test("every segment is told at once, with whether it trades and when that changes", () => {
  const { told, of } = watch("2026-11-23T12:00");
  expect(told).toHaveLength(1);
  expect(told[0]!.sessions.segments.map(({ segment }) => segment)).toEqual(SEGMENTS);
  expect(of("NSE_FNO")).toEqual({ segment: "NSE_FNO", isOpen: true, changesAt: at("2026-11-23T15:40") });
  expect(of("MCX_COMM")).toMatchObject({ isOpen: true });
});

test("a day is told as it goes, each change once and within a second", () => {
  const { clock, told, of } = watch("2026-11-23T06:00");
  expect(of("NSE_FNO")).toEqual({ segment: "NSE_FNO", isOpen: false, changesAt: at("2026-11-23T09:15") });
  clock.advance(at("2026-11-23T23:59") - clock.now());
  const changes = told.map(({ at: moment, sessions }) => {
    const { isOpen } = sessions.segments.find(({ segment }) => segment === "NSE_FNO")!;
    return [moment, isOpen] as const;
  });
  expect(changes.find(([, isOpen]) => isOpen)![0]).toBe(at("2026-11-23T09:15"));
  expect(changes.findLast(([, isOpen]) => isOpen)![0]).toBeLessThan(at("2026-11-23T15:40"));
  expect(changes.some(([moment, isOpen]) => !isOpen && moment === at("2026-11-23T15:40"))).toBe(true);
  // The 24th is a holiday of NSE's.
  expect(of("NSE_FNO")).toEqual({ segment: "NSE_FNO", isOpen: false, changesAt: at("2026-11-25T09:15") });
});

test("a clock that steps back over a change is noticed too", () => {
  let now = at("2026-11-23T15:41");
  const clock = new HandClock();
  const told: boolean[] = [];
  new SessionWatch({
    clock: { now: () => now, after: (ms, fn) => clock.after(ms, fn), every: (ms, fn) => clock.every(ms, fn) },
    hours: EXCHANGE_HOURS,
    onChange: ({ segments }) => told.push(segments.find(({ segment }) => segment === "NSE_FNO")!.isOpen),
  });
  now -= 120_000;
  clock.advance(1_000);
  expect(told).toEqual([false, true]);
});

test("where the market never closes nothing is told a second time, and a watch that is stopped leaves no timer", () => {
  const { clock, told, watching, of } = watch("2026-11-22T12:00", ALWAYS_OPEN);
  clock.advance(86_400_000);
  expect(told).toHaveLength(1);
  expect(of("NSE_EQ")).toEqual({ segment: "NSE_EQ", isOpen: true, changesAt: null });
  watching.stop();
  expect(clock.pending).toBe(0);
});
