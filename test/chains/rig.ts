import pino from "pino";
import { AtmBoard, type AtmCache, type AtmRow } from "../../server/chains/atm-board.ts";
import { StrikeWindows, type WindowChange } from "../../server/chains/strike-windows.ts";
import { UnderlyingPrices } from "../../server/chains/underlying-prices.ts";
import type { OptionSeriesIndex } from "../../server/instruments/option-series-index.ts";
import { istDate, istMidnight } from "../../shared/ist.ts";
import { HandClock } from "../fakes/clock.ts";
import { PriceDesk } from "./price-desk.ts";

/** `atm_cache`, as a map. */
export class AtmCacheMap implements AtmCache {
  readonly rows = new Map<string, AtmRow>();
  /** Set to have it fail. */
  failure: Error | null = null;

  async all(): Promise<AtmRow[]> {
    if (this.failure !== null) throw this.failure;
    return structuredClone([...this.rows.values()]);
  }

  async put(rows: readonly AtmRow[]): Promise<void> {
    if (this.failure !== null) throw this.failure;
    for (const row of rows) this.rows.set(`${row.underlying} ${row.expiry}`, row);
  }
}

export interface ChainsRigOptions {
  index: OptionSeriesIndex | null;
  /** UTC milliseconds. */
  at: number;
  cache?: AtmCacheMap;
}

/** Prices, ATM board and windows, with a clock that a test moves and sessions that begin at midnight. */
export function chainsRig({ index, at, cache = new AtmCacheMap() }: ChainsRigOptions) {
  const clock = new HandClock(at);
  const log = pino({ level: "silent" });
  const desk = new PriceDesk(clock);
  const master = { index };
  const prices = new UnderlyingPrices({
    clock,
    log,
    index: () => master.index,
    stream: desk.stream,
    askRest: desk.askRest,
    sessionStart: (_, utcMs) => istMidnight(istDate(utcMs)),
  });
  const board = new AtmBoard({ clock, log, index: () => master.index, prices, cache });
  const windows = new StrikeWindows(board, clock);
  /** Everything that listeners were told, call by call. */
  const told: WindowChange[][] = [];
  const listener = (changes: readonly WindowChange[]) => {
    told.push([...changes]);
  };
  return { clock, log, desk, master, prices, board, windows, cache, told, listener };
}
