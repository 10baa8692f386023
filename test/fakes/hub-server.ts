import type { HttpServer } from "../../server/api/http-server.ts";
import type { Encoding } from "../../server/hub/shape.ts";
import { serveDemo } from "./demo-server.ts";
import { HubClient } from "./hub-client.ts";
import { HubRig, type HubRigOptions } from "./hub-rig.ts";

/** The rig's hub behind the real upgrade, on a port of its own. */
export class HubServer {
  readonly rig: HubRig;
  readonly #server: HttpServer;
  readonly #clients: HubClient[] = [];

  constructor(options?: HubRigOptions) {
    this.rig = new HubRig(options);
    this.#server = serveDemo({ hub: this.rig.hub });
  }

  get port(): number {
    return this.#server.port!;
  }

  get url(): string {
    return `ws://127.0.0.1:${this.port}/ticks`;
  }

  /** A client that has been greeted. */
  async connect(encoding: Encoding = "binary"): Promise<HubClient> {
    const client = new HubClient(encoding === "json" ? `${this.url}?encoding=json` : this.url);
    this.#clients.push(client);
    await client.next("hello");
    return client;
  }

  async stop(): Promise<void> {
    for (const client of this.#clients) client.close();
    await this.#server.stop(true);
  }
}
