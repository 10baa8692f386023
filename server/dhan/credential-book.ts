import {
  DHAN_CREDENTIALS_REFUSALS,
  type DhanCredentialsAnswer,
  type DhanCredentialsInput,
  type DhanCredentialsRefusalReason,
  type DhanCredentialsStatus,
} from "../../shared/dhan-credentials.ts";
import type { Clock } from "../clock.ts";
import type { Logger } from "../logger.ts";
import type { SealedSetting } from "../secrets/sealed-setting.ts";
import type { CheckedCredentials } from "./check-credentials.ts";
import { type DhanCredentials, fingerprint, type KeptCredentials, type keptCredentials } from "./credentials.ts";
import type { TokenKeeper } from "./token.ts";

export interface CredentialBookOptions {
  setting: SealedSetting<typeof keptCredentials>;
  /** Null where the environment names none. */
  fromEnvironment: DhanCredentials | null;
  check(candidate: DhanCredentials): Promise<CheckedCredentials>;
  clock: Clock;
  log: Logger;
}

const UNREADABLE =
  "the Dhan credentials that were kept cannot be opened with this key: bring SECRETS_KEY or the key file back, or set them again";

/**
 * The account's credentials: those of the environment, or those set in the browser, whichever came last, and the token
 * they have been renewed to. Kept sealed, so that a restart finds the newest.
 */
export class CredentialBook {
  readonly #options: CredentialBookOptions;
  readonly #environment: string | null;
  /** Null while the simulator stands in for Dhan. */
  #present: KeptCredentials | null = null;
  #isUnreadable = false;
  #tokens: Pick<TokenKeeper, "use" | "status"> | null = null;
  #checkedAt: number | null = null;
  #isChecking = false;
  #isRestartNeeded = false;

  private constructor(options: CredentialBookOptions) {
    this.#options = options;
    this.#environment = fingerprint(options.fromEnvironment);
  }

  /** @throws SecretsKeyError where some are kept and the key cannot be used. */
  static async open(options: CredentialBookOptions): Promise<CredentialBook> {
    const book = new CredentialBook(options);
    await book.#open();
    return book;
  }

  /** What to start with; null where there are none and the simulator stands in. */
  get present(): DhanCredentials | null {
    // No reason to show simulated prices, or to let everybody in: it goes on without a token and says why.
    if (this.#isUnreadable) return { clientId: "", accessToken: null, signIn: null };
    return this.#present;
  }

  get problem(): string | null {
    return this.#isUnreadable ? UNREADABLE : null;
  }

  /** @param tokens of the account in use; null where that is the simulator's own */
  join(tokens: Pick<TokenKeeper, "use" | "status"> | null): void {
    this.#tokens = tokens;
  }

  status(): DhanCredentialsStatus {
    const { source = null, clientId = null, signIn = null } = this.#present ?? {};
    const token = this.#tokens?.status();
    return {
      source: this.#tokens === null ? "simulator" : (source ?? "browser"),
      clientId: this.#tokens === null ? null : clientId,
      hasSignIn: this.#tokens !== null && signIn !== null,
      tokenExpiresAt: token?.expiresAt ?? null,
      checkedAt: this.#checkedAt,
      problem: this.problem ?? token?.problem ?? null,
      isRestartNeeded: this.#isRestartNeeded,
    };
  }

  /** Checks them, then keeps and uses them: at once, or from the next start on where the simulator runs. */
  async set({ clientId, accessToken, pin, totpSecret }: DhanCredentialsInput): Promise<DhanCredentialsAnswer> {
    if (this.#isChecking) return refused("busy");
    this.#isChecking = true;
    try {
      const signIn = pin === undefined || totpSecret === undefined ? null : { pin, totpSecret };
      return await this.#set({ clientId, accessToken: accessToken ?? null, signIn });
    } finally {
      this.#isChecking = false;
    }
  }

  /** Forgets what was kept: the next start takes the environment's, or the simulator. */
  async forget(): Promise<DhanCredentialsStatus> {
    await this.#options.setting.clear();
    this.#isRestartNeeded = this.#tokens !== null;
    this.#options.log.info("the Dhan credentials that were kept are forgotten");
    return this.status();
  }

  /** There is a newer token: it is kept, so that a restart does not begin with a dead one. */
  renewed(accessToken: string): void {
    if (this.#tokens === null || this.#present === null || this.#present.accessToken === accessToken) return;
    this.#present = { ...this.#present, accessToken };
    this.#keep(this.#present).catch((err: unknown) =>
      this.#options.log.error({ err }, "a renewed access token was not kept: after a restart give a fresh one"),
    );
  }

  async #open(): Promise<void> {
    const { setting, fromEnvironment, log } = this.#options;
    const kept = await setting.read();
    if (kept.state === "found" && kept.value.environment === this.#environment) {
      this.#present = kept.value;
      return;
    }
    if (kept.state === "unreadable" && fromEnvironment === null) {
      this.#isUnreadable = true;
      log.error(UNREADABLE);
      return;
    }
    if (kept.state !== "none") {
      log.info("the environment names other Dhan credentials than before: those that were kept are forgotten");
      await setting.clear();
    }
    if (fromEnvironment !== null)
      this.#present = { ...fromEnvironment, source: "environment", environment: this.#environment };
  }

  async #set(candidate: DhanCredentials): Promise<DhanCredentialsAnswer> {
    const { check, clock, log } = this.#options;
    const checked = await check(candidate);
    if (!checked.ok) return refused(checked.reason);
    const present: KeptCredentials = { ...checked.credentials, source: "browser", environment: this.#environment };
    try {
      await this.#keep(present);
    } catch (err) {
      log.error({ err }, "Dhan credentials cannot be kept");
      return refused("not-kept");
    }
    this.#checkedAt = clock.now();
    if (this.#tokens === null) {
      this.#isRestartNeeded = true;
    } else {
      this.#present = present;
      this.#isUnreadable = false;
      this.#tokens.use(present);
    }
    log.info({ clientId: present.clientId }, "Dhan credentials were set in the browser");
    return { ok: true, status: this.status() };
  }

  #keep(credentials: KeptCredentials): Promise<void> {
    return this.#options.setting.write(credentials, this.#options.clock.now());
  }
}

function refused(reason: DhanCredentialsRefusalReason): DhanCredentialsAnswer {
  return { ok: false, reason, message: DHAN_CREDENTIALS_REFUSALS[reason] };
}
