/** What a request shows of itself. A header that names a user is none of it. */
export type Presented = { kind: "api-key"; text: string } | { kind: "cookie"; text: string } | { kind: "nothing" };

/** Where browsers, which cannot set headers on a WebSocket, put the key: `["strikewire", "key.swk_…"]`. */
const KEY_PROTOCOL = "key.";

/** A key before a cookie: who sends a key means it. */
export function presentedBy({ headers }: Request, cookieName: string): Presented {
  const bearer = /^Bearer +(\S+)$/i.exec(headers.get("authorization") ?? "")?.[1];
  const text = bearer ?? headers.get("x-api-key") ?? keyOfProtocols(headers.get("sec-websocket-protocol"));
  if (text !== null) return { kind: "api-key", text };
  const cookie = cookieOf(headers.get("cookie"), cookieName);
  return cookie === null ? { kind: "nothing" } : { kind: "cookie", text: cookie };
}

function keyOfProtocols(protocols: string | null): string | null {
  const found = protocols?.split(",").find((protocol) => protocol.trim().startsWith(KEY_PROTOCOL));
  return found === undefined ? null : found.trim().slice(KEY_PROTOCOL.length);
}

function cookieOf(header: string | null, name: string): string | null {
  const found = header?.split(";").find((pair) => pair.trim().startsWith(`${name}=`));
  return found === undefined ? null : found.trim().slice(name.length + 1);
}
