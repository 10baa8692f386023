import type { AuthMode, AuthStatus } from "../../shared/auth.ts";
import { refusedAuth } from "../../shared/auth-refusal.ts";
import type { Clock } from "../clock.ts";
import type { Database } from "../db/database.ts";
import type { Logger } from "../logger.ts";
import { AttemptLimit } from "./attempt-limit.ts";
import { SignInLimits } from "./auth-limits.ts";
import { firstAdmin } from "./first-admin.ts";
import { type IdentifiedRequest, Identifier } from "./identifier.ts";
import { DEMO_IDENTITY, type Identified } from "./identity.ts";
import { IdentityCache } from "./identity-cache.ts";
import { KeyRing } from "./key-ring.ts";
import { Links } from "./links.ts";
import { OpenStreams } from "./open-streams.ts";
import { PasswordChange } from "./password-change.ts";
import { PasswordHash } from "./password-hash.ts";
import { Revocation } from "./revocation.ts";
import { SessionList } from "./session-list.ts";
import { type Caller, SignIn, type SignInOutcome } from "./sign-in.ts";
import { startUpkeep } from "./upkeep.ts";
import { UserDirectory } from "./user-directory.ts";

export interface AuthOptions {
  mode: AuthMode;
  db: Database;
  /** Signs cookies; asked for only where somebody signs in. */
  cookieSecret(): string;
  /** Whether browsers reach us over https only. */
  isSecure: boolean;
  /** The first admin, if the environment names one. */
  admin: { email: string; password: string } | null;
  /** Real time, whatever day the simulator has. */
  clock: Clock;
  log: Logger;
  onShare(userId: string, slots: number | null): void;
}

/** The door: who a request comes from, and how somebody comes in. */
interface Door {
  identify(request: Request, address: string): Promise<IdentifiedRequest> | IdentifiedRequest;
  signIn(input: unknown, caller: Caller): Promise<SignInOutcome>;
  /** Returns the cookies that take the session from the browser. */
  signOut(cookieHeader: string | null): Promise<readonly string[]>;
}

const DEMO_DOOR: Door = {
  identify: () => ({ ok: true, identity: DEMO_IDENTITY }),
  signIn: async () => refusedAuth("demo-mode"),
  signOut: async () => [],
};

/** Accounts, and the one place that says who a request comes from, for tRPC, REST and the tick stream alike. */
export class Auth {
  readonly mode: AuthMode;
  readonly users: UserDirectory;
  readonly keys: KeyRing;
  readonly sessions: SessionList;
  readonly links: Links;
  readonly passwords: PasswordChange;
  /** What stays open beyond its request. */
  readonly streams: OpenStreams;
  /** Where the first admin is made: a path with a token, to be told to whoever started the server. */
  readonly setUpPath: string | null;
  readonly identify: Door["identify"];
  readonly signIn: Door["signIn"];
  readonly signOut: Door["signOut"];
  readonly #db: Database;
  readonly #stop: () => void;
  #hasAdmin = false;

  private constructor(parts: AuthParts, door: Door, setUpPath: string | null, stop: () => void) {
    const { options, hash, links, revocation, perAccount, streams } = parts;
    const { db, clock, mode, onShare } = options;
    this.mode = mode;
    this.links = links;
    this.streams = streams;
    this.users = new UserDirectory({ db, links, hash, revocation, clock, onShare });
    this.keys = new KeyRing({ db, clock, revocation });
    this.sessions = new SessionList(db, revocation);
    this.passwords = new PasswordChange({ db, hash, clock, perAccount, sessions: this.sessions });
    this.setUpPath = setUpPath;
    this.identify = door.identify;
    this.signIn = door.signIn;
    this.signOut = door.signOut;
    this.#db = db;
    this.#stop = stop;
  }

  /** @throws SecretsKeyError where somebody signs in and cookies cannot be signed. */
  static async open(options: AuthOptions): Promise<Auth> {
    const parts = createParts(options);
    const { mode, db, clock, log, admin } = options;
    const { links, hash, revocation } = parts;
    const door = mode === "demo" ? DEMO_DOOR : await openDoor(parts);
    const setUpPath =
      mode === "demo" && admin === null ? null : await firstAdmin({ db, links, hash, clock, log, admin });
    return new Auth(parts, door, setUpPath, startUpkeep({ db, clock, revocation, log }));
  }

  /** What anybody may know. */
  async status(caller: Identified): Promise<AuthStatus> {
    // Once there is one there always is.
    if (this.mode === "required") this.#hasAdmin ||= (await this.#db.users.signingInAdmins()).length > 0;
    const isSetUpNeeded = this.mode === "required" && !this.#hasAdmin;
    if (!caller.ok) return { mode: this.mode, isSetUpNeeded, me: null };
    const { userId, name, email, role } = caller.identity;
    return { mode: this.mode, isSetUpNeeded, me: { id: userId, name, email, role } };
  }

  stop(): void {
    this.#stop();
  }
}

type AuthParts = ReturnType<typeof createParts>;

function createParts(options: AuthOptions) {
  const { db, clock, log } = options;
  const streams = new OpenStreams();
  const cache = new IdentityCache({ clock, most: SignInLimits.identitiesKept, forMs: SignInLimits.identityMs });
  const revocation = new Revocation(cache, streams);
  const hash = new PasswordHash();
  const badSecrets = new AttemptLimit({ clock, ...SignInLimits.badSecretsPerAddress });
  const perAccount = new AttemptLimit({ clock, ...SignInLimits.perAccount });
  const links = new Links({ db, clock, hash, badSecrets, revocation, log });
  return { options, streams, cache, revocation, hash, badSecrets, perAccount, links };
}

/** Loaded here and only here: better-auth takes 0.1 s and 37 MB, which demo mode does without. */
async function openDoor({ options, cache, hash, badSecrets, revocation, perAccount }: AuthParts): Promise<Door> {
  const { db, clock, log, isSecure, cookieSecret } = options;
  const { createBetterAuth } = await import("./better-auth.ts");
  const library = createBetterAuth({
    adapter: await db.authAdapter(),
    secret: cookieSecret(),
    isSecure,
    hash,
    log,
    mayEnter: async (userId) => (await db.users.get(userId))?.deactivatedAt === null,
  });
  const cookieName = (await library.$context).authCookies.sessionToken.name;
  const identifier = new Identifier({ library, cookieName, db, cache, badSecrets, clock, log });
  const perAddress = new AttemptLimit({ clock, ...SignInLimits.perAddress });
  const signIn = new SignIn({ library, db, perAddress, perAccount, revocation, log });
  return {
    identify: (request, address) => identifier.identify(request, address),
    signIn: (input, caller) => signIn.signIn(input, caller),
    signOut: (cookieHeader) => signIn.signOut(cookieHeader),
  };
}
