import { createTRPCClient, httpLink } from "@trpc/client";
import type { AppRouter } from "../../server/api/router.ts";

/** The API as a program calls it, typed. */
export function trpcCaller(serverUrl: string, headers: Record<string, string> = {}) {
  return createTRPCClient<AppRouter>({ links: [httpLink({ url: `${serverUrl}/trpc`, headers })] });
}
