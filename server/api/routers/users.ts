import { z } from "zod";
import {
  apiKey,
  createUserInput,
  ofUserInput,
  session,
  setRoleInput,
  setShareInput,
  user,
  userInput,
} from "../../../shared/auth.ts";
import { authDone, createUserAnswer, linkAnswer, userAnswer } from "../../../shared/auth-refusal.ts";
import type { Auth } from "../../auth/auth.ts";
import { adminInPersonProcedure, router } from "../trpc.ts";

/** Everybody's accounts, for admins in person. */
export function usersRouter({ users, sessions, keys }: Auth) {
  return router({
    list: adminInPersonProcedure.output(z.array(user)).query(() => users.list()),
    create: adminInPersonProcedure
      .input(createUserInput)
      .output(createUserAnswer)
      .mutation(({ input }) => users.create(input)),
    setRole: adminInPersonProcedure
      .input(setRoleInput)
      .output(userAnswer)
      .mutation(({ input }) => users.setRole(input.userId, input.role)),
    setShare: adminInPersonProcedure
      .input(setShareInput)
      .output(userAnswer)
      .mutation(({ input }) => users.setShare(input.userId, input.shareSlots)),
    deactivate: adminInPersonProcedure
      .input(userInput)
      .output(userAnswer)
      .mutation(({ input }) => users.deactivate(input.userId)),
    reactivate: adminInPersonProcedure
      .input(userInput)
      .output(userAnswer)
      .mutation(({ input }) => users.reactivate(input.userId)),
    resetLink: adminInPersonProcedure
      .input(userInput)
      .output(linkAnswer)
      .mutation(({ input }) => users.resetLink(input.userId)),
    sessions: adminInPersonProcedure
      .input(userInput)
      .output(z.array(session))
      .query(({ ctx, input }) => sessions.list(input.userId, ctx.identity.credentialId)),
    revokeSession: adminInPersonProcedure
      .input(ofUserInput)
      .output(authDone)
      .mutation(({ input }) => sessions.revoke(input.userId, input.id)),
    keys: adminInPersonProcedure
      .input(userInput)
      .output(z.array(apiKey))
      .query(({ input }) => keys.list(input.userId)),
    revokeKey: adminInPersonProcedure
      .input(ofUserInput)
      .output(authDone)
      .mutation(({ input }) => keys.revoke(input.userId, input.id)),
  });
}
