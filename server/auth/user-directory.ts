import type { CreateUserInput, User as UserView } from "../../shared/auth.ts";
import { AuthLimits } from "../../shared/auth-limits.ts";
import {
  type AuthRefusal,
  type CreateUserAnswer,
  type LinkAnswer,
  refusedAuth,
  type UserAnswer,
} from "../../shared/auth-refusal.ts";
import type { Role } from "../../shared/role.ts";
import type { Clock } from "../clock.ts";
import type { Database, Queries } from "../db/database.ts";
import type { User } from "../db/users.ts";
import type { Links } from "./links.ts";
import type { PasswordHash } from "./password-hash.ts";
import type { Revocation } from "./revocation.ts";
import { userView } from "./user-view.ts";

export interface UserDirectoryOptions {
  db: Database;
  links: Links;
  hash: PasswordHash;
  revocation: Revocation;
  clock: Clock;
  /** A user's share of the slots has changed; null takes the default. */
  onShare(userId: string, slots: number | null): void;
}

/** Users, as admins look after them. There is always an admin left who can sign in. */
export class UserDirectory {
  readonly #options: UserDirectoryOptions;

  constructor(options: UserDirectoryOptions) {
    this.#options = options;
  }

  async list(): Promise<UserView[]> {
    const { users } = this.#options.db;
    const [all, withPassword] = [await users.list(), await users.withPassword()];
    return all.map((user) => userView(user, withPassword.has(user.id)));
  }

  /** With a password, or with a link that lets them set one. */
  async create({ email, name, role, password }: CreateUserInput): Promise<CreateUserAnswer> {
    const { db, links, hash, clock } = this.#options;
    const passwordHash = password === undefined ? null : await hash.hash(password);
    return db.transaction(async (queries): Promise<CreateUserAnswer> => {
      const { users } = queries;
      if ((await users.byEmail(email)) !== null) return refusedAuth("email-taken");
      if ((await users.count()) >= AuthLimits.users) return refusedAuth("too-many-users");
      const id = crypto.randomUUID();
      await users.insert({ id, email, name, role, createdAt: clock.now() });
      if (passwordHash !== null) await users.setPasswordHash(id, passwordHash, clock.now());
      const link = passwordHash === null ? await links.make("invite", id, queries) : null;
      return { ok: true, user: userView((await users.get(id))!, passwordHash !== null), link };
    });
  }

  setRole(userId: string, role: Role): Promise<UserAnswer> {
    return this.#change(userId, async (queries, user) => {
      if (role !== "admin" && (await isLastAdmin(queries, user))) return refusedAuth("last-admin");
      await queries.users.update(userId, { role });
      return () => this.#options.revocation.rightsChanged(userId);
    });
  }

  setShare(userId: string, shareSlots: number | null): Promise<UserAnswer> {
    return this.#change(userId, async (queries) => {
      await queries.users.update(userId, { shareSlots });
      return () => this.#options.onShare(userId, shareSlots);
    });
  }

  /** Ends their sessions; keys and lists stay, and are of use again once they are reactivated. */
  deactivate(userId: string): Promise<UserAnswer> {
    return this.#change(userId, async (queries, user) => {
      if (await isLastAdmin(queries, user)) return refusedAuth("last-admin");
      await queries.users.update(userId, { deactivatedAt: this.#options.clock.now() });
      await queries.sessions.endAll(userId);
      await queries.signInLinks.deleteOf(userId);
      return () => this.#options.revocation.userEnded(userId);
    });
  }

  reactivate(userId: string): Promise<UserAnswer> {
    return this.#change(userId, async (queries) => {
      await queries.users.update(userId, { deactivatedAt: null });
      return () => {};
    });
  }

  /** A link to set a new password; the old one is good until then. */
  async resetLink(userId: string): Promise<LinkAnswer> {
    const { db, links } = this.#options;
    const user = await db.users.get(userId);
    const refusal = whyNotAPerson(user);
    if (refusal !== null) return refusal;
    if (user!.deactivatedAt !== null) return refusedAuth("deactivated");
    const kind = (await db.users.passwordHash(userId)) === null ? "invite" : "reset";
    return { ok: true, link: await links.make(kind, userId) };
  }

  /** A change to one user as a whole; what `work` returns is done once it is kept. */
  async #change(
    userId: string,
    work: (queries: Queries, user: User) => Promise<AuthRefusal | (() => void)>,
  ): Promise<UserAnswer> {
    const outcome = await this.#options.db.transaction(async (queries) => {
      const user = await queries.users.get(userId);
      const refusal = whyNotAPerson(user);
      if (refusal !== null) return refusal;
      const after = await work(queries, user!);
      if (typeof after !== "function") return after;
      const hasPassword = (await queries.users.passwordHash(userId)) !== null;
      return { after, user: userView((await queries.users.get(userId))!, hasPassword) };
    });
    if (!("after" in outcome)) return outcome;
    outcome.after();
    return { ok: true, user: outcome.user };
  }
}

function whyNotAPerson(user: User | null): AuthRefusal | null {
  if (user === null) return refusedAuth("not-found");
  return user.email === null ? refusedAuth("not-a-person") : null;
}

async function isLastAdmin({ users }: Queries, { id }: User): Promise<boolean> {
  const admins = await users.signingInAdmins();
  return admins.length === 1 && admins[0] === id;
}
