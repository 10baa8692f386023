import { type FileHandle, mkdir, open, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import { z } from "zod";
import type { Validators } from "./master-source.ts";

/** The copy in use and the one being written take turns, so that a name is never both. */
const SLOTS = ["master-a.csv", "master-b.csv"] as const;
const CARD = "master.json";
const PENDING_CARD = "master.json.partial";

const card = z.object({
  file: z.enum(SLOTS),
  /** Names the address it came from without telling it: another address has another master. */
  urlHash: z.string(),
  etag: z.string().nullable(),
  lastModified: z.string().nullable(),
  /** UTC milliseconds. */
  fetchedAt: z.number(),
  bytes: z.number().int().nonnegative(),
  crc: z.number().int().nonnegative(),
  /** Instruments it gave on that day. */
  instruments: z.number().int().nonnegative(),
});
/** What is known of a kept copy. */
export type MasterCard = z.infer<typeof card>;

/** The copy on disk is not what was written. */
export class CorruptCopyError extends Error {
  override readonly name = "CorruptCopyError";
}

/**
 * The last good master in DATA_DIR: the file, and beside it a card with its validators and check sum. A new file is
 * written under the other of two names and counts once the card that names it is renamed into place, so that a crash at
 * any point leaves the old copy or the new one, whole.
 */
export class MasterCache {
  readonly #dataDir: string;
  readonly #urlHash: string;

  constructor(dataDir: string, url: string) {
    this.#dataDir = dataDir;
    this.#urlHash = new Bun.CryptoHasher("sha256").update(url).digest("hex");
  }

  /**
   * The card of the kept copy; null when there is none of this address.
   * @throws CorruptCopyError when the card or the file is not as it was written.
   */
  async open(): Promise<MasterCard | null> {
    const file = Bun.file(this.#path(CARD));
    if (!(await file.exists())) return null;
    const parsed = card.safeParse(await file.json().catch(() => null));
    if (!parsed.success) throw new CorruptCopyError("its card cannot be read");
    if (parsed.data.urlHash !== this.#urlHash) return null;
    const { size } = Bun.file(this.#path(parsed.data.file));
    if (size !== parsed.data.bytes) throw new CorruptCopyError(`it has ${size} bytes instead of ${parsed.data.bytes}`);
    return parsed.data;
  }

  /** The kept copy's bytes. @throws CorruptCopyError when it cannot be read or, after the last piece, was not what was written. */
  async *read({ file, bytes, crc }: MasterCard): AsyncGenerator<Uint8Array> {
    const seen = new CheckSum();
    try {
      for await (const piece of Bun.file(this.#path(file)).stream()) {
        seen.add(piece);
        yield piece;
      }
    } catch {
      throw new CorruptCopyError("it cannot be read");
    }
    if (seen.bytes !== bytes || seen.crc !== crc) throw new CorruptCopyError("its check sum is wrong");
  }

  /** A new copy, beside the one in use. */
  begin(inUse: MasterCard | null): MasterCopy {
    const file = inUse?.file === SLOTS[0] ? SLOTS[1] : SLOTS[0];
    return new MasterCopy(this.#dataDir, file, this.#urlHash);
  }

  #path(name: string): string {
    return join(this.#dataDir, name);
  }
}

/** A copy being written. It changes nothing until `commit`. A disk that fails is no reason to have no instruments. */
export class MasterCopy {
  readonly #dataDir: string;
  readonly #file: (typeof SLOTS)[number];
  readonly #urlHash: string;
  readonly #sum = new CheckSum();
  #handle: FileHandle | null = null;
  #problem: string | null = null;
  #isCommitted = false;

  constructor(dataDir: string, file: (typeof SLOTS)[number], urlHash: string) {
    this.#dataDir = dataDir;
    this.#file = file;
    this.#urlHash = urlHash;
  }

  /** The same pieces, each written while its reader works on it. */
  async *writing(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    await this.#attempt(async () => {
      await mkdir(this.#dataDir, { recursive: true });
      this.#handle = await open(this.#path(this.#file), "w");
    });
    for await (const piece of pieces) {
      const written = this.#attempt(() => this.#write(piece));
      yield piece;
      await written;
    }
  }

  /** Makes this the kept copy and removes the one before. Returns why it could not, or null. */
  async commit(about: Validators & { fetchedAt: number; instruments: number }): Promise<string | null> {
    await this.#attempt(async () => {
      await this.#handle!.close();
      const { bytes, crc } = this.#sum;
      const newCard: MasterCard = { ...about, file: this.#file, urlHash: this.#urlHash, bytes, crc };
      await writeFile(this.#path(PENDING_CARD), JSON.stringify(newCard));
      await rename(this.#path(PENDING_CARD), this.#path(CARD));
      this.#isCommitted = true;
      await rm(this.#path(SLOTS[this.#file === SLOTS[0] ? 1 : 0]), { force: true });
    });
    return this.#problem;
  }

  /** Removes what was written, unless it was committed. */
  async discard(): Promise<void> {
    if (this.#isCommitted || this.#handle === null) return;
    await this.#handle.close().catch(() => {});
    await rm(this.#path(this.#file), { force: true }).catch(() => {});
  }

  async #write(piece: Uint8Array): Promise<void> {
    this.#sum.add(piece);
    for (let written = 0; written < piece.length; ) {
      const { bytesWritten } = await this.#handle!.write(piece, written);
      written += bytesWritten;
    }
  }

  /** Does it unless something failed before; notes what fails. */
  async #attempt(step: () => Promise<void>): Promise<void> {
    if (this.#problem !== null) return;
    try {
      await step();
    } catch (error) {
      this.#problem = error instanceof Error ? error.message : String(error);
    }
  }

  #path(name: string): string {
    return join(this.#dataDir, name);
  }
}

class CheckSum {
  bytes = 0;
  crc = 0;

  add(piece: Uint8Array): void {
    this.bytes += piece.length;
    this.crc = crc32(piece, this.crc);
  }
}
