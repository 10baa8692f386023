import {
  dhanCredentialsAnswer,
  dhanCredentialsInput,
  dhanCredentialsStatus,
} from "../../../shared/dhan-credentials.ts";
import type { CredentialBook } from "../../dhan/credential-book.ts";
import { adminInPersonProcedure, router } from "../trpc.ts";

/** The account at Dhan. What is set here is never read back. */
export function dhanCredentialsRouter(credentials: CredentialBook) {
  return router({
    status: adminInPersonProcedure.output(dhanCredentialsStatus).query(() => credentials.status()),
    /** Asks Dhan whether they are good before they take the place of others. */
    set: adminInPersonProcedure
      .input(dhanCredentialsInput)
      .output(dhanCredentialsAnswer)
      .mutation(({ input }) => credentials.set(input)),
    /** From the next start on the environment's hold again, or the simulator stands in. */
    forget: adminInPersonProcedure.output(dhanCredentialsStatus).mutation(() => credentials.forget()),
  });
}
