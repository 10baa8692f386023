/** What the master may say otherwise than it should; see faults.ts. */
export type MasterEdition = "half-rows" | "no-mcx" | "new-lots" | "new-ticker" | "swapped-ids";

/** Column names of the detailed file and of the compact one. */
const COLUMNS = {
  id: ["SECURITY_ID", "SEM_SMST_SECURITY_ID"],
  kind: ["INSTRUMENT", "SEM_INSTRUMENT_NAME"],
  ticker: ["UNDERLYING_SYMBOL", "SEM_TRADING_SYMBOL"],
  lot: ["LOT_SIZE", "SEM_LOT_UNITS"],
} as const;
type Places = Record<keyof typeof COLUMNS, number>;

/** Rows without their line ends, in and out. */
const EDITS: Readonly<Record<MasterEdition, (rows: Iterable<string>, places: Places) => Iterable<string>>> = {
  *"half-rows"(rows) {
    let isKept = false;
    for (const row of rows) {
      isKept = !isKept;
      if (isKept) yield row;
    }
  },
  *"no-mcx"(rows) {
    for (const row of rows) if (!row.startsWith("MCX,")) yield row;
  },
  *"new-lots"(rows, { ticker, lot }) {
    for (const row of rows) {
      const fields = row.startsWith("NSE,D,") ? row.split(",") : [];
      const isNifty = fields[ticker] === "NIFTY" || fields[ticker]?.startsWith("NIFTY-");
      yield isNifty ? fields.with(lot, `${Number(fields[lot]) * 2}.0`).join() : row;
    }
  },
  *"new-ticker"(rows) {
    for (const row of rows) yield row.replaceAll(/,RELIANCE(?=[,\- ])/g, ",RELIND");
  },
  *"swapped-ids"(rows, { id, kind }) {
    let waiting: string[] | null = null;
    for (const row of rows) {
      const fields = row.includes("FUTIDX") ? row.split(",") : [];
      if (fields[kind] !== "FUTIDX") yield row;
      else if (waiting === null) waiting = fields;
      else {
        yield waiting.with(id, fields[id]!).join();
        yield fields.with(id, waiting[id]!).join();
        waiting = null;
      }
    }
    if (waiting !== null) yield waiting.join();
  },
};

/** The file as an edition has it, a line at a time. */
export function* editedLines(csv: Iterable<string>, edition: MasterEdition): Generator<string> {
  const [header, rows] = headerAndRows(csv);
  const names = header.split(",");
  const places = Object.fromEntries(
    Object.entries(COLUMNS).map(([column, spellings]) => [
      column,
      names.findIndex((name) => (spellings as readonly string[]).includes(name)),
    ]),
  ) as Places;
  yield `${header}\n`;
  for (const row of EDITS[edition](rows, places)) yield `${row}\n`;
}

/** A file's first line, and the others; without their line ends. */
export function headerAndRows(csv: Iterable<string>): [string, Iterable<string>] {
  const lines = linesOf(csv);
  return [lines.next().value ?? "", lines];
}

function* linesOf(csv: Iterable<string>): Generator<string> {
  let rest = "";
  for (const chunk of csv) {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop()!;
    yield* lines;
  }
}
