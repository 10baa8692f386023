import { fileURLToPath } from "node:url";
import type { Answers, Question, Reply } from "./questions.ts";

const EXIT_WITHIN_MS = 2_000;

/** One of this folder's processes, and the questions it answers. */
export class BenchProcess<A extends Answers> {
  readonly #child: Bun.Subprocess;
  readonly #waiting = new Map<number, { resolve(answer: unknown): void; reject(error: Error): void }>();
  #lastId = 0;

  /** @param command what runs it: this Bun, unless it says otherwise. */
  constructor(file: string, command: readonly string[] = [process.execPath]) {
    const path = file.startsWith("/") ? file : fileURLToPath(new URL(file, import.meta.url));
    this.#child = Bun.spawn([...command, path], {
      stdio: ["ignore", "ignore", "inherit"],
      serialization: "json",
      ipc: (reply: Reply) => this.#take(reply),
      onExit: (_, code) => this.#end(`${file} ended with ${code}`),
    });
  }

  get pid(): number {
    return this.#child.pid;
  }

  ask<Name extends keyof A & string>(name: Name, ...args: Parameters<A[Name]>): Promise<Awaited<ReturnType<A[Name]>>> {
    const id = ++this.#lastId;
    return new Promise<unknown>((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#child.send({ id, ask: name, args } satisfies Question);
    }) as Promise<Awaited<ReturnType<A[Name]>>>;
  }

  /** It ends when it is let go of, or is ended. */
  async stop(): Promise<void> {
    this.#child.disconnect();
    const timer = setTimeout(() => this.#child.kill("SIGKILL"), EXIT_WITHIN_MS);
    await this.#child.exited;
    clearTimeout(timer);
  }

  #take(reply: Reply): void {
    const waiting = this.#waiting.get(reply.id);
    this.#waiting.delete(reply.id);
    if ("error" in reply) waiting?.reject(new Error(reply.error));
    else waiting?.resolve(reply.answer);
  }

  #end(reason: string): void {
    for (const { reject } of this.#waiting.values()) reject(new Error(reason));
    this.#waiting.clear();
  }
}
