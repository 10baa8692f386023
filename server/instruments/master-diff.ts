import { type InstrumentKey, SEGMENT_NUMBER, SEGMENTS, type Segment } from "../../shared/instrument-key.ts";
import { dayNumber } from "../../shared/ist.ts";
import {
  CHANGED_FIELDS,
  type ChangedField,
  type ChangedInstrument,
  INSTRUMENT_FATES,
  type InstrumentGroup,
  type MasterChange,
  type MasterCounts,
} from "../../shared/master-change.ts";
import { ChangedRows } from "./changed-rows.ts";
import type { InstrumentMatch } from "./instrument-match.ts";
import { expiryName } from "./instrument-name.ts";
import type { InstrumentTable } from "./instrument-table.ts";
import { ListedExpiries } from "./listed-expiries.ts";

/** Rows compared between two turns of the event loop: one or two milliseconds. */
export const ROWS_A_STEP = 4_096;
const NONE = -1;
const KINDS = 16;

type Fate = (typeof INSTRUMENT_FATES)[number];
type Listed = Exclude<Fate, "expired">;

/** The last Indian date, `YYYY-MM-DD`, on which trading in a segment is over: what ends up to then has expired. */
export type LastOver = (segment: Segment) => string;

/**
 * How the match's new master differs from its old one. To be run step by step, with turns of the event loop in between:
 * it goes once through both tables, 290,000 rows each.
 */
export function* diffMasters(match: InstrumentMatch, lastOver: LastOver): Generator<void, MasterChange> {
  const diff = new MasterDiff(match, lastOver);
  const { before, after } = match;
  for (let row = 0; row < before.size; row++) {
    diff.takeBefore(row);
    if (row % ROWS_A_STEP === ROWS_A_STEP - 1) yield;
  }
  for (let row = 0; row < after.size; row++) {
    diff.takeAfter(row);
    if (row % ROWS_A_STEP === ROWS_A_STEP - 1) yield;
  }
  return diff.change();
}

