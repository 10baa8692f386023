import { SEGMENT_NUMBER } from "../../dhan/protocol.ts";
import type { Universe } from "../universe.ts";
import { hashUnit } from "./hash.ts";
import { type Liquidity, liquidityOf } from "./liquidity.ts";
import { createMarketColumns, type MarketColumns } from "./market-columns.ts";
import { writeOrderBook } from "./order-book.ts";
import { SpotPath } from "./spot-path.ts";
import { type Hours, type Session, TradingHours } from "./trading-hours.ts";
import { Valuation } from "./valuation.ts";

/** Prices change four times a second, as Dhan's conflated feed does. */
const STEP_MS = 250;
/** Moments of the day so far that give a row its open, high and low when it is first asked for. */
const LOOKS_BACK = 8;
/** Volume of a day is reached in this time and grows slower after. */
const FULL_DAY_MS = 6.25 * 3_600_000;
/** From one session's start back to the end of the one before. */
const OVERNIGHT_MS = 17.75 * 3_600_000;
/** Open interest drifts this part of itself either way, from one half hour to the next. */
const OI_DRIFT = 0.03;
const OI_STEP_MS = 1_800_000;

/**
 * The simulated market: `refresh` brings one row of the columns to a moment, at the cost of about a microsecond, and
 * nothing is computed for rows nobody looks at. Last prices, bids and asks are functions of seed, row and time alone;
 * the order of subscriptions cannot change them.
 */
export class Market {
  readonly universe: Universe;
  readonly columns: MarketColumns;
  readonly valuation: Valuation;
  readonly #seed: number;
  readonly #hours: TradingHours;
  readonly #spots: SpotPath;
  /** Market time of a row's values, its session's start, and the time of its last trade; 0 before the first refresh. */
  readonly #asOf: Float64Array;
  readonly #sessionStart: Float64Array;
  readonly #lastTradeMs: Float64Array;
  readonly #tradePeriod: Float64Array;
  readonly #hasTraded: Uint8Array;
  readonly #halfSpreadRatio: Float64Array;
  readonly #openInterest: Float64Array;
  readonly #touch = { bid: 0, ask: 0, tick: 0, lot: 0 };

