import { describe, expect, test } from "bun:test";
import { LttEpoch, type LttEpochVerdict } from "../../server/dhan/ltt-epoch.ts";

const NOON_UTC = Date.UTC(2026, 5, 10, 6, 30);
const IST_AHEAD = 19_800;

/** An epoch that is told of `count` trades, a second apart, each `lagSeconds` old and counted `aheadSeconds` before UTC. */
function told(
  count: number,
  aheadSeconds: (sample: number) => number,
  lagSeconds: (sample: number) => number = () => 0,
) {
  const verdicts: LttEpochVerdict[] = [];
  const epoch = new LttEpoch((verdict) => verdicts.push(verdict));
  for (let sample = 0; sample < count; sample++) {
    const now = NOON_UTC + sample * 1_000;
    epoch.observe(now / 1000 - lagSeconds(sample) + aheadSeconds(sample), now);
  }
  return { epoch, verdicts };
}

describe("before anything is known the wire is read as documented here: an Indian wall clock", () => {
  const epoch = new LttEpoch();

  test("the captured times are 14:53:12 and 09:49:57 in India", () => {
    expect(epoch.verdict).toBe("unsettled");
    expect(epoch.isSettled).toBe(false);
    expect(epoch.utcSeconds(1_753_455_192)).toBe(Date.parse("2025-07-25T14:53:12+05:30") / 1000);
    expect(epoch.utcSeconds(1_781_084_997)).toBe(Date.parse("2026-06-10T09:49:57+05:30") / 1000);
  });

  test("0 and 1980 mean never traded, under either reading", () => {
    const { epoch: utc } = told(20, () => 0);
    for (const known of [epoch, utc]) {
      expect(known.utcSeconds(0)).toBe(0);
      expect(known.utcSeconds(Date.UTC(1980, 0, 1) / 1000)).toBe(0);
      expect(known.utcSeconds(Date.UTC(1980, 11, 31, 23, 59, 59) / 1000)).toBe(0);
    }
    expect(epoch.utcSeconds(Date.UTC(1981, 0, 1) / 1000)).not.toBe(0);
  });
});

describe("live ticks settle it", () => {
  test("as Indian time after twenty that agree, and says so once", () => {
    expect(told(19, () => IST_AHEAD).epoch.isSettled).toBe(false);
    const { epoch, verdicts } = told(100, () => IST_AHEAD);
    expect(epoch.verdict).toBe("ist");
    expect(verdicts).toEqual(["ist"]);
    expect(epoch.utcSeconds(1_781_084_997)).toBe(1_781_084_997 - IST_AHEAD);
  });

  test("as UTC after twenty that agree, and reads all further times so", () => {
    expect(told(19, () => 0).epoch.isSettled).toBe(false);
    const { epoch, verdicts } = told(100, () => 0);
    expect(epoch.verdict).toBe("utc");
    expect(verdicts).toEqual(["utc"]);
    expect(epoch.utcSeconds(1_781_084_997)).toBe(1_781_084_997);
  });

  test("though they come late by up to two minutes", () => {
    expect(
      told(
        20,
        () => IST_AHEAD,
        () => 46,
      ).epoch.verdict,
    ).toBe("ist");
    expect(
      told(
        20,
        () => 0,
        () => 119,
      ).epoch.verdict,
    ).toBe("utc");
  });

  test("not when they disagree: those are forgotten, and twenty new ones that agree settle it", () => {
    const firstUtc = (sample: number) => (sample < 10 ? 0 : IST_AHEAD);
    expect(told(20, firstUtc).epoch.verdict).toBe("unsettled");
    expect(told(39, firstUtc).epoch.verdict).toBe("unsettled");
    expect(told(40, firstUtc).epoch.verdict).toBe("ist");
  });

  test("as Indian time although trades of five and a half hours ago come in between, which look like now in UTC", () => {
    const everyOther = (sample: number) => (sample % 2 === 0 ? IST_AHEAD : 0);
    expect(told(40, everyOther).verdicts).toEqual(["ist"]);
  });
});

describe("what is no evidence", () => {
  test("trades that are old under both readings", () => {
    for (const lagSeconds of [121, 600, 3_600, 86_400]) {
      expect(
        told(
          500,
          () => IST_AHEAD,
          () => lagSeconds,
        ).epoch.isSettled,
      ).toBe(false);
    }
  });

  test("never-traded times", () => {
    expect(
      told(
        500,
        () => 0,
        (sample) => NOON_UTC / 1000 + sample,
      ).epoch.isSettled,
    ).toBe(false);
    const epoch = new LttEpoch();
    for (let i = 0; i < 500; i++) epoch.observe(Date.UTC(1980, 0, 1) / 1000, NOON_UTC + i * 1_000);
    expect(epoch.isSettled).toBe(false);
  });

  test("a closed market's last trades, which look like now in UTC five and a half hours after the close", () => {
    const verdicts: LttEpochVerdict[] = [];
    const epoch = new LttEpoch((verdict) => verdicts.push(verdict));
    const close = Date.parse("2026-06-10T15:30:00+05:30");
    // Everything is asked for at 21:00 IST: 25,000 packets in five seconds, each with a last trade of its own around the close.
    for (let i = 0; i < 25_000; i++) {
      const lastTrade = close / 1000 - ((i * 7_919) % 100);
      epoch.observe(lastTrade + IST_AHEAD, close + IST_AHEAD * 1000 + i / 5);
    }
    // And asked for again, for a minute on end.
    for (let i = 0; i < 60_000; i++) {
      epoch.observe(close / 1000 - (i % 100) + IST_AHEAD, close + IST_AHEAD * 1000 + 5_000 + i);
    }
    expect(verdicts).toEqual([]);
  });

  test("many ticks of one second: they are one sample", () => {
    const epoch = new LttEpoch();
    for (let i = 0; i < 1_000; i++) epoch.observe(NOON_UTC / 1000 + IST_AHEAD, NOON_UTC + i / 2);
    expect(epoch.isSettled).toBe(false);
  });

  test("many trades, each later than the one before, that come within a second", () => {
    const epoch = new LttEpoch();
    for (let i = 0; i < 100; i++) epoch.observe(NOON_UTC / 1000 - 100 + i + IST_AHEAD, NOON_UTC + i);
    expect(epoch.isSettled).toBe(false);
  });

  test("a time of nonsense, which does not stop the rest from being heard", () => {
    const epoch = new LttEpoch();
    epoch.observe(0xffffffff, NOON_UTC);
    for (let i = 1; i <= 20; i++) epoch.observe(NOON_UTC / 1000 + i + IST_AHEAD, NOON_UTC + i * 1_000);
    expect(epoch.verdict).toBe("ist");
  });
});
