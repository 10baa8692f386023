import { initTRPC, TRPCError } from "@trpc/server";
import type { OpenApiMeta } from "trpc-to-openapi";
import { ACCESS_REFUSALS, type AccessRefusalReason } from "../../shared/access-refusal.ts";
import type { Identified, Identity } from "../auth/identity.ts";
import { type Need, whyDenied } from "./access.ts";

/** Who calls, and from where. */
export interface Context {
  caller: Identified;
  address: string;
}

const CODES = { 401: "UNAUTHORIZED", 403: "FORBIDDEN", 429: "TOO_MANY_REQUESTS" } as const;
const BUSY = "Too many passwords are being checked at once: try again in some seconds.";

/** Turned away at the door. */
export class AccessDenied extends Error {
  override readonly name = "AccessDenied";
  readonly reason: AccessRefusalReason;

  constructor(reason: AccessRefusalReason) {
    super(ACCESS_REFUSALS[reason].message);
    this.reason = reason;
  }
}

const trpc = initTRPC
  .context<Context>()
  .meta<Partial<Need> & OpenApiMeta>()
  .create({
    // What went wrong inside is for the log, not for the caller.
    errorFormatter: ({ shape, error }) => ({
      ...shape,
      message: error.code === "INTERNAL_SERVER_ERROR" ? "something went wrong here" : shape.message,
      data: {
        code: shape.data.code,
        httpStatus: shape.data.httpStatus,
        ...(error.cause instanceof AccessDenied ? { reason: error.cause.reason } : {}),
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
  throw new TRPCError({ code: CODES[status], message, cause: new AccessDenied(reason) });
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

/** A procedure that is a route too, under `/api/v2` (server/api/rest/). */
export function route(method: "GET" | "POST", path: `/${string}`, tag: string, summary: string): OpenApiMeta {
  return { openapi: { method, path, tags: [tag], summary } };
}
