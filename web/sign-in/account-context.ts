import { createContext, useContext } from "react";
import type { AuthStatus } from "../../client-sdk/index.ts";

export const AccountContext = createContext<AuthStatus | null>(null);

/** Who is in, and how one gets in here. */
export function useAccount(): AuthStatus {
  const status = useContext(AccountContext);
  if (status === null) throw new Error("useAccount outside AccountContext");
  return status;
}
