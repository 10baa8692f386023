import { fileURLToPath } from "node:url";
import type { Clock } from "../clock.ts";
import { MasterError, type MasterErrorCode } from "./master-error.ts";
import { MASTER_LIMITS, MasterDeadlines, type MasterLimits } from "./master-limits.ts";

export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** What lets a server answer that the copy we have is still the newest. */
export interface Validators {
  etag: string | null;
  lastModified: string | null;
}

export type MasterAnswer =
  | { kind: "unchanged" }
  | { kind: "body"; pieces: AsyncIterable<Uint8Array>; totalBytes: number | null; validators: Validators };

export interface MasterSourceOptions {
  /** http:, https: or file:. */
  url: string;
  clock: Clock;
  fetch?: Fetch;
  limits?: MasterLimits;
  /** Ends the transfer. */
  signal?: AbortSignal;
}

/**
 * Asks for the master. The pieces come as they arrive and have to be read to the end or left by `break`; both they and
 * the request itself fail by MasterError alone.
 */
export async function requestMaster(
  { url, clock, fetch = globalThis.fetch, limits = MASTER_LIMITS, signal }: MasterSourceOptions,
  validators: Validators | null,
): Promise<MasterAnswer> {
  if (url.startsWith("file:")) return openFile(url, limits);
  const deadlines = new MasterDeadlines(clock, limits, signal);
  try {
    const response = await fetch(url, { headers: conditions(validators), signal: deadlines.signal });
    if (response.status === 304 && validators !== null) {
      deadlines.abandon();
      return { kind: "unchanged" };
    }
    if (response.status !== 200 || response.body === null) {
      throw new MasterError("status", `the server answered ${response.status}`, response.status >= 429);
    }
    return {
      kind: "body",
      pieces: bodyPieces(response.body, limits, deadlines),
      totalBytes: bodyLength(response),
      validators: { etag: response.headers.get("etag"), lastModified: response.headers.get("last-modified") },
    };
  } catch (error) {
    const failure = masterError(error, deadlines.signal, "unreachable", "the server cannot be reached");
    deadlines.abandon();
    throw failure;
  }
}

function conditions(validators: Validators | null): Record<string, string> {
  const headers: Record<string, string> = {};
  if (validators?.etag) headers["if-none-match"] = validators.etag;
  if (validators?.lastModified) headers["if-modified-since"] = validators.lastModified;
  return headers;
}

/** Bytes the body will have; null when the server doesn't say, or counts them compressed. */
function bodyLength(response: Response): number | null {
  const length = response.headers.get("content-length");
  return length === null || response.headers.has("content-encoding") ? null : Number(length);
}

async function* bodyPieces(
  body: ReadableStream<Uint8Array>,
  limits: MasterLimits,
  deadlines: MasterDeadlines,
): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  try {
    for await (const piece of body) {
      deadlines.heard();
      bytes += piece.length;
      checkSize(bytes, limits);
      yield piece;
    }
  } catch (error) {
    throw masterError(error, deadlines.signal, "broken-off", `the transfer broke off after ${bytes} bytes`);
  } finally {
    deadlines.end();
  }
}

async function openFile(url: string, limits: MasterLimits): Promise<MasterAnswer> {
  const path = URL.canParse(url) && new URL(url).host === "" ? fileURLToPath(url) : null;
  if (path === null || !(await Bun.file(path).exists())) throw new MasterError("unreachable", "there is no such file");
  const file = Bun.file(path);
  return {
    kind: "body",
    pieces: filePieces(file, limits),
    totalBytes: file.size,
    validators: { etag: null, lastModified: null },
  };
}

async function* filePieces(file: Blob, limits: MasterLimits): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  try {
    for await (const piece of file.stream()) {
      bytes += piece.length;
      checkSize(bytes, limits);
      yield piece;
    }
  } catch (error) {
    throw error instanceof MasterError ? error : new MasterError("broken-off", "the file cannot be read");
  }
}

function checkSize(bytes: number, limits: MasterLimits): void {
  if (bytes > limits.bytes) throw new MasterError("too-large", `the file is larger than ${limits.bytes} bytes`, false);
}

function masterError(error: unknown, signal: AbortSignal, code: MasterErrorCode, message: string): Error {
  if (error instanceof MasterError) return error;
  if (signal.aborted) return signal.reason;
  const cause = error instanceof Error && "code" in error ? ` (${error.code})` : "";
  return new MasterError(code, `${message}${cause}`);
}
