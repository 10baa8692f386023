import { signInInput } from "../../shared/auth.ts";
import { AuthLimits } from "../../shared/auth-limits.ts";
import { type AuthRefusal, refusedAuth } from "../../shared/auth-refusal.ts";
import type { Database } from "../db/database.ts";
import type { Logger } from "../logger.ts";
import type { AttemptLimit } from "./attempt-limit.ts";
import { SignInLimits } from "./auth-limits.ts";
import type { SignInLibrary } from "./better-auth.ts";
import { networkOf } from "./network-of.ts";
import { HashQueueFullError } from "./password-hash.ts";
import type { Revocation } from "./revocation.ts";

/** The address as we know it from the socket; set by us on requests that we make, never taken from a browser. */
export const ADDRESS_HEADER = "x-strikewire-address";

/** From where somebody signs in. */
export interface Caller {
  address: string;
  userAgent: string | null;
}

/** Cookies to set; or why not. */
export type SignInOutcome = { ok: true; cookies: readonly string[] } | AuthRefusal;

export interface SignInOptions {
  library: SignInLibrary;
  db: Pick<Database, "users" | "sessions">;
  perAddress: AttemptLimit;
  perAccount: AttemptLimit;
  revocation: Revocation;
  log: Logger;
}

/** E-mail and password for a session, and its end. */
export class SignIn {
  readonly #options: SignInOptions;

  constructor(options: SignInOptions) {
    this.#options = options;
  }

  async signIn(input: unknown, { address, userAgent }: Caller): Promise<SignInOutcome> {
    const { perAddress, perAccount, library, log } = this.#options;
    const parsed = signInInput.safeParse(input);
    if (!parsed.success) return refusedAuth("wrong-password");
    const { password } = parsed.data;
    const email = parsed.data.email.trim().toLowerCase();
    const waitMs = perAddress.take(networkOf(address)) ?? perAccount.take(email);
    if (waitMs !== null) return { ...refusedAuth("too-many-attempts"), retryAfterMs: waitMs };
    const headers = new Headers({ [ADDRESS_HEADER]: address });
    if (userAgent !== null) headers.set("user-agent", userAgent.slice(0, SignInLimits.userAgentChars));
    let response: Response;
    try {
      response = await library.api.signInEmail({ body: { email, password }, headers, asResponse: true });
    } catch (error) {
      if (!(error instanceof HashQueueFullError)) throw error;
      return { ...refusedAuth("too-many-attempts"), retryAfterMs: SignInLimits.hashQueueFullMs };
    }
    if (!response.ok) return this.#refusal(response);
    perAddress.giveBack(networkOf(address));
    perAccount.clear(email);
    const { user } = (await response.json()) as { user: { id: string } };
    await this.#endOldest(user.id);
    log.info({ userId: user.id, address }, "signed in");
    return { ok: true, cookies: response.headers.getSetCookie() };
  }

  /** Ends the session that the cookies name, if any. Returns the cookies that take them from the browser. */
  async signOut(cookieHeader: string | null): Promise<readonly string[]> {
    const { library, revocation } = this.#options;
    const headers = new Headers(cookieHeader === null ? {} : { cookie: cookieHeader });
    const found = await library.api.getSession({ headers, query: { disableRefresh: true } });
    const response = await library.api.signOut({ headers, asResponse: true });
    if (found !== null) revocation.credentialsEnded([found.session.id]);
    return response.headers.getSetCookie();
  }

  async #refusal(response: Response): Promise<AuthRefusal> {
    const { code } = (await response.json()) as { code?: string };
    // The password was right, and mayEnter said no.
    if (code === "FAILED_TO_CREATE_SESSION") return refusedAuth("deactivated");
    if (response.status >= 500) throw new Error(`better-auth answered ${response.status} ${code ?? ""}`);
    return refusedAuth("wrong-password");
  }

  async #endOldest(userId: string): Promise<void> {
    const { db, revocation } = this.#options;
    revocation.credentialsEnded(await db.sessions.endOldest(userId, AuthLimits.sessionsPerUser));
  }
}
