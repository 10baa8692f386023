import { parseMaster } from "../../server/dhan/master-parser.ts";
import type { InstrumentTable } from "../../server/instruments/instrument-table.ts";
import { InstrumentTableBuilder } from "../../server/instruments/instrument-table-builder.ts";
import { buildUniverse } from "../../server/simulator/listing/build-universe.ts";
import { detailedCsv } from "../../server/simulator/master-csv.ts";

/** All that the simulator lists on an Indian date (`YYYY-MM-DD`), some 290,000 instruments. */
export function simulatedTable(today: string): Promise<InstrumentTable> {
  return tableOf(detailedCsv(buildUniverse({ date: today, seed: 1 })), today);
}

/** The instruments of a master, given as pieces of its text; contracts that expired before `today` are left out. */
export async function tableOf(csv: Iterable<string>, today: string): Promise<InstrumentTable> {
  const sink = new InstrumentTableBuilder();
  const encoder = new TextEncoder();
  async function* pieces() {
    for (const piece of csv) yield encoder.encode(piece);
  }
  await parseMaster(pieces(), { today, sink });
  return sink.build();
}
