import type { Auth } from "../auth/auth.ts";
import type { Identified } from "../auth/identity.ts";
import { retryAfterSeconds } from "./access.ts";
import type { ClientAddresses } from "./client-address.ts";
import type { Context } from "./trpc.ts";

export interface Callers {
  auth: Pick<Auth, "identify">;
  addresses: ClientAddresses;
}

/** Has a request answered in the name of whoever makes it, and tells them what belongs to their signing in. */
export async function asCaller(
  { auth, addresses }: Callers,
  request: Request,
  answer: (context: Context) => Promise<Response>,
): Promise<{ response: Response; caller: Identified }> {
  const address = addresses.of(request);
  const { cookies, ...caller } = await auth.identify(request, address);
  const response = await answer({ caller, address });
  if (!caller.ok && caller.retryAfterMs !== undefined)
    response.headers.set("retry-after", retryAfterSeconds(caller.retryAfterMs));
  for (const cookie of cookies ?? []) response.headers.append("set-cookie", cookie);
  return { response, caller };
}
