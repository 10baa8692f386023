import { initTRPC } from "@trpc/server";
import type { OpenApiMeta } from "trpc-to-openapi";

/** Who calls. */
export interface Context {
  userId: string;
}

/** The one user while there is no sign-in. */
export const DEMO_USER_ID = "demo";

const trpc = initTRPC
  .context<Context>()
  .meta<OpenApiMeta>()
  .create({
    // What went wrong inside is for the log, not for the caller.
    errorFormatter: ({ shape }) => ({ ...shape, data: { code: shape.data.code, httpStatus: shape.data.httpStatus } }),
  });

export const { router, procedure } = trpc;

/** A procedure that is a route too, under `/api/v2` (server/api/rest/). */
export function route(method: "GET" | "POST", path: `/${string}`, tag: string, summary: string): OpenApiMeta {
  return { openapi: { method, path, tags: [tag], summary } };
}
