/** The numbers of all instruments, one typed array a field; place `i` of each belongs to row `i`. */
export interface InstrumentColumns {
  /** SEGMENT_NUMBER of the wire. */
  readonly segment: Uint8Array;
  readonly securityId: Uint32Array;
  /** Place in INSTRUMENT_KINDS. */
  readonly kind: Uint8Array;
  /** Place in the table's `underlyings`. */
  readonly underlying: Uint32Array;
  /** shared/ist.ts day number; 0 for what never expires. */
  readonly expiryDay: Int32Array;
  /** Rupees; NaN for what is no option. */
  readonly strike: Float64Array;
  /** OptionType. */
  readonly optionType: Uint8Array;
  readonly lotSize: Uint32Array;
  /** Rupees. */
  readonly tickSize: Float64Array;
  /** 0 while unknown. */
  readonly freezeQuantity: Uint32Array;
  /** Place in the table's `serieses`. */
  readonly series: Uint32Array;
}

type Column = InstrumentColumns[keyof InstrumentColumns];

export function emptyColumns(rows: number): InstrumentColumns {
  return {
    segment: new Uint8Array(rows),
    securityId: new Uint32Array(rows),
    kind: new Uint8Array(rows),
    underlying: new Uint32Array(rows),
    expiryDay: new Int32Array(rows),
    strike: new Float64Array(rows),
    optionType: new Uint8Array(rows),
    lotSize: new Uint32Array(rows),
    tickSize: new Float64Array(rows),
    freezeQuantity: new Uint32Array(rows),
    series: new Uint32Array(rows),
  };
}

/** A copy with room for `rows` in all. */
export function grownColumns(columns: InstrumentColumns, rows: number): InstrumentColumns {
  const grown = emptyColumns(rows);
  for (const name of Object.keys(columns) as (keyof InstrumentColumns)[]) grown[name].set(columns[name]);
  return grown;
}

/** The same memory, seen up to `rows`. */
export function firstRows(columns: InstrumentColumns, rows: number): InstrumentColumns {
  const views = Object.entries<Column>({ ...columns }).map(([name, column]) => [name, column.subarray(0, rows)]);
  return Object.fromEntries(views) as InstrumentColumns;
}
