import { z } from "zod";
import {
  apiKey,
  authStatus,
  changePasswordInput,
  createKeyInput,
  idInput,
  linkInput,
  session,
  useLinkInput,
} from "../../../shared/auth.ts";
import { authDone, createKeyAnswer, openLinkAnswer, useLinkAnswer } from "../../../shared/auth-refusal.ts";
import type { Auth } from "../../auth/auth.ts";
import { ownAccountProcedure, publicProcedure, router } from "../trpc.ts";

/** Getting in, and the caller's own account. Signing in and out set cookies and so are plain HTTP. */
export function authRouter(auth: Auth) {
  return router({
    status: publicProcedure.output(authStatus).query(({ ctx }) => auth.status(ctx.caller)),
    /** No query: a token has no place in an address. */
    openLink: publicProcedure
      .input(linkInput)
      .output(openLinkAnswer)
      .mutation(({ ctx, input }) => auth.links.open(input.token, ctx.address)),
    useLink: publicProcedure
      .input(useLinkInput)
      .output(useLinkAnswer)
      .mutation(({ ctx, input }) => auth.links.use(input, ctx.address)),
    /** Ends the user's other sessions. */
    changePassword: ownAccountProcedure
      .input(changePasswordInput)
      .output(authDone)
      .mutation(({ ctx, input }) => {
        const { userId, credentialId: sessionId } = ctx.identity;
        return auth.passwords.change({ userId, sessionId }, input);
      }),
    sessions: router({
      list: ownAccountProcedure
        .output(z.array(session))
        .query(({ ctx }) => auth.sessions.list(ctx.userId, ctx.identity.credentialId)),
      revoke: ownAccountProcedure
        .input(idInput)
        .output(authDone)
        .mutation(({ ctx, input }) => auth.sessions.revoke(ctx.userId, input.id)),
    }),
    keys: router({
      list: ownAccountProcedure.output(z.array(apiKey)).query(({ ctx }) => auth.keys.list(ctx.userId)),
      create: ownAccountProcedure
        .input(createKeyInput)
        .output(createKeyAnswer)
        .mutation(({ ctx, input }) => auth.keys.create(ctx.userId, input)),
      revoke: ownAccountProcedure
        .input(idInput)
        .output(authDone)
        .mutation(({ ctx, input }) => auth.keys.revoke(ctx.userId, input.id)),
    }),
  });
}
