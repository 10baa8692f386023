/** Of requests that came without a socket, in tests. */
const UNKNOWN = "unknown";

/** Whose address a request comes from, for limits and for the list of sessions; never for who somebody is. */
export class ClientAddresses {
  readonly #proxies: ReadonlySet<string>;
  readonly #known = new WeakMap<Request, string>();

  /** @param trustedProxies whose word is taken on the address behind them */
  constructor(trustedProxies: readonly string[]) {
    this.#proxies = new Set(trustedProxies.map(plain));
  }

  /** Notes the address at the other end of the socket. */
  note(request: Request, peer: string | null): void {
    const address = plain(peer ?? UNKNOWN);
    this.#known.set(request, this.#proxies.has(address) ? this.#behind(request, address) : address);
  }

  of(request: Request): string {
    return this.#known.get(request) ?? UNKNOWN;
  }

  /** The last address that no trusted proxy is: what stands before it anybody may have written. */
  #behind(request: Request, proxy: string): string {
    const hops = (request.headers.get("x-forwarded-for") ?? "").split(",").map((hop) => plain(hop.trim()));
    return hops.findLast((hop) => hop !== "" && !this.#proxies.has(hop)) ?? proxy;
  }
}

/** One spelling of an address: IPv4 as such, also where it came in over IPv6. */
function plain(address: string): string {
  return address.toLowerCase().replace(/^::ffff:(?=\d+\.)/, "");
}
