import type { InstrumentRow } from "../../server/instruments/instrument-row.ts";
import { SEGMENT_NUMBER } from "../../shared/instrument-key.ts";
import { dayDate } from "../../shared/ist.ts";

const HEADER =
  "EXCH_ID,SEGMENT,SECURITY_ID,ISIN,INSTRUMENT,UNDERLYING_SYMBOL,SYMBOL_NAME,DISPLAY_NAME,SERIES,LOT_SIZE," +
  "SM_EXPIRY_DATE,STRIKE_PRICE,OPTION_TYPE,TICK_SIZE,SM_FREEZE_QTY";
const EXCHANGE: Readonly<Record<number, string>> = {
  [SEGMENT_NUMBER.IDX_I]: "NSE,I",
  [SEGMENT_NUMBER.NSE_EQ]: "NSE,E",
  [SEGMENT_NUMBER.NSE_FNO]: "NSE,D",
  [SEGMENT_NUMBER.BSE_EQ]: "BSE,E",
  [SEGMENT_NUMBER.MCX_COMM]: "MCX,M",
};

/** Serves a master of the rows it is given, with an ETag that changes with them, and fails as it is told. */
export class MasterServer implements AsyncDisposable {
  rows: readonly InstrumentRow[];
  /** What it answers with in place of the file. */
  status = 200;
  /** Waited for before the file's end is sent. */
  held: Promise<void> = Promise.resolve();
  /** Requests answered with the file, and with 304. */
  sent = 0;
  unchanged = 0;
  readonly #server: Bun.Server<undefined>;

  constructor(rows: readonly InstrumentRow[]) {
    this.rows = rows;
    this.#server = Bun.serve({ hostname: "127.0.0.1", port: 0, fetch: (request) => this.#answer(request) });
  }

  get url(): string {
    return `${this.#server.url.href}master.csv`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.stop(true);
  }

  #answer(request: Request): Response {
    if (this.status !== 200) return new Response("", { status: this.status });
    const csv = `${[HEADER, ...this.rows.map(csvRow)].join("\n")}\n`;
    const etag = `"${Bun.hash(csv)}"`;
    if (request.headers.get("if-none-match") === etag) {
      this.unchanged++;
      return new Response(null, { status: 304 });
    }
    this.sent++;
    const { held } = this;
    const body = new ReadableStream<Uint8Array>({
      async start(controller) {
        controller.enqueue(new TextEncoder().encode(csv.slice(0, -1)));
        await held;
        controller.enqueue(new TextEncoder().encode("\n"));
        controller.close();
      },
    });
    return new Response(body, { headers: { etag } });
  }
}

function csvRow(row: InstrumentRow): string {
  const isDerivative = row.expiryDay !== 0;
  return [
    EXCHANGE[row.segment],
    row.securityId,
    row.isin || "NA",
    row.kind,
    row.underlying,
    row.symbol,
    row.displayName,
    row.series || "NA",
    row.lotSize,
    isDerivative ? dayDate(row.expiryDay) : "",
    Number.isNaN(row.strike) ? "" : row.strike,
    row.optionType ?? "XX",
    row.kind === "INDEX" ? row.tickSize : row.tickSize * 100,
    row.freezeQuantity,
  ].join(",");
}
