import { initTRPC, TRPCError } from "@trpc/server";
import type { OpenApiMeta } from "trpc-to-openapi";
import { ACCESS_REFUSALS } from "../../shared/access-refusal.ts";
import type { Identified, Identity } from "../auth/identity.ts";
import { type Need, whyDenied } from "./access.ts";
import { errorMessage } from "./error-message.ts";
import { Refused, refusal } from "./refusal.ts";

interface RouteMeta extends OpenApiMeta {
  /** It is there for its route: in tRPC another procedure does the same. */
  isForRoute?: boolean;
}

/** Who calls, and from where. */
export interface Context {
  caller: Identified;
  address: string;
}

const CODES = { 401: "UNAUTHORIZED", 403: "FORBIDDEN", 429: "TOO_MANY_REQUESTS" } as const;
/** Of a stream of events that has nothing to say. */
const PING_EVERY_MS = 4_000;
/** A client that hears nothing for so long takes its connection for lost. */
const SILENCE_MS = 15_000;
const BUSY = "Too many passwords are being checked at once.";

const trpc = initTRPC
  .context<Context>()
  .meta<Partial<Need> & RouteMeta>()
  .create({
    // Shows both sides that the other is there: the runtime cuts what is silent for ten seconds.
    sse: { ping: { enabled: true, intervalMs: PING_EVERY_MS }, client: { reconnectAfterInactivityMs: SILENCE_MS } },
    errorFormatter: ({ shape, error }) => ({
      ...shape,
      message: errorMessage(error),
      data: {
        code: shape.data.code,
        httpStatus: shape.data.httpStatus,
        ...(error.cause instanceof Refused ? { reason: error.cause.reason } : {}),
      },
    }),
  });

/** @throws TRPCError for whoever may not do what a procedure with this `meta` does */
export function assertMay(caller: Identified, meta: Partial<Need> | undefined): void {
  const role = meta?.role;
  const reason = whyDenied(
    caller,
    role === undefined ? undefined : { role, isSessionOnly: meta?.isSessionOnly ?? false },
  );
  if (reason === null) return;
  const { status, message } = ACCESS_REFUSALS[reason];
  throw refusal(CODES[status], reason, message);
}

/** The door of every procedure. */
const guard = trpc.middleware(async ({ ctx, meta, next }) => {
  assertMay(ctx.caller, meta);
  const result = await next();
  // Expected of a flood, and no fault of ours.
  const cause = result.ok ? null : (result.error.cause as { code?: unknown } | undefined);
  if (cause?.code === "hash-queue-full") throw new TRPCError({ code: "TOO_MANY_REQUESTS", message: BUSY });
  return result;
});

const guarded = trpc.procedure.use(guard);

/** For whoever may: it knows who calls. */
const identified = guarded.use(({ ctx, next }) => {
  if (!ctx.caller.ok) throw new TRPCError({ code: "UNAUTHORIZED", message: ACCESS_REFUSALS["sign-in-needed"].message });
  const { identity } = ctx.caller;
  return next({ ctx: { identity: identity satisfies Identity, userId: identity.userId } });
});

export const { router } = trpc;
/** Needs no identity: signing in, and what it takes. */
export const publicProcedure = guarded.meta({ role: "anybody" });
/** Reads. */
export const viewerProcedure = identified.meta({ role: "viewer" });
/** Changes what is the caller's own on the market. */
export const traderProcedure = identified.meta({ role: "trader" });
export const adminProcedure = identified.meta({ role: "admin" });
/** For people about their own account: no API key may. */
export const ownAccountProcedure = identified.meta({ role: "viewer", isSessionOnly: true });
/** For admins about accounts and secrets: no API key may. */
export const adminInPersonProcedure = identified.meta({ role: "admin", isSessionOnly: true });

/** A procedure that is a route and nothing else, where the path or the query gives an input as another procedure has it not. */
export function routeOnly(...described: Parameters<typeof route>): RouteMeta {
  return { ...route(...described), isForRoute: true };
}

/** A procedure that is a route too, under `/api/v2` (server/api/rest/). */
export function route(method: "GET" | "POST", path: `/${string}`, tag: string, summary: string): OpenApiMeta {
  return { openapi: { method, path, tags: [tag], summary } };
}
