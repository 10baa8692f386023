import { INSTRUMENT_KINDS, OptionType, type Underlying } from "../universe.ts";
import type { Expiry } from "./expiry-cycle.ts";
import type { CashListing, ContractRun, ListedUniverse, Product, UntradableContract } from "./listed-universe.ts";
import { rowTable } from "./row-table.ts";

/** More than any date lists. */
const MAX_ROWS = 320_000;
const NO_EXPIRIES = new Int32Array(0);

type Draft<T> = { -readonly [K in keyof T]: T[K] };

/** What is known of an underlying before its instruments are listed. */
export type NewUnderlying = Omit<Underlying, "cashRow" | "optionExpiryDays">;

/** An index or a share to list. */
export interface NewCash {
  readonly segment: number;
  readonly securityId: number;
  readonly underlying: number;
  /** Rupees. */
  readonly tickSize: number;
  readonly lot: number;
  readonly listing: CashListing;
}

/** The columns of a universe while it is being listed: cash rows first, then derivatives, a product and expiry at a time. */
export class UniverseColumns {
  /** Day number the listing is made for. */
  readonly today: number;
  readonly seed: number;
  readonly #segment = new Uint8Array(MAX_ROWS);
  readonly #securityId = new Uint32Array(MAX_ROWS);
  readonly #kind = new Uint8Array(MAX_ROWS);
  readonly #underlying = new Int32Array(MAX_ROWS);
  readonly #expiryDay = new Int32Array(MAX_ROWS);
  readonly #strike = new Float64Array(MAX_ROWS);
  readonly #optionType = new Uint8Array(MAX_ROWS);
  readonly #tickSize = new Float64Array(MAX_ROWS);
  readonly #lotSize = new Uint32Array(MAX_ROWS);
  readonly #underlyings: Draft<Underlying>[] = [];
  readonly #cash: CashListing[] = [];
  readonly #runs: Draft<ContractRun>[] = [];
  #size = 0;

  constructor(today: number, seed: number) {
    this.today = today;
    this.seed = seed;
  }

  /** Adds something with a price of its own; answers its place in `underlyings`. */
  addUnderlying(underlying: NewUnderlying): number {
    this.#underlyings.push({ ...underlying, cashRow: -1, optionExpiryDays: NO_EXPIRIES });
    return this.#underlyings.length - 1;
  }

  underlyingAt(underlying: number): Underlying {
    return this.#underlyings[underlying]!;
  }

  /** Adds an index or a share, before any contract; answers its row. */
  addCash({ segment, securityId, underlying, tickSize, lot, listing }: NewCash): number {
    const kind = INSTRUMENT_KINDS.indexOf(listing.instrumentType === "INDEX" ? "INDEX" : "EQUITY");
    this.#cash.push(listing);
    return this.#addRow(segment, securityId, kind, underlying, 0, Number.NaN, OptionType.none, tickSize, lot);
  }

  /** Adds one contract; those of one product and expiry have to come one after the other. */
  addContract(
    product: Product,
    underlying: number,
    expiry: Expiry,
    securityId: number,
    strike: number,
    optionType: number,
  ): void {
    const kind = INSTRUMENT_KINDS.indexOf(product.kind);
    const row = this.#addRow(
      product.segment,
      securityId,
      kind,
      underlying,
      expiry.day,
      strike,
      optionType,
      product.tickPaise / 100,
      product.lot,
    );
    const run = this.#runs.at(-1);
    if (run?.product === product && run.expiryDay === expiry.day) run.rowCount++;
    else this.#runs.push({ product, expiryDay: expiry.day, isWeekly: expiry.isWeekly, firstRow: row, rowCount: 1 });
  }

  /** Names the row of an underlying's index or share. */
  setCashRow(underlying: number, row: number): void {
    this.#underlyings[underlying]!.cashRow = row;
  }

  setOptionExpiries(underlying: number, expiries: readonly Expiry[]): void {
    this.#underlyings[underlying]!.optionExpiryDays = Int32Array.from(expiries, ({ day }) => day);
  }

  finish(untradable: readonly UntradableContract[]): ListedUniverse {
    const size = this.#size;
    const segment = this.#segment.slice(0, size);
    const securityId = this.#securityId.slice(0, size);
    return {
      today: this.today,
      size,
      segment,
      securityId,
      kind: this.#kind.slice(0, size),
      underlying: this.#underlying.slice(0, size),
      expiryDay: this.#expiryDay.slice(0, size),
      strike: this.#strike.slice(0, size),
      optionType: this.#optionType.slice(0, size),
      tickSize: this.#tickSize.slice(0, size),
      lotSize: this.#lotSize.slice(0, size),
      underlyings: this.#underlyings,
      cash: this.#cash,
      runs: this.#runs,
      untradable,
      rowOf: rowTable(segment, securityId),
    };
  }

  #addRow(
    segment: number,
    securityId: number,
    kind: number,
    underlying: number,
    expiryDay: number,
    strike: number,
    optionType: number,
    tickSize: number,
    lot: number,
  ): number {
    const row = this.#size++;
    if (row >= MAX_ROWS) throw new RangeError(`the simulated exchanges list more than ${MAX_ROWS} instruments`);
    this.#segment[row] = segment;
    this.#securityId[row] = securityId;
    this.#kind[row] = kind;
    this.#underlying[row] = underlying;
    this.#expiryDay[row] = expiryDay;
    this.#strike[row] = strike;
    this.#optionType[row] = optionType;
    this.#tickSize[row] = tickSize;
    this.#lotSize[row] = lot;
    return row;
  }
}
