/**
 * Whether a request comes from this server's own page or from a program. A browser names the page it acts for, and
 * another site's page has no business here; programs name none.
 */
export function isSameOrigin(request: Request): boolean {
  const origin = request.headers.get("origin");
  return origin === null || (URL.canParse(origin) && new URL(origin).host === new URL(request.url).host);
}
