import type { Role, Scope } from "../../shared/role.ts";
import { ServerProcess } from "./server-process.ts";
import { trpcCaller } from "./trpc-caller.ts";

export const ADMIN = { email: "root@example.com", password: "root's own password" };
export const PASSWORD = "everybody's password";

/** What somebody sends with every request. */
export type Credentials = Record<string, string>;

/** A server that asks everybody to sign in, as a process of its own, and its first admin. */
export class AuthServer {
  readonly process: ServerProcess;
  url = "";
  admin: Credentials = {};

  private constructor(env: Record<string, string>) {
    this.process = new ServerProcess({
      ...{ AUTH_MODE: "required", ADMIN_EMAIL: ADMIN.email, ADMIN_PASSWORD: ADMIN.password },
      ...env,
    });
  }

  static async start(env: Record<string, string> = {}): Promise<AuthServer> {
    const server = new AuthServer(env);
    server.url = await server.process.url();
    server.admin = await server.signIn(ADMIN.email, ADMIN.password);
    return server;
  }

  as(credentials: Credentials) {
    return trpcCaller(this.url, credentials);
  }

  async signIn(email: string, password = PASSWORD): Promise<Credentials> {
    const response = await this.post("/api/auth/sign-in/email", { email, password });
    if (!response.ok) throw new Error(`signing in answered ${response.status}: ${await response.text()}`);
    return { cookie: response.headers.getSetCookie()[0]!.split(";")[0]! };
  }

  /** Makes somebody and signs them in. */
  async addUser(name: string, role: Role): Promise<{ userId: string; session: Credentials }> {
    const email = `${name}@example.com`;
    const answer = await this.as(this.admin).admin.users.create.mutate({ email, name, role, password: PASSWORD });
    if (!answer.ok) throw new Error(answer.message);
    return { userId: answer.user.id, session: await this.signIn(email) };
  }

  async addKey(session: Credentials, scopes: Scope[]): Promise<{ id: string; text: string; headers: Credentials }> {
    const answer = await this.as(session).auth.keys.create.mutate({ name: "script", scopes });
    if (!answer.ok) throw new Error(answer.message);
    return { id: answer.details.id, text: answer.key, headers: { authorization: `Bearer ${answer.key}` } };
  }

  post(path: string, body: unknown, headers: Credentials = {}): Promise<Response> {
    return fetch(this.url + path, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: JSON.stringify(body),
    });
  }

  stop(): Promise<number> {
    return this.process.stop();
  }
}
