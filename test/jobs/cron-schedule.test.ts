import { expect, test } from "bun:test";
import { scheduleCron } from "../../server/jobs/cron-schedule.ts";
import { HandClock } from "../fakes/clock.ts";

const ist = (text: string) => Date.parse(`${text}+05:30`);

/** When a pattern's next two times come, by our clock. */
function times(pattern: string, from: number, forMs: number): number[] {
  const clock = new HandClock(from);
  const at: number[] = [];
  const cancel = scheduleCron(pattern, clock, () => at.push(clock.now()));
  clock.advance(forMs);
  cancel();
  expect(clock.pending).toBe(0);
  return at;
}

test("a pattern means Indian time", () => {
  const at = times("30 15 * * *", ist("2026-06-10T12:00:00"), 2 * 86_400_000);
  expect(at).toEqual([ist("2026-06-10T15:30:00"), ist("2026-06-11T15:30:00")]);
});

test("each minute comes on the minute, once", () => {
  const at = times("* * * * *", ist("2026-06-10T15:28:59.999"), 120_002);
  expect(at).toEqual([ist("2026-06-10T15:29:00"), ist("2026-06-10T15:30:00"), ist("2026-06-10T15:31:00")]);
});

test("the machine's own zone is never asked (trap 10)", () => {
  const source = `
    import { scheduleCron } from "./server/jobs/cron-schedule.ts";
    import { marketDay } from "./server/jobs/market-day.ts";
    import * as calendar from "./server/calendar/exchange-calendar.ts";
    const clock = { now: () => ${ist("2026-06-10T12:00:00")}, after: (ms) => (console.log(ms), () => {}) };
    scheduleCron("30 15 * * *", clock, () => {});
    console.log(new Date(0).getTimezoneOffset() !== 0, JSON.stringify(marketDay("NSE_BSE", "2026-06-10", "15:30", calendar)));
  `;
  const outputs = ["America/New_York", "Asia/Tokyo"].map((TZ) => {
    const cwd = `${import.meta.dir}/../..`;
    const { stdout } = Bun.spawnSync([process.execPath, "-e", source], { cwd, env: { ...process.env, TZ } });
    return stdout.toString().trim().split("\n");
  });
  const day = { date: "2026-06-10", preOpen: ist("2026-06-10T09:00:00"), end: ist("2026-06-10T15:30:00") };
  for (const output of outputs) expect(output).toEqual([`${3.5 * 3_600_000}`, `true ${JSON.stringify(day)}`]);
});

test("a bad pattern is an error at once", () => {
  expect(() => scheduleCron("61 * * * *", new HandClock(), () => {})).toThrow();
});
