import { Auth, type AuthOptions } from "../../server/auth/auth.ts";
import type { Database } from "../../server/db/database.ts";
import type { Role } from "../../shared/role.ts";
import { HandClock } from "./clock.ts";
import { DatabaseFolder } from "./db-folder.ts";
import { recordingLog } from "./dhan-rest-log.ts";

export const PASSWORD = "correct horse battery";
export const ADDRESS = "192.0.2.1";

/** Accounts on a database of their own, with a clock that starts now, as better-auth goes by the machine's. */
export class AuthRig {
  readonly clock = new HandClock(Date.now());
  readonly logged = recordingLog();
  readonly shares: [string, number | null][] = [];
  readonly folder = new DatabaseFolder();
  db!: Database;
  auth!: Auth;

  static async open(options: Partial<AuthOptions> = {}): Promise<AuthRig> {
    const rig = new AuthRig();
    rig.db = await rig.folder.open();
    await rig.start(options);
    return rig;
  }

  /** Starts, or starts again on the same database. */
  async start(options: Partial<AuthOptions> = {}): Promise<void> {
    this.auth?.stop();
    this.auth = await Auth.open({
      mode: "required",
      db: this.db,
      cookieSecret: () => "a secret that only this test knows",
      isSecure: false,
      admin: null,
      clock: this.clock,
      log: this.logged.log,
      onShare: (userId, slots) => void this.shares.push([userId, slots]),
      ...options,
    });
  }

  /** Somebody with a password; returns the id. */
  async addUser(name: string, role: Role = "viewer"): Promise<string> {
    const answer = await this.auth.users.create({ email: `${name}@example.com`, name, role, password: PASSWORD });
    if (!answer.ok) throw new Error(answer.message);
    return answer.user.id;
  }

  signIn(name: string, password = PASSWORD, address = ADDRESS) {
    return this.auth.signIn({ email: `${name}@example.com`, password }, { address, userAgent: "test" });
  }

  /** Signs in and returns the cookie as a browser sends it. */
  async cookieOf(name: string): Promise<string> {
    const outcome = await this.signIn(name);
    if (!outcome.ok) throw new Error(outcome.message);
    return outcome.cookies[0]!.split(";")[0]!;
  }

  async identify(headers: Record<string, string>, address = ADDRESS) {
    const { cookies: _, ...identified } = await this.auth.identify(
      new Request("http://127.0.0.1/", { headers }),
      address,
    );
    return identified;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.auth.stop();
    await this.folder[Symbol.asyncDispose]();
  }
}
