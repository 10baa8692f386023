import { type AuthRefusal, type AuthRefusalReason, refusedAuth } from "../../shared/auth-refusal.ts";
import type { Auth } from "../auth/auth.ts";
import { retryAfterSeconds } from "./access.ts";
import type { ClientAddresses } from "./client-address.ts";
import type { OwnHost } from "./own-host.ts";

const STATUS: Partial<Record<AuthRefusalReason, number>> = {
  "wrong-password": 401,
  deactivated: 403,
  "https-needed": 403,
  "demo-mode": 409,
  "too-many-attempts": 429,
};

export interface SignInEndpointOptions {
  auth: Pick<Auth, "signIn" | "signOut">;
  addresses: ClientAddresses;
  ownHost: Pick<OwnHost, "keepsCookies">;
}

/** `/api/auth/`: the two calls that set cookies. All else about accounts is in tRPC. */
export function signInEndpoint({ auth, addresses, ownHost }: SignInEndpointOptions) {
  return {
    async signIn(request: Request): Promise<Response> {
      if (!ownHost.keepsCookies(new URL(request.url))) return refused(refusedAuth("https-needed"));
      const caller = { address: addresses.of(request), userAgent: request.headers.get("user-agent") };
      const outcome = await auth.signIn(await jsonOf(request), caller);
      return outcome.ok ? withCookies(outcome.cookies) : refused(outcome);
    },
    async signOut(request: Request): Promise<Response> {
      return withCookies(await auth.signOut(request.headers.get("cookie")));
    },
  };
}

function withCookies(cookies: readonly string[]): Response {
  const response = Response.json({ ok: true });
  for (const cookie of cookies) response.headers.append("set-cookie", cookie);
  return response;
}

function refused(refusal: AuthRefusal): Response {
  const { retryAfterMs } = refusal;
  const headers = retryAfterMs === undefined ? {} : { "retry-after": retryAfterSeconds(retryAfterMs) };
  return Response.json(refusal, { status: STATUS[refusal.reason] ?? 400, headers });
}

async function jsonOf(request: Request): Promise<unknown> {
  try {
    return await request.json();
  } catch {
    return null;
  }
}
