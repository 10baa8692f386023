import { createTickStream, type TickStream, type TickStreamOptions } from "../../client-sdk/index.ts";
import { FakeTickServer, type FakeTickServerOptions } from "../fakes/tick-server.ts";

export const NIFTY = "IDX_I:13";
export const RELIANCE = "NSE_EQ:2885";
export const USDINR = "NSE_CURRENCY:1150";

const toStop: (() => unknown)[] = [];

/** For each file's own `afterEach`: a hook in here would belong to the first file that loads it. */
export async function stopAll(): Promise<void> {
  for (const stop of toStop.splice(0)) await stop();
}

/** A server that lists three instruments, stopped after the test. */
export function startServer(options?: FakeTickServerOptions): FakeTickServer {
  const server = new FakeTickServer(options);
  server.list(NIFTY, "NIFTY");
  server.list(RELIANCE, "RELIANCE");
  server.list(USDINR, "USDINR");
  toStop.push(() => server.stop());
  return server;
}

/** A stream to it, closed after the test; it retries at once unless told otherwise. */
export function connect(server: FakeTickServer, options: Partial<TickStreamOptions> = {}): TickStream {
  const stream = createTickStream({ url: server.url, random: () => 0, ...options });
  toStop.unshift(() => stream.close());
  return stream;
}

/** Resolves with the first value for which `isTrue`; `on` is any of the stream's on… functions. */
export function first<T>(on: (listener: (value: T) => void) => () => void, isTrue: (value: T) => boolean = () => true) {
  return new Promise<T>((resolve) => {
    const cancel = on((value) => {
      if (!isTrue(value)) return;
      cancel();
      resolve(value);
    });
  });
}

export function whenStatus(stream: TickStream, status: TickStream["status"]["status"]) {
  if (stream.status.status === status) return Promise.resolve(stream.status);
  return first(stream.onStatus, (value) => value.status === status);
}

/** Collects values and lets a test await one. */
export class Seen<T> {
  readonly all: T[] = [];
  readonly #waiters = new Set<() => void>();

  readonly add = (value: T): void => {
    this.all.push(value);
    for (const check of this.#waiters) check();
  };

  until(isTrue: (value: T) => boolean): Promise<T> {
    return new Promise((resolve) => {
      const check = () => {
        const found = this.all.find(isTrue);
        if (found === undefined) return;
        this.#waiters.delete(check);
        resolve(found);
      };
      this.#waiters.add(check);
      check();
    });
  }
}
