import { describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { NewMasterRefresh } from "../../server/db/master-refreshes.ts";
import { loadMaster, refreshMaster } from "../../server/dhan/master-download.ts";
import type { InstrumentRow } from "../../server/instruments/instrument-row.ts";
import { Listing } from "../../server/instruments/listing.ts";
import {
  PresentMaster,
  type PresentMasterOptions,
  type RefreshWish,
  type ReplacedMaster,
} from "../../server/instruments/present-master.ts";
import { createLogger } from "../../server/logger.ts";
import { DAY_MS, istDate } from "../../shared/ist.ts";
import type { MasterRefresh, RunningRefresh } from "../../shared/master-refresh.ts";
import { HandClock } from "../fakes/clock.ts";
import { future, index, option, share } from "../fakes/instrument-rows.ts";
import { MasterServer } from "../fakes/master-server.ts";
import { until } from "../fakes/until.ts";

const NOON = Date.parse("2026-11-25T12:00:00+05:30");
const NIFTY = index(13, "NIFTY");
const SHARES = Array.from({ length: 8 }, (_, n) => share(100 + n, `SHARE${n}`));
const ENDS_TODAY = future(40_000, "SHARE0", "2026-11-25");
const ROWS = [NIFTY, ...SHARES, ENDS_TODAY];
const log = createLogger("silent", "test");

/** A present master that reads a real server's file with the real download, and keeps its records in a list. */
class Rig implements AsyncDisposable {
  readonly clock = new HandClock(NOON);
  readonly server: MasterServer;
  readonly dataDir = mkdtempSync(join(tmpdir(), "strikewire-present-"));
  readonly replaced: ReplacedMaster[] = [];
  readonly finished: MasterRefresh[] = [];
  readonly recorded: NewMasterRefresh[] = [];
  /** Set to have records not kept. */
  recordFailure: Error | null = null;
  master: PresentMaster;

  constructor(rows: readonly InstrumentRow[] = ROWS) {
    this.server = new MasterServer(rows);
    this.master = this.#open();
  }

  /** The process begins anew on the same folder. */
  async restart(): Promise<void> {
    await this.master.stop();
    this.master = this.#open();
  }

  refresh(wish: Partial<RefreshWish> = {}): Promise<MasterRefresh> {
    return this.master.refresh({ trigger: "admin", actor: "asha", ...wish });
  }

  get instruments(): number | undefined {
    return this.master.listing?.table.size;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.master.stop();
    await this.server[Symbol.asyncDispose]();
    rmSync(this.dataDir, { recursive: true });
  }

  #open(): PresentMaster {
    const load: PresentMasterOptions["load"] = (request, inUse) => {
      const options = { ...request, url: this.server.url, dataDir: this.dataDir, clock: this.clock, log };
      return inUse === null ? loadMaster(options) : refreshMaster(options, inUse);
    };
    return new PresentMaster({
      clock: this.clock,
      log,
      load,
      build: async (table) => new Listing(table),
      pinned: ["IDX_I:13"],
      lastOver: () => istDate(this.clock.now() - DAY_MS),
      record: async (refresh) => {
        if (this.recordFailure !== null) throw this.recordFailure;
        const { change, ...rest } = refresh;
        return { ...rest, id: this.recorded.push(refresh), counts: change?.counts ?? null };
      },
      onReplaced: (replaced) => this.replaced.push(replaced),
      onFinished: (refresh) => this.finished.push(refresh),
    });
  }
}

