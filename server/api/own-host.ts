const LOOPBACK = new Set(["localhost", "127.0.0.1", "[::1]"]);

/** The hostname as it stands in a URL: an IPv6 address has brackets there. */
export function urlHostname(host: string): string {
  return host.includes(":") ? `[${host}]` : host;
}

export function isLoopback(host: string): boolean {
  return LOOPBACK.has(urlHostname(host));
}

/**
 * Whether a request calls this server by a name of its own. On loopback only the loopback's names are: another name
 * that leads here is another site's trick to make a browser think that we are it (DNS rebinding).
 */
export function isOwnHost(url: URL, host: string): boolean {
  return !isLoopback(host) || LOOPBACK.has(url.hostname);
}
