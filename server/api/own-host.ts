import { isIP } from "node:net";

const LOOPBACK: ReadonlySet<string> = new Set(["localhost", "127.0.0.1", "[::1]"]);

/** The hostname as it stands in a URL: an IPv6 address has brackets there. */
export function urlHostname(host: string): string {
  return host.includes(":") ? `[${host}]` : host;
}

export interface OwnHostOptions {
  /** What is listened on. */
  host: string;
  /** Whether only this machine reaches it. */
  isLoopback: boolean;
  /** Where browsers find us, if that is somewhere else. */
  publicUrl: string | null;
}

/** The names by which this server may be called, and what a browser may be trusted with under each. */
export class OwnHost {
  readonly #names: ReadonlySet<string>;
  readonly #isLoopback: boolean;
  readonly #public: URL | null;

  constructor({ host, isLoopback, publicUrl }: OwnHostOptions) {
    this.#isLoopback = isLoopback;
    this.#public = publicUrl === null ? null : new URL(publicUrl);
    const own = this.#public === null ? [] : [this.#public.hostname];
    this.#names = new Set([...LOOPBACK, urlHostname(host).toLowerCase(), ...own]);
  }

  /**
   * Whether a request calls this server by a name of its own. Any other name that leads here may be another site's
   * trick to make a browser think that we are it (DNS rebinding); a bare address cannot be one.
   */
  isOwn({ hostname }: URL): boolean {
    return this.#names.has(hostname) || (!this.#isLoopback && isIP(hostname.replace(/^\[|\]$/g, "")) !== 0);
  }

  /** Whether the session's cookie is for https only: everywhere but where nobody listens on the way. */
  get hasSecureCookies(): boolean {
    return !this.#isLoopback || this.#public?.protocol === "https:";
  }

  /** By the host it was called by: whoever ends TLS before us passes that on. */
  isOverHttps({ host }: URL): boolean {
    return this.#public?.protocol === "https:" && host === this.#public.host;
  }

  /** Whether a browser that asks at this address keeps the session's cookie. */
  keepsCookies(url: URL): boolean {
    return !this.hasSecureCookies || this.isOverHttps(url) || LOOPBACK.has(url.hostname);
  }
}
