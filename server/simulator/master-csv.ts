import {
  COMPACT_HEADER,
  compactCashLine,
  compactContractLines,
  compactUntradableLine,
} from "./listing/compact-rows.ts";
import {
  DETAILED_HEADER,
  detailedCashLine,
  detailedContractLines,
  detailedUntradableLine,
} from "./listing/detailed-rows.ts";
import type { ContractRun, ListedUniverse, UntradableContract } from "./listing/listed-universe.ts";

/** Chunks are at least this long, save the last, and at most one expiry's lines longer. */
const CHUNK_CHARS = 131_072;

/** How the rows of one of the two files are written. */
interface Layout {
  readonly header: string;
  cashLine(universe: ListedUniverse, row: number): string;
  contractLines(universe: ListedUniverse, run: ContractRun): string;
  untradableLine(contract: UntradableContract): string;
}

const DETAILED: Layout = {
  header: DETAILED_HEADER,
  cashLine: detailedCashLine,
  contractLines: detailedContractLines,
  untradableLine: detailedUntradableLine,
};
const COMPACT: Layout = {
  header: COMPACT_HEADER,
  cashLine: compactCashLine,
  contractLines: compactContractLines,
  untradableLine: compactUntradableLine,
};

/** The detailed instrument master in today's shape, 32 columns and an empty one: about 45 MB in chunks of whole lines. */
export function detailedCsv(universe: ListedUniverse): Generator<string> {
  return chunks(universe, DETAILED);
}

/** The compact instrument master, 16 columns. */
export function compactCsv(universe: ListedUniverse): Generator<string> {
  return chunks(universe, COMPACT);
}

function* chunks(universe: ListedUniverse, layout: Layout): Generator<string> {
  let chunk = layout.header;
  for (const lines of lineGroups(universe, layout)) {
    chunk += lines;
    if (chunk.length < CHUNK_CHARS) continue;
    yield chunk;
    chunk = "";
  }
  if (chunk !== "") yield chunk;
}

function* lineGroups(universe: ListedUniverse, layout: Layout): Generator<string> {
  for (let row = 0; row < universe.cash.length; row++) yield layout.cashLine(universe, row);
  for (const contract of universe.untradable) yield layout.untradableLine(contract);
  for (const run of universe.runs) yield layout.contractLines(universe, run);
}