class MasterDiff {
  readonly #match: InstrumentMatch;
  readonly #before: InstrumentTable;
  readonly #after: InstrumentTable;
  /** Day number by segment number. */
  readonly #lastOver: readonly number[];
  /** 1 for rows of the new table that are instruments of the old one. */
  readonly #isKept: Uint8Array;
  readonly #counts = Object.fromEntries(
    [...INSTRUMENT_FATES, ...CHANGED_FIELDS].map((name) => [name, 0]),
  ) as MasterCounts;
  /** By segment and kind. */
  readonly #groups: (InstrumentGroup | undefined)[] = [];
  readonly #expiries = new ListedExpiries();
  readonly #listed: Readonly<Record<Listed, ChangedRows>> = {
    added: new ChangedRows(),
    gone: new ChangedRows(),
    reassigned: new ChangedRows(),
  };
  readonly #fields = Object.fromEntries(CHANGED_FIELDS.map((field) => [field, new ChangedRows()])) as Record<
    ChangedField,
    ChangedRows
  >;

  constructor(match: InstrumentMatch, lastOver: LastOver) {
    this.#match = match;
    this.#before = match.before;
    this.#after = match.after;
    this.#isKept = new Uint8Array(match.after.size);
    this.#lastOver = SEGMENTS.reduce<number[]>((days, segment) => {
      days[SEGMENT_NUMBER[segment]] = dayNumber(lastOver(segment));
      return days;
    }, []);
  }

  /** All of the old table's rows come before the new one's. */
  takeBefore(row: number): void {
    const { segment, expiryDay, underlying } = this.#before.columns;
    this.#group(this.#before, row).before++;
    if (expiryDay[row] !== 0) {
      const mapped = this.#match.underlyingAfter(underlying[row]!);
      const number = mapped === NONE ? this.#after.underlyings.length + underlying[row]! : mapped;
      this.#expiries.add("before", this.#before, row, number);
    }
    const after = this.#match.rowAfter(row);
    if (after !== NONE && this.#match.isSame(row, after)) {
      this.#isKept[after] = 1;
      this.#compare(row, after);
      return;
    }
    const day = expiryDay[row]!;
    if (day !== 0 && day <= this.#lastOver[segment[row]!]!) {
      this.#counts.expired++;
      this.#group(this.#before, row).expired++;
    } else if (after === NONE) {
      this.#note("gone", this.#before, row, () => rowOf(this.#before, row));
    } else {
      const names = () => ({ before: this.#before.nameAt(row), after: this.#after.nameAt(after) });
      this.#note("reassigned", this.#before, row, () => ({ ...rowOf(this.#after, after), ...names() }));
    }
  }

  takeAfter(row: number): void {
    const { expiryDay, underlying } = this.#after.columns;
    this.#group(this.#after, row).after++;
    if (expiryDay[row] !== 0) this.#expiries.add("after", this.#after, row, underlying[row]!);
    if (this.#isKept[row] === 0) this.#note("added", this.#after, row, () => rowOf(this.#after, row));
  }

  change(): MasterChange {
    const { added, gone, reassigned } = this.#listed;
    return {
      counts: this.#counts,
      groups: this.#groups.filter((group) => group !== undefined),
      expiries: { added: this.#expiries.added(), removed: this.#expiries.removed() },
      added: added.list(),
      gone: gone.list(),
      reassigned: reassigned.list(),
      fields: Object.fromEntries(CHANGED_FIELDS.map((field) => [field, this.#fields[field].list()])) as Record<
        ChangedField,
        ChangedInstrument[]
      >,
    };
  }

  #note(fate: Listed, table: InstrumentTable, row: number, make: () => ChangedInstrument): void {
    this.#counts[fate]++;
    this.#group(table, row)[fate]++;
    if (table.columns.expiryDay[row] === 0) this.#listed[fate].addCash(make);
    else {
      const alike = fate === "reassigned" ? table.keyAt(row) : seriesId(table, row);
      this.#listed[fate].addContract(alike, () => seriesName(table, row), make);
    }
  }

  /** What differs of an instrument that stays. */
  #compare(before: number, after: number): void {
    const old = this.#before.columns;
    const now = this.#after.columns;
    if (old.lotSize[before] !== now.lotSize[after])
      this.#changed("lotSize", after, old.lotSize[before]!, now.lotSize[after]!);
    if (old.freezeQuantity[before] !== now.freezeQuantity[after])
      this.#changed("freezeQuantity", after, old.freezeQuantity[before]!, now.freezeQuantity[after]!);
    if (old.tickSize[before] !== now.tickSize[after])
      this.#changed("tickSize", after, old.tickSize[before]!, now.tickSize[after]!);
    const isSymbolSame = this.#before.hasSameText("symbols", before, this.#after, after);
    if (!isSymbolSame) this.#changed("name", after, this.#before.symbolAt(before), this.#after.symbolAt(after));
    else if (!this.#before.hasSameText("displayNames", before, this.#after, after))
      this.#changed("name", after, this.#before.displayNameAt(before), this.#after.displayNameAt(after));
    if (!this.#before.hasSameText("isins", before, this.#after, after))
      this.#changed("isin", after, this.#before.isinAt(before), this.#after.isinAt(after));
    if (this.#before.seriesAt(before) !== this.#after.seriesAt(after))
      this.#changed("series", after, this.#before.seriesAt(before), this.#after.seriesAt(after));
  }

  #changed(field: ChangedField, row: number, was: string | number, is: string | number): void {
    this.#counts[field]++;
    const rows = this.#fields[field];
    // Neither an empty text nor a 0 is anything to have.
    const make = () => ({ ...rowOf(this.#after, row), before: was || null, after: is || null });
    if (this.#after.columns.expiryDay[row] === 0) rows.addCash(make);
    else {
      const alike = field === "name" ? "" : ` ${was} ${is}`;
      rows.addContract(seriesId(this.#after, row) + alike, () => seriesName(this.#after, row), make);
    }
  }

  #group(table: InstrumentTable, row: number): InstrumentGroup {
    const place = table.columns.segment[row]! * KINDS + table.columns.kind[row]!;
    const known = this.#groups[place];
    if (known !== undefined) return known;
    const nothing = { before: 0, after: 0, added: 0, expired: 0, gone: 0, reassigned: 0 };
    const group: InstrumentGroup = { segment: table.segmentAt(row), kind: table.kindAt(row), ...nothing };
    this.#groups[place] = group;
    return group;
  }
}

function rowOf(table: InstrumentTable, row: number): ChangedInstrument {
  const key: InstrumentKey = table.keyAt(row);
  return { key, name: table.nameAt(row), instruments: 1, before: null, after: null };
}

/** Contracts of one underlying, kind and expiry. */
function seriesId(table: InstrumentTable, row: number): string {
  const { segment, kind, underlying, expiryDay } = table.columns;
  return `${segment[row]} ${kind[row]} ${underlying[row]} ${expiryDay[row]}`;
}

function seriesName(table: InstrumentTable, row: number): string {
  return `${table.underlyingAt(row)} ${expiryName(table.columns.expiryDay[row]!)}`;
}
