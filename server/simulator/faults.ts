import { z } from "zod";
import type { Clock } from "../clock.ts";

/**
 * Everything that can go wrong for as long as a switch is on, and the points where Dhan's behaviour is not known and the
 * simulator has to choose.
 */
export const faultSwitches = z.strictObject({
  /** Packets stop, pings go on: only a watch on data notices. */
  stopData: z.boolean(),
  /** Pings stop, and dead peers are not closed; with stopData, a socket that is open and silent. */
  stopPings: z.boolean(),
  /** Packets stacked in one frame. */
  packetsPerFrame: z.int().min(1).max(200),
  /** Last trade times are this old. */
  lttDelaySeconds: z.int().min(0).max(86_400),
  /** Last trade times in true UTC, should Dhan ever mend its epoch. */
  lttInUtc: z.boolean(),
  /** Who gets a previous close packet on subscribing: indices, or every instrument as Dhan's page says. */
  previousClose: z.enum(["indices", "all"]),
  /** What becomes of a socket whose reader is more than READER_LAG_BYTES behind: its ticks are left out, or it is dropped. */
  slowReader: z.enum(["skip", "drop"]),
  /** Bad credentials: refused at the upgrade, or let in and sent a disconnect packet. */
  badCredentials: z.enum(["http-401", "packet"]),
  /** More than 100 instruments in a message, a wrong count or a malformed message: a disconnect packet with this reason, or nothing. */
  badMessage: z.union([z.literal("ignore"), z.literal(804), z.literal(814)]),
  /** Sockets opened with a token that has been replaced since. */
  oldTokenSockets: z.enum(["keep", "disconnect"]),
  /** What is served as the instrument master. Each has an ETag of its own. */
  master: z
    .enum([
      "whole",
      "broken",
      "half",
      "500",
      "next-day",
      "half-rows",
      "no-mcx",
      "new-lots",
      "new-ticker",
      "swapped-ids",
    ])
    .describe(
      "whole; broken: a web page in its place; half: cut in the middle of a row; 500: HTTP 500; next-day: the next " +
        "trading day's; half-rows: every other row; no-mcx: nothing of MCX; new-lots: NIFTY's contracts with twice the " +
        "lot; new-ticker: RELIANCE is called RELIND; swapped-ids: index futures with each other's ids",
    ),
});
export type FaultSwitches = z.infer<typeof faultSwitches>;

const NO_FAULTS: FaultSwitches = {
  stopData: false,
  stopPings: false,
  packetsPerFrame: 1,
  lttDelaySeconds: 0,
  lttInUtc: false,
  previousClose: "indices",
  slowReader: "skip",
  badCredentials: "http-401",
  badMessage: 814,
  oldTokenSockets: "disconnect",
  master: "whole",
};

/** HTTP answers that a counted or timed fault gives in place of the real one. */
export const refusal = z
  .strictObject({
    status: z.union([z.literal(401), z.literal(429), z.literal(500), z.literal(503)]),
    /** Of the next requests, so many. */
    count: z.int().min(1).max(10_000).optional(),
    seconds: z.number().positive().max(3_600).optional(),
  })
  .refine((body) => (body.count === undefined) !== (body.seconds === undefined), "give either count or seconds");
export type Refusal = z.infer<typeof refusal>;

/** Refuses the next requests, or all of them for a while. */
export class Refusals {
  readonly #clock: Clock;
  #status: number | null = null;
  #left = 0;
  #until = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  start({ status, count, seconds }: Refusal): void {
    this.#status = status;
    this.#left = count ?? Number.POSITIVE_INFINITY;
    this.#until = seconds === undefined ? Number.POSITIVE_INFINITY : this.#clock.now() + seconds * 1000;
  }

  stop(): void {
    this.#status = null;
  }

  /** Status to answer one request with, or null to serve it. */
  take(): number | null {
    if (this.#status === null) return null;
    if (this.#left <= 0 || this.#clock.now() >= this.#until) {
      this.#status = null;
      return null;
    }
    this.#left--;
    return this.#status;
  }
}

/** What is wrong at the moment. Sockets are acted on by control/control.ts; this is what they and REST look up. */
export class Faults {
  switches: FaultSwitches;
  readonly upgrades: Refusals;
  readonly rest: Refusals;
  readonly #initial: FaultSwitches;

  constructor(clock: Clock, initial: Partial<FaultSwitches>) {
    this.#initial = { ...NO_FAULTS, ...initial };
    this.switches = this.#initial;
    this.upgrades = new Refusals(clock);
    this.rest = new Refusals(clock);
  }

  set(changes: Partial<FaultSwitches>): void {
    this.switches = { ...this.switches, ...changes };
  }

  /** Back to how the simulator was started. */
  clear(): void {
    this.switches = this.#initial;
    this.upgrades.stop();
    this.rest.stop();
  }
}