  constructor(universe: Universe, seed: number, hours: Hours) {
    this.universe = universe;
    this.columns = createMarketColumns(universe.size);
    this.#seed = seed;
    this.#hours = new TradingHours(hours);
    this.#spots = new SpotPath(seed, universe.underlyings);
    this.valuation = new Valuation(universe, this.#spots);
    this.#asOf = new Float64Array(universe.size);
    this.#sessionStart = new Float64Array(universe.size);
    this.#lastTradeMs = new Float64Array(universe.size);
    this.#tradePeriod = new Float64Array(universe.size);
    this.#hasTraded = new Uint8Array(universe.size);
    this.#halfSpreadRatio = new Float64Array(universe.size);
    this.#openInterest = new Float64Array(universe.size);
  }

  isOpen(row: number, utcMs: number): boolean {
    return this.#hours.isOpen(this.universe.segment[row]!, utcMs);
  }

  /** Price of an underlying in rupees, where its instruments' prices come from. */
  spot(underlying: number, utcMs: number): number {
    return this.#spots.at(underlying, utcMs);
  }

  /** Moves the underlying of this symbol at once, and everything priced from it; false when there is none. */
  setSpot(symbol: string, price: number, utcMs: number): boolean {
    const underlying = this.#spots.indexOf(symbol);
    if (underlying < 0) return false;
    this.#spots.setSpot(underlying, price, utcMs);
    for (let row = 0; row < this.universe.size; row++) {
      if (this.#asOf[row] === 0 || !this.#spots.moveTogether(this.universe.underlying[row]!, underlying)) continue;
      this.#followJump(row);
    }
    return true;
  }

  /** Brings a row to a moment, or to the close of its last session when that is over. Time does not run backwards. */
  refresh(row: number, utcMs: number): void {
    const session = this.#hours.sessionAt(this.universe.segment[row]!, utcMs);
    const now = stepOf(Math.min(utcMs, session.endMs));
    if (this.#asOf[row] === now) return;
    if (this.#sessionStart[row] !== session.startMs) this.#beginSession(row, session, now);
    this.#asOf[row] = now;

    const tradeMs = this.#latestTrade(row, now);
    if (this.#hasTraded[row] === 1 && tradeMs > this.#lastTradeMs[row]!) this.#trade(row, tradeMs);
    if (this.#isIndex(row)) return;
    this.#quote(row, this.valuation.fair(row, now));
    writeOrderBook(this.columns, row, this.#touch, this.#seed, now / STEP_MS);
    if (this.#openInterest[row]! > 0) this.#moveOpenInterest(row, now);
  }

  /** Sets a row's day up as if it had been watched since the session's start. */
  #beginSession(row: number, session: Session, now: number): void {
    const { columns } = this;
    this.#sessionStart[row] = session.startMs;
    this.#hasTraded[row] = 0;
    const { openInterest: base, dailyVolume } = this.#measureLiquidity(row, session.startMs);
    this.#openInterest[row] = base;
    const yesterday = session.startMs - OVERNIGHT_MS;
    const hasTraded = this.#hasTraded[row] === 1;
    const previousClose = hasTraded ? this.#onTick(row, this.valuation.fairAtPreviousClose(row, yesterday)) : 0;
    columns.previousClose[row] = previousClose;
    columns.ltp[row] = previousClose;
    columns.open[row] = columns.high[row] = columns.low[row] = 0;
    columns.volume[row] = columns.turnover[row] = columns.lastQuantity[row] = 0;
    this.#lastTradeMs[row] = hasTraded ? yesterday : 0;
    columns.lastTradeTime[row] = Math.floor(this.#lastTradeMs[row]! / 1000);

    const lot = this.#lot(row);
    columns.previousOi[row] = Math.round((base * (0.9 + 0.2 * hashUnit(this.#seed, row, 5))) / lot) * lot;
    columns.oi[row] = columns.oiDayHigh[row] = columns.oiDayLow[row] = 0;
    if (!hasTraded) return;

    let sum = 0;
    let trades = 0;
    for (let look = 0; look <= LOOKS_BACK; look++) {
      const tradeMs = this.#latestTrade(row, session.startMs + stepOf(((now - session.startMs) * look) / LOOKS_BACK));
      if (tradeMs < session.startMs || tradeMs <= this.#lastTradeMs[row]!) continue;
      this.#trade(row, tradeMs);
      sum += columns.ltp[row]!;
      trades++;
      if (base > 0) this.#moveOpenInterest(row, tradeMs);
    }
    if (trades === 0 || dailyVolume === 0) return;
    const share = Math.min(1, (now - session.startMs) / FULL_DAY_MS);
    const volume = Math.ceil((dailyVolume * share) / lot) * lot;
    columns.volume[row] = columns.volume[row]! + volume;
    columns.turnover[row] = columns.turnover[row]! + volume * (sum / trades);
  }

  #trade(row: number, tradeMs: number): void {
    const { columns } = this;
    const isFirstToday = columns.open[row] === 0;
    const price = this.#tradePrice(row, tradeMs);
    columns.ltp[row] = price;
    columns.lastTradeTime[row] = Math.floor(tradeMs / 1000);
    this.#lastTradeMs[row] = tradeMs;
    if (isFirstToday) columns.open[row] = columns.high[row] = columns.low[row] = price;
    else if (price > columns.high[row]!) columns.high[row] = price;
    else if (price < columns.low[row]!) columns.low[row] = price;
    if (this.#isIndex(row)) return;
    const quantity = this.#lot(row) * (1 + Math.floor(6 * hashUnit(this.#seed ^ 7, row, tradeMs / STEP_MS) ** 2));
    columns.lastQuantity[row] = quantity;
    columns.volume[row] = columns.volume[row]! + quantity;
    columns.turnover[row] = columns.turnover[row]! + quantity * price;
  }

  /** Somewhere between the bid and the ask of the moment, on a tick. */
  #tradePrice(row: number, utcMs: number): number {
    const fair = this.valuation.fair(row, utcMs);
    if (this.#isIndex(row)) return this.#onTick(row, fair);
    this.#quote(row, fair);
    const { bid, ask, tick } = this.#touch;
    const floor = bid > 0 ? bid : tick;
    const chance = hashUnit(this.#seed ^ 6, row, utcMs / STEP_MS);
    return Math.min(ask, Math.max(floor, this.#onTick(row, floor + chance * (ask - floor))));
  }

  /** Leaves the best bid and ask around a fair price in `#touch`: rounded outwards, so that the fair price lies between. */
  #quote(row: number, fair: number): void {
    const touch = this.#touch;
    const tick = this.#tick(row);
    const half = Math.max(tick / 2, fair * this.#halfSpreadRatio[row]!);
    const bid = onGrid(Math.floor((fair - half) / tick), tick);
    touch.tick = tick;
    touch.lot = this.#lot(row);
    touch.bid = bid < tick ? 0 : bid;
    touch.ask = onGrid(Math.max(Math.ceil((fair + half) / tick), Math.round(touch.bid / tick) + 1), tick);
  }

  /** When the row last traded at or before a moment: at steady intervals of its own, out of step with its neighbours. */
  #latestTrade(row: number, utcMs: number): number {
    const period = this.#tradePeriod[row]!;
    if (period <= STEP_MS) return stepOf(utcMs);
    const phase = stepOf(hashUnit(this.#seed, row, 8) * period);
    return Math.floor((utcMs + phase) / period) * period - phase;
  }

  #moveOpenInterest(row: number, utcMs: number): void {
    const { columns } = this;
    const position = utcMs / OI_STEP_MS;
    const step = Math.floor(position);
    const from = hashUnit(this.#seed ^ 9, row, step);
    const to = hashUnit(this.#seed ^ 9, row, step + 1);
    const drift = OI_DRIFT * (2 * (from + (to - from) * (position - step)) - 1);
    const lot = this.#lot(row);
    const oi = Math.max(1, Math.round((this.#openInterest[row]! * (1 + drift)) / lot)) * lot;
    columns.oi[row] = oi;
    if (this.universe.segment[row] !== SEGMENT_NUMBER.NSE_FNO) return;
    if (oi > columns.oiDayHigh[row]!) columns.oiDayHigh[row] = oi;
    if (columns.oiDayLow[row] === 0 || oi < columns.oiDayLow[row]!) columns.oiDayLow[row] = oi;
  }

  /** What has traded once stays so for the session. */
  #measureLiquidity(row: number, utcMs: number): Liquidity {
    const liquidity = liquidityOf(this.universe, this.valuation, row, this.#seed, utcMs);
    this.#tradePeriod[row] = liquidity.tradePeriodMs;
    this.#halfSpreadRatio[row] = liquidity.halfSpreadRatio;
    if (liquidity.hasTraded) this.#hasTraded[row] = 1;
    return liquidity;
  }

  /** The next refresh sees the moved underlying, even in the same step; open interest does not move with it. */
  #followJump(row: number): void {
    const { openInterest } = this.#measureLiquidity(row, this.#sessionStart[row]!);
    if (this.#openInterest[row] === 0) this.#openInterest[row] = openInterest;
    if (this.#tradePeriod[row] === STEP_MS) this.#lastTradeMs[row] = this.#lastTradeMs[row]! - STEP_MS;
    this.#asOf[row] = -1;
  }

  #isIndex(row: number): boolean {
    return this.universe.segment[row] === SEGMENT_NUMBER.IDX_I;
  }

  #tick(row: number): number {
    // A few indices (GIFTNIFTY) are listed with a tick size of 0.
    return this.universe.tickSize[row]! || 0.05;
  }

  #lot(row: number): number {
    return Math.max(1, this.universe.lotSize[row]!);
  }

  /** Nearest price the row can trade at, one tick at least. */
  #onTick(row: number, price: number): number {
    const tick = this.#tick(row);
    return onGrid(Math.max(1, Math.round(price / tick)), tick);
  }
}

function stepOf(utcMs: number): number {
  return Math.floor(utcMs / STEP_MS) * STEP_MS;
}

/** `count` ticks in rupees, without the tail of the multiplication. */
function onGrid(count: number, tick: number): number {
  return Math.round(count * tick * 10_000) / 10_000;
}
