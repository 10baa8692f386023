import { initTRPC } from "@trpc/server";

/** Who calls. */
export interface Context {
  userId: string;
}

/** The one user while there is no sign-in. */
export const DEMO_USER_ID = "demo";

const trpc = initTRPC.context<Context>().create({
  // What went wrong inside is for the log, not for the caller.
  errorFormatter: ({ shape }) => ({ ...shape, data: { code: shape.data.code, httpStatus: shape.data.httpStatus } }),
});

export const { router, procedure } = trpc;