describe("a refresh", () => {
  test("puts the newest in use at once, with all that is looked up in it, and tells how it differs", async () => {
    await using rig = new Rig();
    expect(await rig.refresh({ trigger: "start", actor: "server" })).toMatchObject({
      id: 1,
      outcome: "replaced",
      trigger: "start",
      actor: "server",
      isForced: false,
      instruments: 10,
      counts: null,
      reason: null,
    });
    expect(rig.replaced[0]!.compared).toBeNull();

    rig.server.rows = [...ROWS.slice(0, -1), { ...ENDS_TODAY, lotSize: 250 }, share(9, "NEW")];
    const refresh = await rig.refresh();
    expect(refresh).toMatchObject({ outcome: "replaced", instruments: 11, counts: { added: 1, lotSize: 1, gone: 0 } });
    const { listing, compared } = rig.replaced[1]!;
    expect(rig.master.listing).toBe(listing);
    expect(listing.series.futures("SHARE0")).toHaveLength(1);
    expect(compared!.change.fields.lotSize).toMatchObject([{ before: 500, after: 250 }]);
    expect(rig.recorded[1]!.change).toBe(compared!.change);
    expect(rig.finished[1]).toEqual(refresh);
  });

  test("of a file that has not changed is an answer, and nothing is read or replaced", async () => {
    await using rig = new Rig();
    await rig.refresh();
    const { listing } = rig.master;
    rig.clock.advance(1_000);
    expect(await rig.refresh()).toMatchObject({ outcome: "unchanged", reason: null, counts: null });
    expect([rig.server.sent, rig.server.unchanged, rig.replaced.length]).toEqual([1, 1, 1]);
    expect(rig.master.listing).toBe(listing);
    expect(rig.master.status()).toMatchObject({
      inUse: { source: "downloaded", fetchedAt: NOON, newestAt: NOON + 1_000, loadedAt: NOON },
      problem: null,
    });
  });

  test("of a file that is another and says the same replaces nothing either", async () => {
    await using rig = new Rig();
    await rig.refresh();
    const { listing } = rig.master;
    rig.server.rows = ROWS.toReversed();
    expect(await rig.refresh()).toMatchObject({ outcome: "unchanged", counts: null });
    expect([rig.server.sent, rig.replaced.length]).toEqual([2, 1]);
    expect(rig.master.listing).toBe(listing);
    await rig.refresh();
    expect(rig.server.unchanged).toBe(1);
  });

  test("on another day leaves out what has expired since, though the file is the same", async () => {
    await using rig = new Rig();
    await rig.refresh();
    rig.clock.advance(DAY_MS);
    expect(await rig.refresh()).toMatchObject({ outcome: "replaced", instruments: 9, counts: { expired: 1, gone: 0 } });
    expect(rig.master.status().inUse).toMatchObject({ source: "unchanged", fetchedAt: NOON, loadedAt: NOON + DAY_MS });
    expect(await rig.refresh()).toMatchObject({ outcome: "unchanged" });
  });

  test("that fails leaves what is in use, says why, and the next one that does not clears that", async () => {
    await using rig = new Rig();
    await rig.refresh();
    const { listing } = rig.master;
    rig.server.status = 503;
    rig.clock.advance(5_000);
    expect(await rig.refresh()).toMatchObject({
      outcome: "failed",
      reason: "the server answered 503",
      instruments: 10,
      counts: null,
    });
    expect(rig.master.listing).toBe(listing);
    expect(rig.master.status().problem).toEqual({
      outcome: "failed",
      reason: "the server answered 503",
      at: NOON + 5_000,
    });
    rig.server.status = 200;
    await rig.refresh();
    expect(rig.master.status().problem).toBeNull();
  });

  test("that cannot be recorded has happened all the same", async () => {
    await using rig = new Rig();
    rig.recordFailure = new Error("disk full");
    expect(await rig.refresh()).toMatchObject({ id: null, outcome: "replaced" });
    expect(rig.instruments).toBe(10);
  });
});

describe("a master that cannot be right", () => {
  const half = ROWS.slice(0, 5);

  test("is refused with a reason, and the old one stays, with its kept copy", async () => {
    await using rig = new Rig();
    await rig.refresh();
    const { listing } = rig.master;
    rig.server.rows = half;
    expect(await rig.refresh()).toMatchObject({
      outcome: "refused",
      reason: "the file has 5 instruments, half of the last good one's 10 or fewer",
    });
    rig.server.rows = ROWS.slice(1);
    expect(await rig.refresh()).toMatchObject({
      outcome: "refused",
      reason: "all 1 instruments of IDX_I are missing",
    });
    expect([rig.master.listing, rig.replaced.length]).toEqual([listing, 1]);
    await rig.restart();
    expect(await rig.refresh({ trigger: "start" })).toMatchObject({ outcome: "refused", instruments: 10 });
    expect(rig.master.status().inUse).toMatchObject({ source: "last-good", newestAt: null });
    expect(rig.replaced.at(-1)!.compared).toBeNull();
  });

  test("is taken from who insists, and what was overruled stands in the record", async () => {
    await using rig = new Rig();
    await rig.refresh();
    rig.server.rows = half;
    expect(await rig.refresh({ isForced: true })).toMatchObject({
      outcome: "replaced",
      isForced: true,
      actor: "asha",
      instruments: 5,
      counts: { gone: 5 },
      reason: "taken all the same: 5 of the 10 instruments that are in use and have not expired are missing",
    });
    expect(rig.instruments).toBe(5);
    // From now on it is what the next one is compared with.
    expect(await rig.refresh()).toMatchObject({ outcome: "unchanged" });
  });

  test("is not taken for want of columns or rows, whoever insists", async () => {
    await using rig = new Rig();
    await rig.refresh();
    rig.server.rows = [];
    expect(await rig.refresh({ isForced: true })).toMatchObject({ outcome: "refused", reason: "the file has no rows" });
    expect(rig.instruments).toBe(10);
  });
});

