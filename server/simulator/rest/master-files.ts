import { SEGMENTS, type Segment } from "../../../shared/instrument-key.ts";
import { istMidnight } from "../../../shared/ist.ts";
import type { FaultSwitches, Faults } from "../faults.ts";
import { editedLines, headerAndRows } from "./master-editions.ts";

/** Text is sent in pieces of about this many characters. */
const PIECE_CHARS = 262_144;

/** First two columns of a segment's rows in the detailed file. */
const ROWS_OF_SEGMENT: Readonly<Record<Segment, readonly string[]>> = {
  IDX_I: ["NSE,I,", "BSE,I,"],
  NSE_EQ: ["NSE,E,"],
  BSE_EQ: ["BSE,E,"],
  NSE_FNO: ["NSE,D,"],
  BSE_FNO: ["BSE,D,"],
  NSE_CURRENCY: ["NSE,C,"],
  BSE_CURRENCY: ["BSE,C,"],
  MCX_COMM: ["MCX,M,"],
};

/** Text of the two files, made anew in chunks of any size each time. */
export interface MasterCsv {
  compact(): Iterable<string>;
  detailed(): Iterable<string>;
}

export interface MasterFilesOptions {
  readonly csv: MasterCsv;
  /** The next trading day's, made when it is first asked for. */
  nextDay(): MasterCsv;
  readonly faults: Faults;
  /** `YYYY-MM-DD`, Indian. */
  readonly date: string;
  /** Stands for the contents in the ETag. */
  readonly version: string;
}

/** The instrument master: two files that can be revalidated, and one segment's part of the detailed one. */
export class MasterFiles {
  readonly #options: MasterFilesOptions;
  readonly #lastModifiedMs: number;
  #nextDay: MasterCsv | null = null;

  constructor(options: MasterFilesOptions) {
    this.#options = options;
    this.#lastModifiedMs = istMidnight(options.date);
  }

  /** A file by its path, or null when there is none. */
  file(path: string, request: Request): Response | null {
    switch (path) {
      case "/api-data/api-scrip-master.csv":
        return this.#answer(request, "compact", (csv) => csv.compact());
      case "/api-data/api-scrip-master-detailed.csv":
        return this.#answer(request, "detailed", (csv) => csv.detailed());
      default:
        return null;
    }
  }

  segment(name: string, request: Request): Response | null {
    const segment = SEGMENTS.find((known) => known === name);
    if (segment === undefined) return null;
    return this.#answer(request, segment, (csv) => rowsOf(csv.detailed(), ROWS_OF_SEGMENT[segment]));
  }

  #answer(request: Request, name: string, textOf: (csv: MasterCsv) => Iterable<string>): Response {
    const { faults, version } = this.#options;
    const { master } = faults.switches;
    if (master === "500") return new Response("Internal Server Error", { status: 500 });
    const headers = {
      ETag: `"${name}-${version}-${master}"`,
      "Last-Modified": new Date(this.#lastModifiedMs).toUTCString(),
      "Content-Type": "text/csv",
    };
    if (this.#isUnchanged(request, headers.ETag)) return new Response(null, { status: 304, headers });
    if (master === "broken") return new Response("<html><body>Service Unavailable</body></html>\n", { headers });
    return new Response(streamOf(this.#text(master, textOf)), { headers });
  }

  #text(master: Exclude<FaultSwitches["master"], "broken" | "500">, textOf: (csv: MasterCsv) => Iterable<string>) {
    const { csv, nextDay } = this.#options;
    switch (master) {
      case "whole":
        return textOf(csv);
      case "half":
        return firstHalf(() => textOf(csv));
      case "next-day":
        this.#nextDay ??= nextDay();
        return textOf(this.#nextDay);
      default:
        return editedLines(textOf(csv), master);
    }
  }

  #isUnchanged(request: Request, etag: string): boolean {
    const known = request.headers.get("if-none-match");
    if (known !== null) return known === etag || known === `W/${etag}`;
    const since = Date.parse(request.headers.get("if-modified-since") ?? "");
    return since >= this.#lastModifiedMs;
  }
}

function* rowsOf(csv: Iterable<string>, starts: readonly string[]): Generator<string> {
  const [header, rows] = headerAndRows(csv);
  yield `${header}\n`;
  for (const row of rows) if (starts.some((start) => row.startsWith(start))) yield `${row}\n`;
}

/** Ends inside a row: a download that broke off. */
function* firstHalf(csv: () => Iterable<string>): Generator<string> {
  let length = 0;
  for (const chunk of csv()) length += chunk.length;
  let left = Math.floor(length / 2);
  for (const chunk of csv()) {
    if (chunk.length < left) {
      left -= chunk.length;
      yield chunk;
      continue;
    }
    const cut = chunk.slice(0, left);
    yield cut.endsWith("\n") ? cut.slice(0, -2) : cut;
    return;
  }
}

function streamOf(csv: Iterable<string>): ReadableStream<Uint8Array> {
  const chunks = csv[Symbol.iterator]();
  const encoder = new TextEncoder();
  return new ReadableStream({
    pull(controller) {
      let piece = "";
      while (piece.length < PIECE_CHARS) {
        const next = chunks.next();
        if (next.done === true) {
          if (piece !== "") controller.enqueue(encoder.encode(piece));
          controller.close();
          return;
        }
        piece += next.value;
      }
      controller.enqueue(encoder.encode(piece));
    },
  });
}
