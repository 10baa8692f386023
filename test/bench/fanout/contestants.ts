import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { BenchProcess } from "./bench-process.ts";
import type { HubAnswers } from "./hub-process.ts";
import type { NatsPublisherAnswers } from "./nats-process.ts";
import type { Usage } from "./questions.ts";

export interface ServerUsage extends Usage {
  waitedMs: number;
  /** Packets it was given; and those that it had no time for. */
  ticks: number;
  missedTicks: number;
}

/** A server that runs, with a feed of its own. */
export interface Server {
  readonly port: number;
  readonly dialect: "stream" | "nats";
  feed(ticksPerSecond: number): Promise<void>;
  usage(): Promise<ServerUsage>;
  stop(): Promise<void>;
}

export interface Contestant {
  readonly name: string;
  /** Null where what it needs is not installed. */
  start(): Promise<Server | null>;
}

export const strikewire: Contestant = {
  name: "strikewire",
  start: () => serverOf(new BenchProcess<HubAnswers>("./hub-process.ts")),
};

export const publishOnBun: Contestant = {
  name: "JSON a tick by Bun's publish",
  start: () => serverOf(new BenchProcess<ServerAnswers>("./publish-process.ts")),
};

export const wsOnNode: Contestant = {
  name: "JSON a tick by ws on Node",
  async start() {
    const node = Bun.which("node");
    if (node === null) return null;
    // Node 20 reads no TypeScript, and Bun would put its own ws in the package's place.
    const folder = mkdtempSync(join(tmpdir(), "strikewire-bench-"));
    await Bun.build({
      entrypoints: [fileURLToPath(new URL("./ws-process.ts", import.meta.url))],
      outdir: folder,
      naming: "[name].mjs",
      target: "node",
    });
    return serverOf(new BenchProcess<ServerAnswers>(join(folder, "ws-process.mjs"), [node]), () =>
      rmSync(folder, { recursive: true }),
    );
  },
};

/** Its CPU is nats-server's own; what decodes packets and publishes is a process beside it, and not counted. */
export const natsServer: Contestant = {
  name: "JSON a tick by NATS's WebSocket",
  async start() {
    const binary = Bun.which("nats-server", { PATH: `${process.env.PATH}:/usr/sbin` });
    if (binary === null) return null;
    const folder = mkdtempSync(join(tmpdir(), "strikewire-bench-"));
    const [tcpPort, port] = [freePort(), freePort()];
    const settings = join(folder, "nats.conf");
    writeFileSync(
      settings,
      `listen: "127.0.0.1:${tcpPort}"\nwebsocket { listen: "127.0.0.1:${port}", no_tls: true, compression: false }\n`,
    );
    const nats = Bun.spawn([binary, "-c", settings], { stdio: ["ignore", "ignore", "ignore"] });
    await listening(tcpPort);
    await listening(port);
    const publisher = new BenchProcess<NatsPublisherAnswers>("./nats-process.ts");
    await publisher.ask("connect", tcpPort);
    return {
      port,
      dialect: "nats",
      feed: (ticksPerSecond) => publisher.ask("feed", ticksPerSecond),
      async usage() {
        const { ticks, missedTicks } = await publisher.ask("usage");
        return { ...usageOf(nats.pid), waitedMs: waitedMsOf(nats.pid), ticks, missedTicks };
      },
      async stop() {
        await publisher.stop();
        nats.kill("SIGKILL");
        await nats.exited;
        rmSync(folder, { recursive: true });
      },
    };
  },
};

/** What the other process has used, by the kernel's account; it counts CPU in hundredths of a second. */
export function usageOf(pid: number): Usage {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]!.split(" ");
  const residentKb = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? "0";
  return { cpuMs: (Number(fields[11]) + Number(fields[12])) * 10, rssBytes: Number(residentKb) * 1024 };
}

type ServerAnswers = {
  port(): number;
  feed(ticksPerSecond: number): void;
  usage(): Omit<ServerUsage, "waitedMs">;
};

/** How long a process's main thread was ready to run and had no core. */
export function waitedMsOf(pid: number): number {
  return Number(readFileSync(`/proc/${pid}/schedstat`, "utf8").split(" ")[1]) / 1e6;
}

async function serverOf(child: BenchProcess<ServerAnswers>, onStop: () => void = () => {}): Promise<Server> {
  return {
    port: await child.ask("port"),
    dialect: "stream",
    feed: (ticksPerSecond) => child.ask("feed", ticksPerSecond),
    usage: async () => ({ ...(await child.ask("usage")), waitedMs: waitedMsOf(child.pid) }),
    async stop() {
      await child.stop();
      onStop();
    },
  };
}

function freePort(): number {
  const probe = Bun.listen({ hostname: "127.0.0.1", port: 0, socket: { data() {} } });
  const { port } = probe;
  probe.stop(true);
  return port;
}

async function listening(port: number): Promise<void> {
  const deadline = performance.now() + 5_000;
  for (;;) {
    try {
      const socket = await Bun.connect({ hostname: "127.0.0.1", port, socket: { data() {} } });
      socket.terminate();
      return;
    } catch (error) {
      if (performance.now() > deadline) throw error;
      await Bun.sleep(20);
    }
  }
}
