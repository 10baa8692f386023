import { expect, test } from "bun:test";
import { parseMaster } from "../../server/dhan/master-parser.ts";
import { InstrumentTableBuilder } from "../../server/instruments/instrument-table-builder.ts";
import { buildUniverse } from "../../server/simulator/listing/build-universe.ts";
import { detailedCsv } from "../../server/simulator/master-csv.ts";
import { INSTRUMENT_KINDS } from "../../server/simulator/universe.ts";

const TODAY = "2026-11-24";
/** GIFTNIFTY, whose tick size the master gives as 0. */
const NO_TICK_SIZE = "IDX_I:5024";

async function* bytesOf(chunks: Iterable<string>): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  for (const chunk of chunks) yield encoder.encode(chunk);
}

test("a whole master of the simulator reads back as the instruments it was written from", async () => {
  const universe = buildUniverse({ date: TODAY, seed: 1 });
  const builder = new InstrumentTableBuilder();
  const report = await parseMaster(bytesOf(detailedCsv(universe)), { today: TODAY, sink: builder });
  const table = builder.build();
  expect(report.rows).toBeGreaterThanOrEqual(289_000);
  expect(report).toMatchObject({ kept: universe.size, badRows: 0, dropped: { dummy: 18, duplicate: 0 } });

  const differing: string[] = [];
  for (let i = 0; i < universe.size; i++) {
    const row = table.rowOf(universe.segment[i]!, universe.securityId[i]!);
    const isSame =
      row !== -1 &&
      table.kindAt(row) === INSTRUMENT_KINDS[universe.kind[i]!] &&
      table.columns.expiryDay[row] === universe.expiryDay[i] &&
      Object.is(table.columns.strike[row], universe.strike[i]) &&
      table.columns.optionType[row] === universe.optionType[i] &&
      table.columns.lotSize[row] === universe.lotSize[i] &&
      table.columns.tickSize[row] === universe.tickSize[i];
    if (!isSame) differing.push(row === -1 ? `${universe.segment[i]}:${universe.securityId[i]}` : table.keyAt(row));
  }
  expect(differing).toEqual([NO_TICK_SIZE]);
});
