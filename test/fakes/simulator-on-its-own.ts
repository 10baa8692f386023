import { fileURLToPath } from "node:url";

const MAIN = fileURLToPath(new URL("../../server/simulator/main.ts", import.meta.url));

/** `bun run simulator` as a user starts it, and the environment that it prints for the server. */
export class SimulatorOnItsOwn {
  readonly env: Record<string, string>;
  readonly child: Bun.Subprocess;

  private constructor(child: Bun.Subprocess, env: Record<string, string>) {
    this.child = child;
    this.env = env;
  }

  static async start(env: Record<string, string> = {}): Promise<SimulatorOnItsOwn> {
    const child = Bun.spawn([process.execPath, MAIN], {
      env: { SIM_PORT: "0", LOG_LEVEL: "warn", ...env },
      stdio: ["ignore", "pipe", "inherit"],
    });
    let said = "";
    const decoder = new TextDecoder();
    for await (const chunk of child.stdout) {
      said += decoder.decode(chunk, { stream: true });
      if (said.includes("/control")) break;
    }
    const variables = said.matchAll(/^(DHAN_\w+)=(.*)$/gm);
    return new SimulatorOnItsOwn(child, Object.fromEntries([...variables].map(([, name, value]) => [name!, value!])));
  }

  /** Asks something of its control endpoint. */
  async control(action: string, body: object): Promise<unknown> {
    const base = this.env.DHAN_AUTH_URL!;
    const response = await fetch(`${base}/control/${action}`, { method: "POST", body: JSON.stringify(body) });
    if (!response.ok) throw new Error(`/control/${action} answered ${response.status}: ${await response.text()}`);
    return response.json();
  }

  /** Reads something of it. */
  async look(path: string): Promise<unknown> {
    return (await fetch(`${this.env.DHAN_AUTH_URL}/control/${path}`)).json();
  }

  async stop(): Promise<number> {
    this.child.kill("SIGTERM");
    return this.child.exited;
  }
}