describe("a start", () => {
  test("compares the newest with the last run's, as that was on its day, so that nothing is missed while it was down", async () => {
    await using rig = new Rig();
    await rig.refresh();
    await rig.restart();
    rig.clock.advance(DAY_MS);
    rig.server.rows = [NIFTY, ...SHARES, option(40_000, "SHARE1", "2026-12-29", 100)];
    expect(await rig.refresh({ trigger: "start" })).toMatchObject({
      outcome: "replaced",
      counts: { expired: 1, added: 1, gone: 0, reassigned: 0 },
    });
    const { match } = rig.replaced.at(-1)!.compared!;
    expect(match.lostOf(["NSE_FNO:40000", "NSE_EQ:100"])).toEqual({ delisted: [], reassigned: ["NSE_FNO:40000"] });
  });

  test("with the last run's copy still the newest reads that, and changes nothing", async () => {
    await using rig = new Rig();
    await rig.refresh();
    await rig.restart();
    expect(await rig.refresh({ trigger: "start" })).toMatchObject({ outcome: "unchanged", instruments: 10 });
    expect(rig.master.status().inUse).toMatchObject({ source: "unchanged", newestAt: NOON });
  });

  test("without any master fails with what to do, and a later attempt is the first to have one", async () => {
    await using rig = new Rig();
    rig.server.status = 500;
    const refresh = await rig.refresh({ trigger: "start" });
    expect(refresh).toMatchObject({ outcome: "failed", instruments: 0 });
    expect(refresh.reason).toContain("DHAN_MASTER_URL");
    expect(rig.master.status()).toMatchObject({ inUse: null, problem: { outcome: "failed" } });
    rig.server.status = 200;
    expect(await rig.refresh()).toMatchObject({ outcome: "replaced", instruments: 10, counts: null });
  });

  test("is compared with nothing where the folder has nothing of this address: any size will do", async () => {
    await using rig = new Rig([SHARES[0]!]);
    expect(await rig.refresh({ trigger: "start" })).toMatchObject({ outcome: "replaced", instruments: 1 });
  });
});

describe("several who ask at once", () => {
  test("share the one refresh that runs, and see how far it is", async () => {
    await using rig = new Rig();
    await rig.refresh();
    rig.server.rows = [...ROWS, share(9, "NEW")];
    const { promise, resolve } = Promise.withResolvers<void>();
    rig.server.held = promise;
    const seen: RunningRefresh[] = [];
    const asked = [
      rig.refresh({ onProgress: (running) => seen.push({ ...running }) }),
      rig.refresh({ actor: "ravi" }),
      rig.refresh({ trigger: "schedule", actor: "server" }),
    ];
    expect(rig.master.status().running).toEqual({
      trigger: "admin",
      actor: "asha",
      isForced: false,
      startedAt: NOON,
      phase: "reading",
      bytes: 0,
      totalBytes: null,
      rows: 0,
    });
    resolve();
    const [first, ...others] = await Promise.all(asked);
    expect(others).toEqual([first!, first!]);
    expect([rig.server.sent, rig.finished.length]).toEqual([2, 2]);
    expect(rig.master.status().running).toBeNull();
    expect(seen.map(({ phase, rows }) => [phase, rows])).toEqual([
      ["reading", 11],
      ["comparing", 11],
      ["building", 11],
    ]);
  });

  test("one that insists waits for one that does not, and is one for all who insist", async () => {
    await using rig = new Rig();
    await rig.refresh();
    rig.server.rows = ROWS.slice(0, 5);
    const [plain, forced, again, joined] = await Promise.all([
      rig.refresh(),
      rig.refresh({ isForced: true }),
      rig.refresh({ isForced: true, actor: "ravi" }),
      rig.refresh(),
    ]);
    expect([plain.outcome, forced.outcome]).toEqual(["refused", "replaced"]);
    expect([again, joined]).toEqual([forced, plain]);
    expect(rig.finished).toHaveLength(3);
  });
});

test("stopping ends a download under way: the old one stays, and nothing is recorded", async () => {
  await using rig = new Rig();
  await rig.refresh();
  rig.server.rows = [...ROWS, share(9, "NEW")];
  rig.server.held = new Promise(() => {});
  const running = rig.refresh();
  await until("under way", () => rig.server.sent === 2);
  await rig.master.stop();
  expect(await running).toMatchObject({ id: null, outcome: "failed", reason: "the transfer was ended" });
  expect([rig.instruments, rig.recorded.length]).toEqual([10, 1]);
});
