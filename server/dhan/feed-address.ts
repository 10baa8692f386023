/**
 * The feed's address with credentials in it, as Dhan wants them (dhanhq-v2, 1.1). It holds the token: never log it,
 * never put it into an error.
 */
export function feedAddress(base: string, credentials: { clientId: string; accessToken: string }): string {
  const url = new URL(base);
  url.searchParams.set("version", "2");
  url.searchParams.set("token", credentials.accessToken);
  url.searchParams.set("clientId", credentials.clientId);
  url.searchParams.set("authType", "2");
  return url.href;
}
