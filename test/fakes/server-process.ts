import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const MAIN = fileURLToPath(new URL("../../server/main.ts", import.meta.url));

/** The server as a user starts it: a process of its own, on free ports, with a data folder that goes with it. */
export class ServerProcess {
  readonly child: Bun.Subprocess<"ignore", "pipe", "pipe">;
  readonly dataDir: string;
  stdout = "";
  stderr = "";
  readonly #ownsDataDir: boolean;
  readonly #reading: Promise<unknown>;

  constructor(env: Record<string, string> = {}) {
    this.#ownsDataDir = env.DATA_DIR === undefined;
    this.dataDir = env.DATA_DIR ?? mkdtempSync(join(tmpdir(), "strikewire-"));
    this.child = Bun.spawn([process.execPath, MAIN], {
      env: { PORT: "0", SIM_PORT: "0", ...env, DATA_DIR: this.dataDir },
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.#reading = Promise.all([
      this.#read(this.child.stdout, (text) => {
        this.stdout += text;
      }),
      this.#read(this.child.stderr, (text) => {
        this.stderr += text;
      }),
    ]);
  }

  /** The address it says it can be opened at, once it has said so. */
  async url(): Promise<string> {
    for (;;) {
      const url = /open (http:\S+)/.exec(this.stderr)?.[1];
      if (url !== undefined) return url;
      if (this.child.exitCode !== null) throw new Error(`it ended with ${this.child.exitCode}: ${this.stderr}`);
      await Bun.sleep(10);
    }
  }

  /** Its log, parsed. */
  get log(): Record<string, unknown>[] {
    return this.stdout
      .split("\n")
      .filter((line) => line.startsWith("{"))
      .map((line) => JSON.parse(line));
  }

  /** Waits for its end and for all it said. */
  async exited(): Promise<number> {
    const code = await this.child.exited;
    await this.#reading;
    return code;
  }

  async stop(): Promise<number> {
    this.child.kill("SIGTERM");
    const code = await this.exited();
    if (this.#ownsDataDir) rmSync(this.dataDir, { recursive: true, force: true });
    return code;
  }

  async #read(stream: ReadableStream<Uint8Array>, take: (text: string) => void): Promise<void> {
    const decoder = new TextDecoder();
    for await (const chunk of stream) take(decoder.decode(chunk, { stream: true }));
  }
}
